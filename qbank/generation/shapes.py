"""Terms at given lengths of their lists."""

from collections.abc import Iterable, Mapping

from qbank.errors import ExpressionError, OffsetError
from qbank.expressions.evaluate import opened
from qbank.term import Call, Term


def misfit(calls: Iterable[Call], shape: Mapping[str, int]) -> ExpressionError | None:
    """Why formulas cannot be opened at these lengths; None where they can."""
    try:
        for call in calls:
            opened(call, shape)
    except ExpressionError as error:
        return error
    return None


def bodies(term: Term, shape: Mapping[str, int]) -> Term:
    """The Term opened at these lengths, or as it is where it cannot be."""
    try:
        return opened(term, shape)
    except OffsetError:
        return term
