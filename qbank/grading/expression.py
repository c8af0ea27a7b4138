"""A formula is typed: right when it is the same function as the key on the ranges of its quantities, however it is written.

Unreadable, or right in a form that was not asked for, is ``Invalid`` and costs no attempt; neither proved right nor proved
wrong is ``Pending``. A wrong formula is told a point at which it goes wrong, or which known misconception gives it.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from qbank.content import Number, Text, plain
from qbank.errors import ExpressionError
from qbank.grading.equivalence.compare import compare
from qbank.grading.equivalence.verdict import Different, Equal, Open, Point
from qbank.grading.feedback import BETWEEN, all_told, recognised, sentence
from qbank.grading.notation.read import Reading, read
from qbank.grading.notation.shown import Shown
from qbank.grading.said import shown_value
from qbank.grading.shapes import COMPLAINTS, has_shape
from qbank.grading.together import pairs
from qbank.interactions import Domain, ExpressionEntry, Shape
from qbank.item import Answer, Known, Part
from qbank.response import Invalid, Pending, Response, Score
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

BOTH = sentence("Two mistakes came together here.")
Ranges = Mapping[str, Domain]


def grade_expression(
    part: Part, answer: Answer, entry: ExpressionEntry, response: Response, language: str
) -> Score | Invalid | Pending:
    """Full marks for a formula that equals the key; a wrong one earns what is known of it."""
    try:
        reading = read(response, entry.symbols, language)
    except ExpressionError as error:
        return Invalid(error.message, min(error.offset, len(response)), error.hint)
    outcome = _judged(part, answer, entry, reading)
    return replace(outcome, reading=reading.shown) if isinstance(outcome, Score) else outcome


def _judged(part: Part, answer: Answer, entry: ExpressionEntry, reading: Reading) -> Score | Invalid | Pending:
    ranges = {symbol.name: symbol.domain for symbol in entry.symbols}
    match compare(reading.term, answer.formula, ranges):
        case Equal(gap):
            return _right(part, entry, reading, gap)
        case Open(reason):
            return Pending(f"read as {reading.said}; {reason}")
        case Different() as different:
            return _wrong(part, answer, entry, reading, different)


def _right(part: Part, entry: ExpressionEntry, reading: Reading, gap: Point | None) -> Score | Invalid:
    if entry.shape is not Shape.ANY and not has_shape(reading.written, entry.shape):
        message, hint = COMPLAINTS[entry.shape]
        return Invalid(message, 0, hint)
    feedback = Text()
    if gap is not None:
        where = at_point(gap, Shown(entry.symbols))
        feedback = sentence(
            f"{where} your formula has no value, though the answer has one; elsewhere they are the same."
        )
    return Score(part.points, part.points, feedback, read_as=reading.said)


# --- wrong formulas ---


def _wrong(part: Part, answer: Answer, entry: ExpressionEntry, reading: Reading, found: Different) -> Score:
    """A known wrong formula, two known mistakes together, or a point at which the formula differs from the key."""
    ranges = {symbol.name: symbol.domain for symbol in entry.symbols}
    for known in answer.known:
        if isinstance(known.response, Term) and _same(reading.term, known.response, ranges):
            return recognised(part, known, reading.said)
    both = _two_at_once(answer, reading.term, ranges)
    if both is not None:
        name = BETWEEN.join(known.misconception or "" for known in both)
        return Score(part.points * 0, part.points, BOTH + all_told(both), name, reading.said)
    witness = sentence(told_difference(found, Shown(entry.symbols)))
    return Score(part.points * 0, part.points, witness, read_as=reading.said)


def _same(student: Term, other: Term, ranges: Ranges) -> bool:
    return isinstance(compare(student, other, ranges), Equal)


def _two_at_once(answer: Answer, student: Term, ranges: Ranges) -> tuple[Known, Known] | None:
    """The two known misconceptions that give the formula together, when no other two do."""
    found = list(_both(answer, student, ranges))
    return found[0] if len(found) == 1 else None


def _both(answer: Answer, student: Term, ranges: Ranges) -> Iterator[tuple[Known, Known]]:
    known = {one.misconception: one for one in answer.known}
    for (first, second), term in pairs(answer.working) if answer.working is not None else ():
        if first in known and second in known and _same(student, term, ranges):
            yield known[first], known[second]


def told_difference(found: Different, shown: Shown) -> str:
    """At which point a formula differs from the key, and what both give there."""
    where = at_point(found.witness, shown)
    wanted = _value(found.wanted)
    if found.given is None:
        return f"{where} your formula has no value; the answer gives {wanted}."
    return f"{where} your formula gives {_value(found.given)}, the answer {wanted}."


def at_point(point: Point, shown: Shown) -> str:
    """The point in words; nothing but an opening where the formulas hold no quantity.

    >>> from fractions import Fraction
    >>> at_point((("x", Fraction(9, 10)), ("y", Fraction(1, 3))), Shown(()))
    'At x = 0.9, y = 1/3'
    """
    if not point:
        return "As it stands,"
    return f"At {', '.join(f'{shown.name(name)} = {plain(Number(value))}' for name, value in point)}"


def _value(value: Quantity) -> str:
    sign, _, digits = shown_value(value).partition(" ")
    return digits if sign == "=" else f"about {digits}" if digits else "another value"
