"""How near to a number is near enough."""

from fractions import Fraction

from qbank.item import Answer, Known, expected

ROUNDED = Fraction(1, 10**12)
"""An irrational key is given to twelve decimals: so much wider is its tolerance."""


def tolerated(answer: Answer) -> Fraction:
    """How far from the key is still right."""
    return answer.tolerance if answer.exact else answer.tolerance + ROUNDED


def number_of(known: Known) -> Fraction:
    """The wrong number that is known of a numeric entry."""
    return expected(known.response, Fraction)
