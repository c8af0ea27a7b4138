"""Scoring policies as pure functions: what share of a part's points a response earns, exactly.

Which policy fits which interaction stands in ``FITTING``; an item that says anything else is put together wrongly.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction

from qbank.errors import QbankError
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Part

NOTHING, EVERYTHING = Fraction(0), Fraction(1)

_WHOLE = (ScoringPolicy.ALL_OR_NOTHING,)
FITTING: Mapping[type[Interaction], tuple[ScoringPolicy, ...]] = {
    NumericEntry: _WHOLE,
    ExpressionEntry: _WHOLE,
    TextEntry: _WHOLE,
    SingleChoice: _WHOLE,
    MultipleChoice: (*_WHOLE, ScoringPolicy.PROPORTIONAL, ScoringPolicy.RIGHT_MINUS_WRONG),
    Matching: (*_WHOLE, ScoringPolicy.PER_PAIR),
    Ordering: (*_WHOLE, ScoringPolicy.LONGEST_RUN),
    ExtendedText: _WHOLE,
}


def fits(part: Part) -> bool:
    """Whether the part's policy says how its interaction is scored."""
    return part.scoring in FITTING[type(part.interaction)]


def unfit(part: Part) -> QbankError:
    """The error of a part whose policy does not fit its interaction."""
    known = ", ".join(policy.value for policy in FITTING[type(part.interaction)])
    message = f"{part.id!r}: {part.scoring.value} does not score a {kind(part.interaction)}; what does: {known}"
    return QbankError(message)


def all_or_nothing(*, right: bool) -> Fraction:
    """Everything for a right response, else nothing."""
    return EVERYTHING if right else NOTHING


def proportional(right: AbstractSet[str], chosen: AbstractSet[str], options: int) -> Fraction:
    """The share of the options that are treated rightly, chosen or left alone.

    >>> proportional({"a", "b"}, {"a", "c"}, 4)
    Fraction(1, 2)
    """
    return Fraction(options - len(right ^ chosen), options)


def right_minus_wrong(right: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """Each wrong option takes away what a right one gives, down to nothing.

    >>> right_minus_wrong({"a", "b"}, {"a", "b", "c"}), right_minus_wrong({"a", "b"}, {"c", "d"})
    (Fraction(1, 2), Fraction(0, 1))
    """
    return max(NOTHING, Fraction(len(right & chosen) - len(chosen - right), len(right)))


def per_pair(matched: int, sources: int) -> Fraction:
    """The share of the sources that are matched rightly.

    >>> per_pair(2, 3)
    Fraction(2, 3)
    """
    return Fraction(matched, sources)


def longest_run(places: Sequence[int]) -> Fraction:
    """The share of the steps in the longest run that stands in the right order, steps between left out; one step is none.

    ``places`` says of each step, in the order given, where it belongs.

    >>> longest_run([3, 0, 1, 2]), longest_run([3, 2, 1, 0]), longest_run([0, 1, 2, 3])
    (Fraction(3, 4), Fraction(0, 1), Fraction(1, 1))
    """
    ends: list[int] = []  # ends[n]: the least place at which a run of n + 1 steps can end
    for place in places:
        where = bisect_left(ends, place)
        ends[where : where + 1] = [place]
    run = len(ends)
    return NOTHING if run == 1 < len(places) else Fraction(run, len(places))
