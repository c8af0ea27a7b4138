"""``quiz.lock``: what each form code means, and with what the files were made, so that they can be made and checked again.

The lock tells every key: keep it apart from what students get. It is one record per copy, written and read one at a time, so
that its size (about two hundred bytes for each question of a copy) costs disk and no memory. Of each draw it holds what was
drawn, and digests of what the question says then: they belong to the content, whatever files hold it.
"""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from msgspec import Struct
from pydantic import ValidationError

from qbank.errors import QbankError
from qbank.model import Model
from qbank.resources import version
from qbank.writers.fingerprint import Fingerprint
from qbank.writers.format import Usage
from qbank.writers.json_stream import lines, read
from qbank.writers.ledger import Ledger
from qbank.writers.options import Options
from qbank.writers.output import Output
from qbank.writers.report import FileReport, Overridden, QuestionReport, question_report

LOCK = "quiz.lock"
LIBRARIES = ("jinja2", "markdown-it-py", "numpy", "python-flint", "sympy", "typst")


class LockedItem(Model, frozen=True):
    """One question of a copy: its variant, the exact parameters of that draw, and digests of what it says."""

    item: str
    variant: int
    parameters: dict[str, object]
    stem: str
    parts: str
    key: str
    help: str

    @property
    def fingerprint(self) -> Fingerprint:
        """What the question says, as digests."""
        return Fingerprint(self.stem, self.parts, self.key, self.help)


class LockedCopy(Model, frozen=True):
    """One copy: its number, the code printed on it, and its questions in order."""

    copy_number: int
    code: str
    items: tuple[LockedItem, ...]


class Lock(Model, frozen=True):
    """What holds for all copies. ``bank``, ``blueprint`` and ``questions`` are digests, ``contents`` the questions in order.

    ``blueprint_text`` is the blueprint itself, so that a quiz can be made again from one that belongs to no bank.
    """

    version: str
    libraries: dict[str, str]
    quiz: str
    title: str
    seed: str
    number_of_copies: int
    bank: str
    blueprint: str
    blueprint_text: str
    questions: dict[str, str]
    contents: tuple[QuestionReport, ...]
    files: tuple[FileReport, ...]
    formats: tuple[str, ...]
    usage: Usage | None
    strict: bool
    skip: bool
    overridden: tuple[Overridden, ...]

    @property
    def options(self) -> Options:
        """What was asked of the writers."""
        return Options(usage=self.usage, strict=self.strict, skip=self.skip, overridden=self.overridden)


class Origin(Struct, frozen=True):
    """Where a quiz comes from: the seed, digests of the bank, of the blueprint if there is one, and of each question.

    And what was asked of the writers: which formats, and how.
    """

    seed: str
    bank: str
    questions: dict[str, str]
    blueprint: str = ""
    blueprint_text: str = ""
    formats: tuple[str, ...] = ()
    options: Options = Options()


def libraries() -> dict[str, str]:
    """The versions of the libraries that decide what bytes are written."""
    return {name: metadata.version(name) for name in LIBRARIES}


def write_lock(ledger: Ledger, origin: Origin, output: Output) -> None:
    """Write the lock, last of all files, so that it holds the digests of the others.

    What the ledger has not seen on its way to a writer is made once more.
    """
    quiz, options = ledger.quiz, origin.options
    lock = Lock(
        version=version(),
        libraries=libraries(),
        quiz=quiz.name,
        title=quiz.title,
        seed=origin.seed,
        number_of_copies=quiz.copies,
        bank=origin.bank,
        blueprint=origin.blueprint,
        blueprint_text=origin.blueprint_text,
        questions=dict(sorted(origin.questions.items())),
        contents=tuple(map(question_report, quiz.contents)),
        files=tuple(FileReport(name=file.name, size=file.size, sha256=file.sha256) for file in output.names),
        formats=origin.formats,
        usage=options.usage,
        strict=options.strict,
        skip=options.skip,
        overridden=options.overridden,
    )
    copies = (_copy(ledger, copy) for copy in range(quiz.copies))
    with output.open(LOCK) as stream:
        stream.writelines(lines(lock.model_dump(mode="json"), "copies", copies))


def read_lock(path: Path) -> tuple[Lock, Iterator[LockedCopy]]:
    """The lock, and its copies one after the other."""
    try:
        head, copies = read(path, "copies")
        return Lock.model_validate(head), (LockedCopy.model_validate(copy) for copy in copies)
    except (OSError, ValueError, ValidationError) as error:
        raise QbankError(f"{str(path)!r} cannot be read as a lock: {error}") from error


def _copy(ledger: Ledger, copy: int) -> dict[str, object]:
    items = [
        {
            "item": draw.item,
            "variant": draw.variant,
            "parameters": dict(draw.parameters),
            **ledger.fingerprint(draw, copy)._asdict(),
        }
        for draw in ledger.quiz.drawn(copy)
    ]
    return {"copy_number": copy, "code": ledger.quiz.code(copy), "items": items}
