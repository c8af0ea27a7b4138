"""What the code knows better than prose: passages of the guide that are made when a page is read."""

from collections.abc import Callable, Iterable, Mapping

from qbank.authoring.blueprint import Blueprint
from qbank.authoring.json_schema import record_schema
from qbank.authoring.parameters import PARAMETERS
from qbank.authoring.processes import ProcessModel
from qbank.authoring.schema import ItemModel, ObjectiveModel
from qbank.authoring.warnings import WARNINGS
from qbank.expressions.equation import equation, quantity, symbol
from qbank.grading.digits import COMMA_LANGUAGES
from qbank.grading.scoring import FITTING
from qbank.guide.fields import fields
from qbank.interactions import KINDS, ScoringPolicy
from qbank.model import Model
from qbank.question_types.question_type import PartModel, WrongRule, question_types
from qbank.rl.formula import Alternate, Formula
from qbank.rl.signature import Parameter
from qbank.rl.topics import topics
from qbank.tex import symbols
from qbank.wording import earning
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.registry import formats

RECORDS: Mapping[str, type[Model]] = {
    "question": ItemModel,
    "part": PartModel,
    "misconception": WrongRule,
    "objective": ObjectiveModel,
    "process": ProcessModel,
    "blueprint": Blueprint,
    **{name.strip("<>"): model for name, model in PARAMETERS.items()},
}


def _fields(record: str) -> str:
    """The fields of a record, or those that a question type has of its own."""
    if record in RECORDS:
        return fields(RECORDS[record], without=("hidden",) if record in ("one_of", "words", "list_of") else ())
    return fields(question_types()[record].model, without=_common(question_types()[record].model))


def _common(kind: type[PartModel]) -> list[str]:
    """The fields that mean for a type what they mean for every part: the page ``types`` tells them once."""
    common = record_schema(PartModel)["properties"]
    own = record_schema(kind)["properties"].items()
    return [name for name, field in own if name in common and ("const" in field or field == common[name])]


def _types(_: str) -> str:
    """Every question type, in a line."""
    return "\n".join(f"* `{name}`: {_first_line(one.model)}" for name, one in question_types().items())


def _first_line(record: type[Model]) -> str:
    words = (record.__doc__ or "").partition("\n")[0]
    return words[:1].lower() + words[1:].rstrip(".")


def _formulas(_: str) -> str:
    """Every formula, by topic."""
    return "\n\n".join("\n\n".join([f"## {title}", *map(_formula, found)]) for title, found in topics())


def _formula(formula: Formula) -> str:
    """A formula with its equation, its source and what is done wrong with it."""
    paragraphs = [
        f"### {formula.name}({', '.join(formula.parameters)})",
        formula.summary.partition("\n")[0],
        f"```text\n{symbol(formula)} = {equation(formula)}\n```",
        f"where {', '.join(map(_parameter, formula.signature))}. Source: {formula.source}.",
        _alternates("Misconceptions", formula.misconceptions),
        _alternates("Right under other conventions", formula.conventions),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _parameter(one: Parameter) -> str:
    """What a parameter of a formula is: its symbol, how long it is, or the words it may be."""
    match one.kind:
        case "number":
            return f"`{one.name}` is {quantity(one.name)}"
        case "word":
            words = " or ".join(f'`"{word}"`' for word in one.words)
            return f"`{one.name}` is {words}"
        case "list" | "table":
            lengths = one.shape.replace("x", " lists of ").replace("*", "").replace(">1", " (at least 2)")
            return f"`{one.name}` is {quantity(one.name)}, a list of {lengths} numbers"


def _alternates(what: str, alternates: Mapping[str, Alternate]) -> str:
    names = ", ".join(f"`{name.rpartition('.')[2]}`" for name in alternates)
    return f"{what}: {names}." if names else ""


def _commands(_: str) -> str:
    """Every LaTeX command that is read, by what it is."""
    letters = {name: letter.text for name, letter in symbols.LETTERS.items()}
    operators = {name: operator.text for name, operator in symbols.OPERATORS.items() if name.isalpha()}
    return "\n".join(
        [
            _listed("Letters and signs", letters.items()),
            _listed("Operators, relations and dots", operators.items()),
            _listed("Functions", ((name, "") for name in symbols.NAMES)),
            _listed("Fractions and roots", ((name, "") for name in sorted((*symbols.FRACTIONS, "sqrt")))),
            _listed("Accents", ((name, "") for name in sorted(symbols.ACCENTS))),
            _listed("Fonts", ((name, "") for name in symbols.FONTS)),
            _listed("Words", ((name, "") for name in sorted((*symbols.TEXTS, "operatorname")))),
            _listed("Brackets", _brackets()),
            _listed("Spaces", ((name, "") for name in symbols.SPACES if name.isalpha())),
            "* Grids, between `\\begin` and `\\end` with their name in braces: "
            + ", ".join(f"`{name}`" for name in symbols.GRIDS),
        ]
    )


def _brackets() -> Iterable[tuple[str, str]]:
    """The brackets that are commands, and those that make brackets grow."""
    yield from ((name[1:], text) for name, text in symbols.FENCES.items() if len(name) > 2)
    yield from ((name, "") for name in ("left", "right", "middle"))
    yield from ((size + side, "") for size in symbols.SIZES for side in ("", "l", "r", "m"))


def _listed(what: str, commands: Iterable[tuple[str, str]]) -> str:
    return f"* {what}: " + ", ".join(f"`\\{name}` {text}".rstrip() for name, text in commands)


def _scoring(_: str) -> str:
    """Each policy, what it scores, and what students are told of it."""
    lines = []
    for policy in ScoringPolicy:
        scored = [KINDS[one] for one, fitting in FITTING.items() if policy in fitting]
        where = "every interaction" if len(scored) == len(KINDS) else ", ".join(scored)
        lines.append(f"* `{policy.value}` ({where}): {earning(policy) or 'Everything right, or nothing.'}")
    return "\n".join(lines)


def _formats(_: str) -> str:
    return "\n".join(map(_format, formats().values()))


def _format(one: Format) -> str:
    """A format, what it cannot hold, and what becomes of that."""
    keys = "its keys are in files of their own" if one.keys == "apart" else "**its keys are inside**"
    lines = [f"* `{one.name}` (`.{one.ending}`): {one.summary}; {keys}"]
    lacking = sorted(set(KINDS.values()) - one.interactions)
    lines += [f"    * has no place for {', '.join(lacking)}"] if lacking else []
    lines += [f"    * {name}: {one.features[name]}" for name in FEATURES if one.features[name] != EXACT]
    return "\n".join(lines)


def _languages(_: str) -> str:
    return ", ".join(f"`{language}`" for language in sorted(COMMA_LANGUAGES))


def _warnings(_: str) -> str:
    return "\n".join(f"* `{name}`: {about}" for name, about in WARNINGS.items())


PASSAGES: Mapping[str, Callable[[str], str]] = {
    "fields": _fields,
    "types": _types,
    "formulas": _formulas,
    "commands": _commands,
    "scoring": _scoring,
    "formats": _formats,
    "comma-languages": _languages,
    "warnings": _warnings,
}
"""What may stand in a mark, and what makes it of the mark's second word."""
