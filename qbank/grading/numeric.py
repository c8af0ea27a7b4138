"""A number is typed: right within the tolerance of the key; otherwise the nearest wrong number that is known."""

from fractions import Fraction

from qbank.content import Text
from qbank.errors import Undecided
from qbank.grading.numbers import NOTHING, Reading, read
from qbank.grading.slips import slip
from qbank.item import Answer, Known, Part
from qbank.response import Outcome, Pending, Response, Score
from qbank.rl.arithmetic import Quantity

ROUNDED = Fraction(1, 10**12)
"""An irrational key is given to twelve decimals: so much wider is its tolerance."""


def grade_number(
    part: Part, answer: Answer, response: Response, *, language: str, unit: str, decimals: int | None
) -> Outcome:
    """Full marks within the tolerance of the key, both ends included; what cannot be told apart is left to a person."""
    reading = read(response, language=language, unit=unit)
    if not isinstance(reading, Reading):
        return reading
    if reading.rational:
        return _score(part, answer, reading, reading.value, decimals)
    from qbank.rl.balls import decided  # flint takes 40 ms to import, and most answers are rational

    try:
        return decided(lambda: _score(part, answer, reading, reading.evaluate(NOTHING), decimals))
    except Undecided:
        return Pending(f"{reading.read_as} could not be told from the edge of what is accepted")


def _score(part: Part, answer: Answer, reading: Reading, value: Quantity, decimals: int | None) -> Score:
    key, tolerance = _number(answer.key), tolerated(answer)
    if abs(value - key) <= tolerance:
        return Score(part.points, part.points, read_as=reading.read_as)
    known = nearest_known(answer.known, value, tolerance)
    if known is not None:
        earned = part.points * known.credit
        return Score(earned, part.points, known.feedback, known.misconception, reading.read_as)
    found = slip(value, key, tolerance, decimals) if isinstance(value, Fraction) else None
    name, feedback = found or (None, Text())
    return Score(Fraction(0), part.points, feedback, name, reading.read_as)


def tolerated(answer: Answer) -> Fraction:
    """How far from the key is still right."""
    return answer.tolerance if answer.exact else answer.tolerance + ROUNDED


def nearest_known(known: tuple[Known, ...], value: Quantity, tolerance: Fraction) -> Known | None:
    """The wrong number, among those known, that was meant: the nearest within the tolerance."""
    nearest, least = None, tolerance
    for candidate in known:
        distance = abs(value - _number(candidate.response))
        if distance <= least and (nearest is None or distance < least):
            nearest, least = candidate, distance
    return nearest


def _number(value: Fraction | str) -> Fraction:
    if isinstance(value, str):
        message = f"the key of a number must be a number, not {value!r}"
        raise TypeError(message)
    return value
