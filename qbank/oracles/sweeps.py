"""Sweeps from the last to the first: what a state is worth after k sweeps asks for what others are worth, on demand."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from qbank.oracles.procedure_oracle import procedure_oracle

Outcomes = Sequence[Sequence[Sequence[tuple[int, Fraction, Fraction]]]]
Policy = Sequence[Sequence[Fraction]]


def recalled(
    outcomes: Outcomes,
    discount: Fraction,
    start: Sequence[Fraction],
    order: str,
    joined: Callable[[int, list[Fraction]], Fraction],
) -> Callable[[int, int], Fraction]:
    """The value of a state after so many sweeps, each computed when it is asked for."""
    known: dict[tuple[int, int], Fraction] = {}

    def worth(sweeps: int, state: int) -> Fraction:
        if sweeps == 0:
            return start[state]
        if (sweeps, state) not in known:
            known[sweeps, state] = joined(state, [mean(sweeps, state, ways) for ways in outcomes[state]])
        return known[sweeps, state]

    def mean(sweeps: int, state: int, ways: Sequence[tuple[int, Fraction, Fraction]]) -> Fraction:
        added = Fraction(0)
        for following, probability, reward in ways:
            known_now = order == "in_place" and following < state
            after = worth(sweeps if known_now else sweeps - 1, following) if following >= 0 else 0
            added += probability * reward + probability * discount * after
        return added

    return worth


@procedure_oracle("policy_evaluation", road="values asked for on demand, from the last sweep to the first")
def policy_evaluation(
    outcomes: Outcomes, discount: Fraction, policy: Policy, start: Sequence[Fraction], sweeps: int, order: str
) -> tuple[Fraction, ...]:
    def joined(state: int, worths: list[Fraction]) -> Fraction:
        return sum((share * worth for share, worth in zip(policy[state], worths, strict=True)), Fraction(0))

    worth = recalled(outcomes, discount, start, order, joined)
    return tuple(worth(sweeps, state) for state in range(len(outcomes)))


@procedure_oracle("value_iteration", road="values asked for on demand, from the last sweep to the first")
def value_iteration(
    outcomes: Outcomes, discount: Fraction, start: Sequence[Fraction], sweeps: int, order: str
) -> tuple[Fraction, ...]:
    worth = recalled(outcomes, discount, start, order, lambda _, worths: sorted(worths)[-1])
    return tuple(worth(sweeps, state) for state in range(len(outcomes)))
