"""Which mistake a wrong number shows, where the numbers leave no doubt: it explains, and earns nothing.

Single known mistakes come before (``qbank.grading.numeric``); then, in this order:

two misconceptions made together, when exactly one pair of those known in this draw gives the number
the answer to another part
slips of the pen (``qbank.grading.slips``)
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial

from qbank.content import Text
from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import Evaluator, Shape, compiled, opened
from qbank.grading.feedback import BETWEEN, BOTH, all_told, sentence
from qbank.grading.numbers import NOTHING, Reading, settled
from qbank.grading.slips import CERTAIN, slip
from qbank.grading.together import pairs
from qbank.grading.tolerance import number_of, tolerated
from qbank.interactions import NumericEntry
from qbank.item import Answer, Item, Known, Part, Working
from qbank.rl.arithmetic import Quantity

Diagnosis = tuple[str, Text]
"""The name of a mistake, and what to say of it."""

OTHER_PART = "slip.other_part"
OTHER = sentence("This is the answer to another part.")


def diagnosed(item: Item, part: Part, answer: Answer, reading: Reading) -> Diagnosis | None:
    """The mistake that gives the number, which is neither right nor a known wrong one; None when that is not certain."""
    value = partial(reading.evaluate, NOTHING)
    both = _two_at_once(item, answer, value)
    if both is not None:
        return BETWEEN.join(one.misconception or "" for one in both), BOTH + all_told(both)
    if _answers_another(item, part, value):
        return OTHER_PART, OTHER
    if not isinstance(reading.value, Fraction) or not isinstance(part.interaction, NumericEntry):
        return None
    return slip(reading.value, answer.number, tolerated(answer), part.interaction.decimals)


def _near(value: Callable[[], Quantity], number: Callable[[], Quantity], distance: Fraction) -> bool:
    """Whether two numbers are certainly as near as that to each other."""
    try:
        return bool(settled(lambda: abs(value() - number()) <= distance))
    except (Undecided, Undefined):
        return False


def _answers_another(item: Item, part: Part, value: Callable[[], Quantity]) -> bool:
    """Whether the number is the key of another part, and not so near to zero that many are."""
    for other in item.parts:
        if other.id == part.id or not isinstance(other.interaction, NumericEntry):
            continue
        answer = item.answer(other.id)
        key, tolerance = answer.number, tolerated(answer)
        if abs(key) > CERTAIN * tolerance and _near(value, partial(_same, key), tolerance):
            return True
    return False


# --- two misconceptions ---


def _two_at_once(item: Item, answer: Answer, value: Callable[[], Quantity]) -> tuple[Known, Known] | None:
    """The two known misconceptions that give the number together, when no other two do."""
    if answer.working is None or not answer.working.slips:
        return None
    known = {one.misconception: one for one in answer.known}
    environment = dict(item.parameters)
    shape = tuple((name, len(drawn)) for name, drawn in item.parameters if isinstance(drawn, tuple))
    tolerance = tolerated(answer)
    found = None
    for (first, second), evaluate in _evaluators(answer.working, shape):
        both = partial(evaluate, environment)
        if first not in known or second not in known or not _near(value, both, tolerance):
            continue
        if found is not None or not _apart(answer, both, tolerance):
            return None
        found = known[first], known[second]
    return found


@lru_cache(maxsize=256)
def _evaluators(working: Working, shape: tuple[tuple[str, int], ...]) -> tuple[tuple[tuple[str, str], Evaluator], ...]:
    """What each two misconceptions give together, ready to be computed for any variant of this shape."""
    lengths: Shape = dict(shape)
    return tuple((names, compiled(opened(term, lengths))) for names, term in pairs(working))


def _apart(answer: Answer, both: Callable[[], Quantity], tolerance: Fraction) -> bool:
    """Whether what two give together is neither a single mistake nor so near to the key that it can be chance."""
    singles = [number_of(one) for one in answer.known]
    return not _near(both, lambda: answer.number, CERTAIN * tolerance) and not any(
        _near(both, partial(_same, number), 2 * tolerance) for number in singles
    )


def _same(number: Fraction) -> Fraction:
    return number
