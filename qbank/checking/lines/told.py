"""What is said of a line that does not hold: the line as it is printed in the first draw that breaks it, and both values."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from qbank.checking.lines.judge import MOST_DECIMALS, Sides, holds, typed
from qbank.checking.lines.printed import PLACE
from qbank.checking.lines.relations import Relation
from qbank.checking.lines.source import formula_place
from qbank.checking.lines.written import OWN, Line
from qbank.checking.twice.page import number
from qbank.content import MINUS, Number, Value, finite_decimals, plain, plain_maths
from qbank.errors import Fault, Undefined
from qbank.expressions.evaluate import compiled as closure
from qbank.expressions.evaluate import evaluate
from qbank.expressions.ratios import Ratios
from qbank.generation.draw import Batch, NumberedDraw
from qbank.generation.program import Program
from qbank.rl.arithmetic import Quantity
from qbank.term import Term
from qbank.tex.tree import Operator, Role, Row

ROUNDED = "write \\approx, or show more decimals"


def line_fault(compiled: Program, line: Line, draw: dict[str, Quantity]) -> Fault:
    """The fault of a line, at its place in the file."""
    batch = Batch(compiled.terms, [draw], compiled.model.id, "")
    values = tuple([place.fill(NumberedDraw(batch, 0, 0)) for place in line.written.text.places])
    numbers: dict[str, Any] = {f"{PLACE}{place}": number(plain(value)) for place, value in enumerate(values)}
    numbers |= typed(list(line.typed))
    named = {f"{OWN}{name}": compiled.terms.terms[quantity] for name, quantity in compiled.quantities}
    numbers |= {name: evaluate(term, draw) for name, term in named.items() if name == f"{OWN}{line.named}"}
    if line.named and f"{OWN}{line.named}" not in numbers:
        numbers[f"{OWN}{line.named}"] = _parameter(line.named, draw)
    return told(compiled, line, values, numbers)


def told(compiled: Program, line: Line, values: tuple[Value, ...], numbers: Mapping[str, Any]) -> Fault:
    """The message of a line whose numbers are known."""
    message = both_sides(line.relation, line.sides, values, numbers)
    if line.named:
        own = line.sides.left if _is_own(line.sides.left) else line.sides.right
        message = f"{printed(line.relation, values)} does not hold: {line.named!r} is {said(own, numbers)}"
    origin, path = compiled.model.origin, line.written.path
    offset, length = _place(line)
    return origin.fault(path, message, _hint(line, numbers), offset, length)


def both_sides(relation: Relation, sides: Sides, values: tuple[Value, ...], numbers: Mapping[str, Any]) -> str:
    """The line as it is printed, and what its sides come to."""
    left, right = said(sides.left, numbers), said(sides.right, numbers)
    return f"{printed(relation, values)} does not hold: the left side is {left}, the right side {right}"


def printed(relation: Relation, values: tuple[Value, ...]) -> str:
    """A relation as it is printed."""
    nodes = (*relation.left, Operator(relation.sign, Role.RELATION), *relation.right)
    shown = plain_maths(Row(nodes), values)
    return f"'{shown.strip(' .,;')}'"


def _place(line: Line) -> tuple[int | None, int | None]:
    if line.formula is None:
        return line.span or (None, None)
    return formula_place(line.written.source, line.formula, line.relation.number) or (None, None)


def _hint(line: Line, numbers: Mapping[str, Any]) -> str:
    """What mends a line whose right side is only rounded."""
    sides = line.sides
    shown = sides.decimals.get(getattr(sides.right, "name", ""))
    if sides.sign != "=" or not shown:
        return ""
    single = {name: Ratios.of([value]) if isinstance(value, Fraction) else value for name, value in numbers.items()}
    return ROUNDED if holds(Sides(sides.left, "≈", sides.right, sides.decimals), single, 1)[0] else ""


def _is_own(term: Term) -> bool:
    return getattr(term, "name", "").startswith(OWN)


def _parameter(name: str, draw: Mapping[str, Quantity]) -> Quantity:
    """A parameter, or an element of a list such as ``rewards[0]``."""
    base, _, place = name.partition("[")
    return draw[base][int(place.rstrip("]"))] if place else draw[base]


def said(term: Term, numbers: Mapping[str, Any]) -> str:
    """A side's value as a message gives it."""
    try:
        value = closure(term)(numbers)
    except Undefined:
        return "undefined"
    if isinstance(value, Fraction):
        return plain_number(value)
    return _cut(float(value.arb.mid()))


def plain_number(value: Fraction) -> str:
    """A fraction as a decimal: exactly where it has one, else its first digits.

    >>> plain_number(Fraction(3, 8)), plain_number(Fraction(1, 3))
    ('0.375', '0.333333333…')
    """
    decimals = finite_decimals(value)
    return _cut(float(value)) if decimals is None or decimals > MOST_DECIMALS else plain(Number(value))


def _cut(value: float) -> str:
    return f"{value:.9g}…".replace("-", MINUS)
