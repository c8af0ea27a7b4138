"""Where the field's quantities lie: a discount between 0 and 1, a ratio above 0, a policy that adds up to 1.

The same name has the same domain in every formula, since names are the field's terms; a formula says itself where it differs.
Tests draw from these domains, and regions in which rules coincide are told within them.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

DomainKind = Literal["number", "positive", "whole", "truth", "distribution"]
"""``positive`` excludes 0 itself; ``truth`` is 0 or 1; a ``distribution`` is a list or a row of positive shares of 1."""


class Span(Struct, frozen=True):
    """The numbers from ``low`` to ``high``, both included unless the kind says otherwise."""

    low: Fraction = Fraction(-5)
    high: Fraction = Fraction(5)
    kind: DomainKind = "number"


def span(low: int | str, high: int | str, kind: DomainKind = "number") -> Span:
    """The numbers from ``low`` to ``high``.

    >>> span(0, "1/2")
    Span(low=Fraction(0, 1), high=Fraction(1, 2), kind='number')
    """
    return Span(Fraction(low), Fraction(high), kind)


UNIT = span(0, 1)
PROBABILITY = span(0, 1, "positive")
DISTRIBUTION = span(0, 1, "distribution")
COEFFICIENT = span(0, 2)
LOG_PROBABILITY = span(-6, 0)
COUNT = span(1, 20, "whole")
TRUTH = span(0, 1, "truth")

DOMAINS: Mapping[str, Span] = (
    dict.fromkeys(("discount", "gae_lambda", "trace_decay", "epsilon"), UNIT)
    | dict.fromkeys(("step_size", "learning_rate"), PROBABILITY)
    | dict.fromkeys(("clip_epsilon",), span("1/20", "1/2"))
    | dict.fromkeys(("ratio", "ratios", "importance_ratio", "importance_ratios"), span(0, 3, "positive"))
    | dict.fromkeys(("target_prob", "behavior_prob", "prob", "old_prob", "ref_prob", "success_prob"), PROBABILITY)
    | dict.fromkeys(("target_probs", "behavior_probs"), PROBABILITY)
    | dict.fromkeys(
        ("policy", "ref_policy", "target_policy", "behavior_policy", "next_policy", "transition", "transitions"),
        DISTRIBUTION,
    )
    | dict.fromkeys(
        ("log_prob", "old_log_prob", "ref_log_prob", "log_probs", "old_log_probs", "ref_log_probs"), LOG_PROBABILITY
    )
    | dict.fromkeys(
        ("chosen_log_prob", "chosen_ref_log_prob", "rejected_log_prob", "rejected_ref_log_prob"), LOG_PROBABILITY
    )
    | dict.fromkeys(("kl", "entropy"), span(0, 2))
    | dict.fromkeys(("target_kl", "tau"), span(0, 2, "positive"))
    | dict.fromkeys(("samples",), COUNT)
    | dict.fromkeys(("kl_coef", "entropy_coef", "value_coef"), COEFFICIENT)
    | dict.fromkeys(("ratio_clip", "trace_clip"), span(0, 2, "positive"))
    | dict.fromkeys(("cumulative_ratio",), span(3, 20))
    | dict.fromkeys(("steps", "pulls"), COUNT)
    | dict.fromkeys(("trace", "previous_trace", "exploration_coef"), COEFFICIENT)
    | dict.fromkeys(("temperature",), span(0, 3, "positive"))
    | dict.fromkeys(("terminated", "truncated", "visited", "visits", "taken"), TRUTH)
)
"""By the field's names; every other quantity lies between -5 and 5."""


def domain(name: str) -> Span:
    """Where a quantity of this name lies.

    >>> domain("discount").high, domain("reward").low
    (Fraction(1, 1), Fraction(-5, 1))
    """
    return DOMAINS.get(name, Span())
