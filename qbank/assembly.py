"""Questions put together to a test: a blueprint's, or those that were named on the command line.

Copy k of a test holds variant k of each of its questions, so copies never share a draw.
"""

import hashlib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.authoring.schema import Blueprint, ItemModel
from qbank.content import Piece, Text
from qbank.errors import AuthoringError, DrawError, Fault, OffsetError, QbankError
from qbank.generation.program import Program, generate_all, program
from qbank.item import Draw, Form, Item, Section
from qbank.text import compile_text

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No two of them look alike on paper."""
CODE_LENGTH = 6
WINDOW = 32
"""How many neighbouring copies are solved together."""


class Chapter(Struct, frozen=True):
    """A section's heading and its questions."""

    title: str
    models: tuple[ItemModel, ...]


class Assembly(Struct, frozen=True):
    """A test in several copies, each made when it is asked for."""

    name: str
    title: str
    language: str
    instructions: Text
    minutes: int | None
    chapters: tuple[Chapter, ...]
    seed: str
    copies: int
    bank_digest: str

    @property
    def models(self) -> tuple[ItemModel, ...]:
        """Every question, in order."""
        return tuple(model for chapter in self.chapters for model in chapter.models)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The questions' ids, in order."""
        return tuple(model.id for model in self.models)

    def form(self, copy: int) -> Form:
        """Copy number ``copy``, from 0."""
        sections = tuple(
            Section(chapter.title, tuple(self._item(model, copy) for model in chapter.models))
            for chapter in self.chapters
        )
        return Form(
            name=self.name,
            title=self.title,
            language=self.language,
            instructions=self.instructions,
            minutes=self.minutes,
            copy=copy,
            code=self.code(copy),
            sections=sections,
        )

    def _item(self, model: ItemModel, copy: int) -> Item:
        """The variant of a question in a copy; those of neighbouring copies are solved with it."""
        first = copy - copy % WINDOW
        return _window(program(model), self.seed, first, min(first + WINDOW, self.copies))[copy - first]

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question, one for each copy, in order."""
        model = next(model for model in self.models if model.id == item_id)
        return generate_all(model, self.seed, self.copies)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """What a copy's draws are, without solving them."""
        return tuple(program(model).drawn(self.seed, copy) for model in self.models)

    def code(self, copy: int) -> str:
        """What identifies a copy on paper and tells nothing else: a digest of its bank, questions, seed and number."""
        name = "/".join((self.bank_digest, self.name, *self.item_ids, self.seed, str(copy)))
        number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
        letters = []
        for _ in range(CODE_LENGTH):
            number, digit = divmod(number, len(CODE_LETTERS))
            letters.append(CODE_LETTERS[digit])
        return "".join(letters)


@lru_cache(maxsize=64)
def _window(compiled: Program, seed: str, first: int, end: int) -> tuple[Item, ...]:
    return tuple(compiled.items(seed, range(first, end)))


def assemble(blueprint: Blueprint, bank: Bank, seed: str, copies: int = 1) -> Assembly:
    """The test that a blueprint describes, in so many copies; DrawError when a question has too few variants."""
    chapters = tuple(
        Chapter(section.title, tuple(bank.item(item) for item in section.items)) for section in blueprint.sections
    )
    assembly = Assembly(
        name=blueprint.id,
        title=blueprint.title,
        language=blueprint.language,
        instructions=_instructions(blueprint),
        minutes=blueprint.time,
        chapters=chapters,
        seed=seed,
        copies=copies,
        bank_digest=bank.digest,
    )
    return _checked(assembly)


def collect(sources: Sequence[str], bank: Bank, seed: str, copies: int = 1) -> Assembly:
    """The test that the command line names: one blueprint, or questions by id, by pattern (``td-*``), by folder or by file."""
    if len(sources) == 1 and sources[0] in bank.blueprints:
        return assemble(bank.blueprints[sources[0]], bank, seed, copies)
    chosen = list(dict.fromkeys(model.id for source in sources for model in _named(source, bank)))
    models = tuple(bank.items[item] for item in chosen)
    title = models[0].title if len(models) == 1 else "Quiz"
    assembly = Assembly(
        name=models[0].id if len(models) == 1 else "quiz",
        title=title,
        language=models[0].language,
        instructions=Text(),
        minutes=None,
        chapters=(Chapter("", models),),
        seed=seed,
        copies=copies,
        bank_digest=bank.digest,
    )
    return _checked(assembly)


def _named(source: str, bank: Bank) -> list[ItemModel]:
    """The questions that one word of the command line means."""
    if source in bank.items:
        return [bank.items[source]]
    if any(sign in source for sign in "*?["):
        found = [model for name, model in sorted(bank.items.items()) if fnmatchcase(name, source)]
    else:
        place = Path(source).resolve()
        found = [model for _, model in sorted(bank.items.items()) if _is_within(Path(model.origin.file), place)]
    if not found and source in bank.blueprints:
        raise QbankError(f"{source!r} is a blueprint: build it by itself")
    return found or [_missing(source, bank)]


def _is_within(file: Path, place: Path) -> bool:
    return place in (file.resolve(), *file.resolve().parents)


def _missing(source: str, bank: Bank) -> ItemModel:
    """Raises, naming the nearest question or blueprint."""
    both: dict[str, ItemModel] = {**bank.items, **{name: next(iter(bank.items.values())) for name in bank.blueprints}}
    return Bank(items=both).item(source)


def _instructions(blueprint: Blueprint) -> Text:
    try:
        compiled = compile_text(blueprint.instructions)
    except OffsetError as error:
        whole = blueprint.origin
        faults = [
            whole.fault(("instructions",), one.message, one.hint, None if one.whole else one.offset, one.length)
            for one in (error, *error.others)
        ]
        raise AuthoringError(faults) from error
    if compiled.places:
        message, hint = "instructions belong to all questions: no places here", "write \\{{ for two braces"
        offset = compiled.places[0].offset
        raise AuthoringError([blueprint.origin.fault(("instructions",), message, hint, offset)])
    return Text((Piece(compiled.tree),)) if blueprint.instructions.strip() else Text()


def _checked(assembly: Assembly) -> Assembly:
    """Every question is compiled, and has enough variants; all that have not are named."""
    faults: list[Fault] = []
    short = []
    for model in assembly.models:
        try:
            count = program(model).space.count
        except AuthoringError as error:
            faults += error.faults
            continue
        if count < assembly.copies:
            short.append(f"{model.id} has {count:,} variants; {assembly.copies:,} copies were asked for")
    if faults:
        raise AuthoringError(faults)
    if short:
        raise DrawError("\n".join(short))
    return assembly
