"""Constraints that exclude no draw but those in which arithmetic cannot tell something, whatever its precision.

Where two irrational numbers are equal no bounds ever prove it: exp(log(x)) > x stays undecided.
"""

from typing import Any

import numpy as np

from qbank.question_types.question_type import Cells, Constraint
from qbank.term import Term

EVERY = np.bool_(True)  # noqa: FBT003  a mask for all draws


def roundable(what: str, term: Term, decimals: int) -> Constraint:
    """A constraint that excludes no draw but those in which it stays undecided how a value is rounded."""

    def admits(cells: Cells) -> Any:
        cells.rounded(term, decimals)  # marks such draws
        return EVERY

    return Constraint(what, (term,), admits)


def decided(what: str, condition: Term) -> Constraint:
    """A constraint that excludes no draw but those in which it stays undecided whether a condition holds."""

    def admits(cells: Cells) -> Any:
        cells.truth(condition)
        return EVERY

    return Constraint(what, (condition,), admits)
