"""Questions put together to a test: a blueprint's, or those that were named on the command line."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import get_args

from qbank.assembly.assembly import Assembly, Chapter
from qbank.assembly.entry import Entry
from qbank.assembly.selection import select
from qbank.authoring.bank import Bank, is_blueprint, load_blueprint
from qbank.authoring.blueprint import Blueprint, SectionModel
from qbank.authoring.schema import Bloom, ItemModel
from qbank.content import Piece, Text
from qbank.errors import AuthoringError, DrawError, Fault, OffsetError, QbankError
from qbank.generation.program import program
from qbank.question_types.question_type import Path as Where
from qbank.text import compile_text

LEVELS = get_args(Bloom)


def assemble(blueprint: Blueprint, bank: Bank, seed: str, copies: int = 1) -> Assembly:
    """The test that a blueprint describes, in so many copies, all of the same questions.

    AuthoringError explains what cannot be met, at its place in the blueprint; DrawError tells which of the questions fixed
    there have too few variants.
    """
    return put_together(blueprint, select(blueprint, bank, seed, copies), bank, seed, copies)


def put_together(
    blueprint: Blueprint, entries: Sequence[Sequence[Entry]], bank: Bank, seed: str, copies: int
) -> Assembly:
    """The test of a blueprint with these questions in its sections."""
    instructions = _instructions(blueprint, ("instructions",), blueprint.instructions)
    chapters = tuple(_chapter(blueprint, number, own) for number, own in enumerate(entries))
    assembly = Assembly(
        name=blueprint.id,
        title=blueprint.title,
        language=blueprint.language,
        instructions=instructions,
        minutes=blueprint.time,
        chapters=chapters,
        seed=seed,
        copies=copies,
        bank_digest=bank.digest,
        blueprint_digest=blueprint.digest,
        blueprint_text=blueprint.origin.text,
    )
    return _checked(assembly)


def _chapter(blueprint: Blueprint, number: int, entries: Sequence[Entry]) -> Chapter:
    section: SectionModel = blueprint.sections[number]
    by_bloom = section.order == "bloom"
    return Chapter(
        title=section.title,
        entries=tuple(sorted(entries, key=lambda entry: LEVELS.index(entry.model.bloom) if by_bloom else 0)),
        instructions=_instructions(blueprint, ("sections", number, "instructions"), section.instructions),
        shuffle=section.shuffle,
        by_bloom=by_bloom,
    )


def collect(sources: Sequence[str], bank: Bank, seed: str, copies: int = 1) -> Assembly:
    """The test that the command line names: one blueprint, by id or file, or questions by id, pattern, folder or file."""
    if len(sources) == 1 and (blueprint := _blueprint(sources[0], bank)):
        return assemble(blueprint, bank, seed, copies)
    chosen = list(dict.fromkeys(model.id for source in sources for model in _named(source, bank)))
    models = tuple(bank.items[item] for item in chosen)
    title = models[0].title if len(models) == 1 else "Quiz"
    assembly = Assembly(
        name=models[0].id if len(models) == 1 else "quiz",
        title=title,
        language=models[0].language,
        instructions=Text(),
        minutes=None,
        chapters=(Chapter("", tuple(Entry(model, model.worth) for model in models)),),
        seed=seed,
        copies=copies,
        bank_digest=bank.digest,
    )
    return _checked(assembly)


def _blueprint(source: str, bank: Bank) -> Blueprint | None:
    """The blueprint that a word of the command line means: of the bank, or a file of its own."""
    if source in bank.blueprints:
        return bank.blueprints[source]
    path = Path(source)
    if path.suffix != ".yaml" or not path.is_file():
        return None
    return load_blueprint(path, bank) if is_blueprint(path) else None


def _named(source: str, bank: Bank) -> list[ItemModel]:
    """The questions that one word of the command line means."""
    if source in bank.items:
        return [bank.items[source]]
    if any(sign in source for sign in "*?["):
        found = [model for name, model in sorted(bank.items.items()) if fnmatchcase(name, source)]
    else:
        place = Path(source).resolve()
        found = [model for _, model in sorted(bank.items.items()) if _is_within(Path(model.origin.file), place)]
    return found or [_missing(source, bank)]


def _is_within(file: Path, place: Path) -> bool:
    return place in (file.resolve(), *file.resolve().parents)


def _missing(source: str, bank: Bank) -> ItemModel:
    """Raises, saying what a file is when it is one, or else naming the nearest question or blueprint."""
    path = Path(source)
    if source in bank.blueprints or (path.is_file() and path.suffix == ".yaml" and is_blueprint(path)):
        raise QbankError(f"{source!r} is a blueprint: build it by itself")
    if path.suffix == ".yaml":
        why = "is in none of the bank's folders: name its folder with --bank" if path.is_file() else "does not exist"
        raise QbankError(f"the file {source!r} {why}")
    both: dict[str, ItemModel] = {**bank.items, **{name: next(iter(bank.items.values())) for name in bank.blueprints}}
    return Bank(items=both).item(source)


def _instructions(blueprint: Blueprint, path: Where, written: str) -> Text:
    origin = blueprint.origin
    try:
        compiled = compile_text(written)
    except OffsetError as error:
        faults = [
            origin.fault(path, one.message, one.hint, None if one.whole else one.offset, one.length)
            for one in (error, *error.others)
        ]
        raise AuthoringError(faults) from error
    if compiled.places:
        message, hint = "instructions belong to all questions: no places here", "write \\{{ for two braces"
        raise AuthoringError([origin.fault(path, message, hint, compiled.places[0].offset)])
    return Text((Piece(compiled.tree),)) if written.strip() else Text()


def _checked(assembly: Assembly) -> Assembly:
    """Every question is compiled, and has enough variants; all that have not are named."""
    faults: list[Fault] = []
    short: dict[str, int] = {}
    for model in assembly.models:
        try:
            count = program(model).space.count
        except AuthoringError as error:
            faults += error.faults
            continue
        if count < assembly.copies:
            short[model.id] = count
    if faults:
        raise AuthoringError(faults)
    if short:
        raise DrawError(_too_few_variants(short, assembly.copies))
    return assembly


def _too_few_variants(short: dict[str, int], copies: int) -> str:
    """No two copies share a draw, so what is too few, and what can be done."""
    told = [f"{name} has {count:,} variants; {copies:,} copies were asked for" for name, count in short.items()]
    most = min(short.values())
    either = f"make at most {most:,} copies, leave {'it' if len(short) == 1 else 'them'} out"
    return "\n".join([*told, f"  hint: no two copies share a draw: {either}, or give parameters more values"])
