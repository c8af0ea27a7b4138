"""Generalised advantage estimation: TD errors, discounted and added up.

Conventions: t = 0..T-1; ``rewards[t]`` follows the action in sₜ; ``values`` has T+1 entries, the last of which bootstraps and is
0 exactly when s_T is terminal.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.formula import formula, sigma
from qbank.term import Term


def td_errors(rewards: Quantities, values: Quantities, discount: Quantity) -> Quantities:
    """The TD error of each step."""
    return tuple(rewards[t] + discount * values[t + 1] - values[t] for t in range(len(rewards)))


def _discounted_errors(
    rewards: Quantity, values: Quantity, discount: Quantity, gae_lambda: Quantity, t: Quantity
) -> Quantity:
    """Σ (γλ)^l δ_{t+l} for l = 0..T-1-t."""

    def error(step: Term) -> Quantity:
        return rewards[step] + discount * values[step + 1] - values[step]

    return sigma("l", 0, count(rewards) - 1 - t, lambda ahead: (discount * gae_lambda) ** ahead * error(t + ahead))


@formula(source="Schulman et al. (2016), arXiv:1506.02438, eq. 16", equation=_discounted_errors)
def gae(
    rewards: Quantities, values: Annotated[Quantities, "T+1"], discount: Quantity, gae_lambda: Quantity
) -> Quantities:
    """The advantage of each step, by generalised advantage estimation: Âₜ = Σₗ (γλ)ˡ δₜ₊ₗ.

    With λ = 0 it is the TD error, with λ = 1 the discounted return from t on, minus V(sₜ).

    >>> print(*gae(["1", "0"], ["0.5", "1", "2"], "0.9", "0.5"))
    44/25 4/5
    """
    errors, steps = td_errors(rewards, values, discount), range(len(rewards))
    return tuple(total((discount * gae_lambda) ** (k - t) * errors[k] for k in steps if k >= t) for t in steps)


@gae.misconception(
    r"Later TD errors were discounted by $\gamma$ alone. Each step further multiplies by $\gamma\lambda$.", basis="slip"
)
def without_lambda(rewards: Quantities, values: Quantities, discount: Quantity, gae_lambda: Quantity) -> Quantities:
    errors, steps = td_errors(rewards, values, discount), range(len(rewards))
    return tuple(total(discount ** (k - t) * errors[k] for k in steps if k >= t) for t in steps)


@gae.misconception(
    r"Only the first TD error was taken. Those of later steps count too, each weighted by a power of $\gamma\lambda$.",
    basis="slip",
)
def first_error_only(rewards: Quantities, values: Quantities, discount: Quantity, gae_lambda: Quantity) -> Quantities:
    return td_errors(rewards, values, discount)


@gae.misconception(
    r"Later TD errors were weighted by $\lambda$ alone. Each step further multiplies by $\gamma\lambda$.", basis="slip"
)
def without_discount(rewards: Quantities, values: Quantities, discount: Quantity, gae_lambda: Quantity) -> Quantities:
    errors, steps = td_errors(rewards, values, discount), range(len(rewards))
    return tuple(total(gae_lambda ** (k - t) * errors[k] for k in steps if k >= t) for t in steps)
