"""A formula on the terminal: its equation, a worked example, what each misconception and convention gives there, and where
rules coincide."""

import textwrap
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from qbank.content import Number, plain
from qbank.errors import Undefined
from qbank.expressions.equation import equation, quantity, shown, symbol
from qbank.expressions.latex import latex
from qbank.expressions.parse import parse
from qbank.markup.text import line_of
from qbank.rl.arithmetic import Quantity
from qbank.rl.formula import Alternate, Formula
from qbank.rl.regions import Region, regions

DECIMALS = 6
INDENT = "    "


def formula_sheet(formula: Formula, width: int) -> str:
    """Everything about a formula, in lines of that width."""
    given = ", ".join(f"{name} = {written(value)}" for name, value in formula.example().items())
    lines = [
        f"{formula.name}({', '.join(formula.parameters)})",
        f"{INDENT}{symbol(formula)} = {equation(formula)}",
        *_words(formula),
        *_explained(formula),
        f"source: {formula.source}",
        f"where {_where(formula)}",
        f"example: {given}\n{INDENT}{formula.name} = {value_of(formula)}",
        *_listed("misconceptions, and what they give in the example", formula, formula.misconceptions),
        *_listed("right under other conventions, and what these give", formula, formula.conventions),
        *_elsewhere(formula),
    ]
    return "\n".join(wrapped(line, width) for line in "\n\n".join(lines).split("\n"))


def value_of(formula: Formula, other: Alternate | None = None) -> str:
    """What the formula, or another rule in its place, gives in the worked example."""
    given = {
        one.name: one.as_number(value) for one, value in zip(formula.signature, formula.example().values(), strict=True)
    }
    try:
        return written(formula.value(given, other.name if other else None))
    except Undefined as error:
        return f"no value: {error}"


def written(value: Quantity) -> str:
    """A value as text: exact, and as a decimal where that is shorter to read.

    >>> written(Fraction(1, 3)), written(("0.5", 2)), written(Fraction(1, 5))
    ('1/3 (0.333333)', '(0.5, 2)', '0.2')
    """
    match value:
        case tuple() | list():
            return f"({', '.join(map(written, value))})"
        case str():
            return value
        case int() | Fraction():
            number = Fraction(value)
            decimal = plain(Number(number, DECIMALS)).rstrip("0").rstrip(".")
            return decimal if number * 10**DECIMALS % 1 == 0 else f"{number} ({decimal})"
        case _:
            return plain(Number(value.rounded(DECIMALS), DECIMALS))


def condition(when: str) -> str:
    """A region's condition in the field's notation."""
    return shown(latex(parse(when).term))


def wrapped(line: str, width: int) -> str:
    """A line broken where it is too long, its continuation indented as deep."""
    indent = line[: len(line) - len(line.lstrip())]
    return line if len(line) <= width else textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False)


def _words(formula: Formula) -> Iterator[str]:
    """The conventions that a parameter names, and the equation of each that differs."""
    for one in formula.signature:
        for word in one.words[1:] if one.words else ():
            yield f"{INDENT}with {one.name}={word!r}: {symbol(formula)} = {equation(formula, **{one.name: word})}"


def _explained(formula: Formula) -> list[str]:
    """The docstring's paragraphs before its example."""
    text = formula.summary.partition(">>>")[0].replace("``", "").strip()
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _where(formula: Formula) -> str:
    said = []
    for one in formula.signature:
        shape = (
            f" ({one.shape.replace('x', ' × ').replace('*', '').replace('>1', ' ≥ 2')} entries)" if one.shape else ""
        )
        options = " or ".join(map(repr, one.words))
        said.append(f"{one.name} is {options or quantity(one.name)}{shape}")
    return ", ".join(said)


def _listed(title: str, formula: Formula, alternates: dict[str, Alternate]) -> list[str]:
    if not alternates:
        return []
    return [title + ":", *(_alternate(formula, other) for other in alternates.values())]


def _alternate(formula: Formula, other: Alternate) -> str:
    named = f"{INDENT}{_short(other.name)} = {value_of(formula, other)}   (basis: {other.basis})"
    same = [f"The same as {formula.name} where {_any(one)}." for one in _regions(formula, formula.name, other.name)]
    return "\n".join([named, *(f"{INDENT * 2}{line}" for line in (line_of(other.feedback), *same))])


def _elsewhere(formula: Formula) -> list[str]:
    """Where two other rules coincide with each other."""
    found = [one for one in regions().get(formula.name, ()) if one.first != formula.name]
    lines = [f"{INDENT}{_short(one.first)} = {_short(one.second)} where {_any(one)}" for one in found]
    return ["\n".join(["where these cannot be told from each other:", *lines])] if lines else []


def _regions(formula: Formula, first: str, second: str) -> list[Region]:
    return [one for one in regions().get(formula.name, ()) if (one.first, one.second) == (first, second)]


def _any(region: Region) -> str:
    return " or ".join(map(condition, region.when))


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def record(formula: Formula) -> dict[str, Any]:
    """The same facts for machines."""
    return {
        "name": formula.name,
        "equation": equation(formula),
        "tex": latex(formula.general()),
        "source": formula.source,
        "parameters": formula.parameters,
        "kinds": {one.name: one.kind for one in formula.signature},
        "example": formula.example() | {"value": value_of(formula)},
        "misconceptions": [_record(formula, other) for other in formula.misconceptions.values()],
        "conventions": [_record(formula, other) for other in formula.conventions.values()],
        "regions": [
            {"first": one.first, "second": one.second, "when": one.when} for one in regions().get(formula.name, ())
        ],
    }


def _record(formula: Formula, other: Alternate) -> dict[str, str]:
    return {"name": other.name, "feedback": other.feedback, "basis": other.basis, "value": value_of(formula, other)}
