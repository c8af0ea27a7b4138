"""Whether the bank still gives what a lock describes: the same content, whatever files hold it, and the same bytes.

What a question says in a variant is compared by its digests, so that it is told what differs: the draw, the stem, the parts,
the key, or what helps. Files are compared with those beside the lock, and with what would be written now.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from qbank.assembly.again import made_again
from qbank.assembly.assemble import assemble
from qbank.assembly.assembly import Assembly
from qbank.assembly.worth import worth_so_much
from qbank.authoring.bank import Bank
from qbank.errors import AuthoringError, DrawError, QbankError
from qbank.generation.program import Program, program
from qbank.item import Item, exact_text
from qbank.resources import version
from qbank.writers.build import write
from qbank.writers.fingerprint import Fingerprint, fingerprint
from qbank.writers.lock import Lock, LockedCopy, LockedItem, libraries
from qbank.writers.output import Output
from qbank.writers.report import FileReport, QuestionReport

MISSING, DRAW, TEST = "missing", "draw", "test"
"""What may differ, beside the fields of a fingerprint: a question or a variant that there is no more, another draw, and how
the blueprint puts the test together."""


class Difference(Struct, frozen=True):
    """What of a question is not as it was, in which variants, and an example of it where that says more."""

    item: str
    what: tuple[str, ...]
    variants: tuple[int, ...] = ()
    example: str = ""


class FileState(Struct, frozen=True):
    """A file of the lock: as it is ``here``, beside the lock, and as it would be written ``now``.

    Each is ``same``, ``other``, or ``missing``; it is not known what would be written where the content is another.
    """

    name: str
    here: str
    now: str = "unknown"


class Verification(Struct, frozen=True):
    """What was found: the content's differences, the files, and what else has changed without changing the content."""

    differences: tuple[Difference, ...]
    files: tuple[FileState, ...]
    edited: tuple[str, ...]
    versions: tuple[tuple[str, str, str], ...]
    unwritten: str = ""
    """Why the files cannot be written now."""

    @property
    def same_content(self) -> bool:
        """Whether all that the lock describes comes out again."""
        return not self.differences

    @property
    def same_bytes(self) -> bool:
        """Whether the files are here as they were written, and would be written so again."""
        return all(file.here == file.now == "same" for file in self.files)


def verify(lock: Lock, copies: Iterable[LockedCopy], bank: Bank, folder: Path) -> Verification:
    """Make everything again that a lock describes, and compare; ``folder`` is where its files are."""
    differences = (*_of_blueprint(lock, bank), *_of_questions(lock, copies, bank))
    again, unwritten = ({}, "") if differences else _written_again(lock, bank)
    changed = {item for item, own in lock.questions.items() if item in bank.items and bank.items[item].digest != own}
    return Verification(
        differences=differences,
        files=tuple(_state(file, folder, again) for file in lock.files),
        edited=tuple(sorted(changed - {one.item for one in differences})),
        versions=tuple(_versions(lock)),
        unwritten=unwritten,
    )


def _of_questions(lock: Lock, copies: Iterable[LockedCopy], bank: Bank) -> list[Difference]:
    """The differences of all draws, those of the same kind together."""
    again = {one.item: _Again(one, lock, bank) for one in lock.contents}
    found: dict[tuple[str, tuple[str, ...]], tuple[list[int], str]] = {}
    for copy in copies:
        for locked in copy.items:
            if locked.item not in again:
                raise QbankError(f"the lock does not say how {locked.item!r} came into the quiz: it was changed")
            what, example = again[locked.item].differs(locked)
            if what:
                variants, _ = found.setdefault((locked.item, what), ([], example))
                variants.append(locked.variant)
    return [Difference(item, what, tuple(own), example) for (item, what), (own, example) in sorted(found.items())]


class _Again:
    """A question of the lock, made again variant by variant."""

    def __init__(self, chosen: QuestionReport, lock: Lock, bank: Bank) -> None:
        self.seed, self.item = lock.seed, chosen.item
        self.points = Fraction(chosen.points) if lock.blueprint else None
        self.program: Program | None = None
        self.why = "there is no such question"
        if chosen.item in bank.items:
            try:
                self.program = program(bank.items[chosen.item])
            except AuthoringError as error:
                self.why = f"it cannot be drawn: {error.faults[0].message}"
        count = self.program.space.count if self.program else 0
        self.items = self._items(min(count, lock.number_of_copies))

    def _items(self, count: int) -> Iterator[Item]:
        if self.program:
            yield from self.program.items(self.seed, range(count))

    def differs(self, locked: LockedItem) -> tuple[tuple[str, ...], str]:
        """What is not as it was in a variant, and an example of it."""
        if self.program is None:
            return (MISSING,), self.why
        if locked.variant >= self.program.space.count:
            return (MISSING,), f"it has {self.program.space.count:,} variants now"
        item = next(self.items, None)
        if item is None or item.variant != locked.variant:
            item = self.program.item(self.seed, locked.variant)
        drawn = {name: exact_text(value) for name, value in item.parameters}
        if drawn != locked.parameters:
            return (DRAW,), f"{_said(drawn)}; it was {_said(locked.parameters)}"
        own = fingerprint(item if self.points is None else worth_so_much(item, self.points))
        pairs = zip(Fingerprint._fields, own, locked.fingerprint, strict=True)
        return tuple(name for name, now, then in pairs if now != then), ""


def _said(parameters: Mapping[str, object]) -> str:
    """A draw in one line.

    >>> _said({"reward": "1/2", "rewards": ["1", "2"]})
    'reward = 1/2, rewards = 1, 2'
    """
    return ", ".join(
        f"{name} = {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in parameters.items()
    )


def _of_blueprint(lock: Lock, bank: Bank) -> Iterator[Difference]:
    """What a blueprint that was edited since puts together in another way."""
    now = bank.blueprints.get(lock.quiz) if lock.blueprint else None
    if now is None or now.digest == lock.blueprint:
        return
    try:
        test = assemble(now, bank, lock.seed, lock.number_of_copies)
        before = made_again(lock, bank)
    except (AuthoringError, DrawError) as error:
        yield Difference(lock.quiz, (TEST,), example=f"it cannot be put together: {error}".partition("\n")[0])
        return
    ids, were = ([entry.model.id for entry in one.entries] for one in (test, before))
    if ids != were:
        yield Difference(lock.quiz, (TEST,), example=f"{', '.join(ids)}; it was {', '.join(were)}")
    elif test.contents != before.contents:
        yield Difference(lock.quiz, (TEST,), example="the questions count otherwise")
    elif _frame(test) != _frame(before):
        yield Difference(lock.quiz, (TEST,), example="other headings, instructions, minutes or order")


def _frame(test: Assembly) -> object:
    """What stands around the questions, and how they are put in order."""
    chapters = [(one.title, one.instructions, one.shuffle, one.by_bloom) for one in test.chapters]
    return test.title, test.language, test.instructions, test.minutes, chapters


def _written_again(lock: Lock, bank: Bank) -> tuple[dict[str, str], str]:
    """The digests of the files as they would be written now; or why they cannot be."""
    with tempfile.TemporaryDirectory() as folder, Output(Path(folder) / "again", replace=False) as output:
        try:
            write(made_again(lock, bank), lock.formats, output, lock.options)
        except QbankError as error:
            return {}, str(error)
        return {file.name: file.sha256 for file in output.names}, ""


def _state(file: FileReport, folder: Path, again: Mapping[str, str]) -> FileState:
    try:
        with (folder / file.name).open("rb") as stream:
            here = "same" if hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256 else "other"
    except OSError:
        here = "missing"
    now = "unknown" if not again else "missing" if file.name not in again else "other"
    return FileState(file.name, here, "same" if again.get(file.name) == file.sha256 else now)


def _versions(lock: Lock) -> Iterator[tuple[str, str, str]]:
    """What the files were made with, and is another version now."""
    now = {"qbank": version(), **libraries()}
    for name, then in {"qbank": lock.version, **lock.libraries}.items():
        if now.get(name, "") != then:
            yield name, then, now.get(name, "")
