"""Advantages: how much better an action was than what was expected, and how a batch of them is scaled.

Groups are the responses sampled for one prompt, numbered from 0; each response has one reward, and every token of it
gets the response's advantage.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, mean, sqrt, total
from qbank.rl.domains import span
from qbank.rl.formula import formula, sigma

Deviation = Literal["population", "sample"]
Stabilised = Literal["none", "outside", "inside"]


@formula(source="Sutton & Barto (2018), section 3.5 for Q and V; Schulman et al. (2016), arXiv:1506.02438, section 2")
def action_advantage(action_value: Quantity, value: Quantity) -> Quantity:
    """How much better an action is than what the policy does on average: A(s, a) = Q(s, a) − V(s).

    >>> print(action_advantage(action_value=8, value=10))
    -2
    """
    return action_value - value


@action_advantage.misconception(
    "The difference was taken the wrong way round. It is the action's value minus the state's: positive means better"
    " than average.",
    basis="slip",
)
def state_minus_action(action_value: Quantity, value: Quantity) -> Quantity:
    return value - action_value


@action_advantage.misconception(
    "This is the action's value itself. The value of the state must still be subtracted.", basis="slip"
)
def action_value_alone(action_value: Quantity, value: Quantity) -> Quantity:
    return action_value


@action_advantage.misconception(
    "The two values were added. The advantage compares them: subtract the value of the state.", basis="slip"
)
def values_added(action_value: Quantity, value: Quantity) -> Quantity:
    return action_value + value


@formula(source="Schulman et al. (2016), arXiv:1506.02438: eq. 16, its first term taken out of the sum")
def gae_step(td_error: Quantity, discount: Quantity, gae_lambda: Quantity, next_advantage: Quantity) -> Quantity:
    """One step back of generalised advantage estimation: Âₜ = δₜ + γλ Âₜ₊₁.

    Start with ``next_advantage=0`` behind the last step, and behind every step that terminates.

    >>> print(gae_step(td_error="1.36", discount="0.9", gae_lambda="0.5", next_advantage="0.8"))
    43/25
    """
    return td_error + discount * gae_lambda * next_advantage


@gae_step.misconception(
    r"The later advantage was discounted by $\gamma$ alone. Each step back multiplies it by $\gamma\lambda$.",
    basis="slip",
)
def step_without_lambda(
    td_error: Quantity, discount: Quantity, gae_lambda: Quantity, next_advantage: Quantity
) -> Quantity:
    return td_error + discount * next_advantage


@gae_step.misconception(
    r"The later advantage was weighted by $\lambda$ alone. Each step back multiplies it by $\gamma\lambda$.",
    basis="slip",
)
def step_without_discount(
    td_error: Quantity, discount: Quantity, gae_lambda: Quantity, next_advantage: Quantity
) -> Quantity:
    return td_error + gae_lambda * next_advantage


@gae_step.misconception(
    r"The TD error was weighted too. It belongs to this step and counts in full: only $\hat{A}_{t+1}$ is multiplied by"
    r" $\gamma\lambda$.",
    basis="slip",
)
def whole_step_weighted(
    td_error: Quantity, discount: Quantity, gae_lambda: Quantity, next_advantage: Quantity
) -> Quantity:
    return discount * gae_lambda * (td_error + next_advantage)


@gae_step.misconception(
    r"The two parts were averaged with weights $1 - \gamma\lambda$ and $\gamma\lambda$. The TD error counts in full.",
    basis="slip",
)
def step_averaged(td_error: Quantity, discount: Quantity, gae_lambda: Quantity, next_advantage: Quantity) -> Quantity:
    return (1 - discount * gae_lambda) * td_error + discount * gae_lambda * next_advantage


def variance(values: Quantities, deviation: str) -> Quantity:
    """The mean squared distance from the mean; for a sample, over n − 1."""
    centre = mean(values)
    return total((value - centre) ** 2 for value in values) / (count(values) - (1 if deviation == "sample" else 0))


def mean_at_any_length(values: Quantity, index: str) -> Quantity:
    return sigma(index, 0, count(values) - 1, lambda k: values[k]) / count(values)


def variance_at_any_length(values: Quantity, deviation: str) -> Quantity:
    spread = sigma("j", 0, count(values) - 1, lambda j: (values[j] - mean_at_any_length(values, "k")) ** 2)
    return spread / (count(values) - (1 if deviation == "sample" else 0))


def _stable_root(variance: Quantity, stabilised: str, stabiliser: Quantity) -> Quantity:
    match stabilised:
        case "outside":
            return sqrt(variance) + stabiliser
        case "inside":
            return sqrt(variance + stabiliser)
        case _:
            return sqrt(variance)


def _whitened(
    advantages: Quantity, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity, i: Quantity
) -> Quantity:
    """The advantage at i, less the mean, over the deviation."""
    variance = variance_at_any_length(advantages, deviation)
    return (advantages[i] - mean_at_any_length(advantages, "j")) / _stable_root(variance, stabilised, stabiliser)


@formula(
    source="Huang et al. (2022), The 37 implementation details of PPO, detail 7",
    equation=_whitened,
    domains={"stabiliser": span("1/100", "1/2")},
)
def whitened_advantages(
    advantages: Annotated[Quantities, "T>1"],
    deviation: Deviation = "population",
    stabilised: Stabilised = "none",
    stabiliser: Quantity = "1e-8",
) -> Quantities:
    """The advantages of a batch with mean 0 and standard deviation 1: (Âᵢ − mean) / deviation.

    ``deviation`` divides the squares by n (population) or n − 1 (sample). Against a division by zero some add a small
    ``stabiliser``: to the deviation (outside the root) or to the variance (inside). Without it equal advantages have no value.

    >>> print(*whitened_advantages(["1", "1", "5", "5"], stabiliser="0.5"))
    -1 -1 1 1
    >>> print(*whitened_advantages(["1", "1", "5", "5"], stabilised="outside", stabiliser="0.5"))
    -4/5 -4/5 4/5 4/5
    """
    root = _stable_root(variance(advantages, deviation), stabilised, stabiliser)
    return tuple((one - mean(advantages)) / root for one in advantages)


@whitened_advantages.misconception(
    "The differences were divided by the variance. Divide by its square root, the standard deviation.", basis="slip"
)
def divided_by_variance(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple((one - mean(advantages)) / variance(advantages, deviation) for one in advantages)


@whitened_advantages.misconception(
    "The mean was not subtracted. Subtract it first, then divide by the standard deviation.", basis="slip"
)
def scaled_only(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    root = _stable_root(variance(advantages, deviation), stabilised, stabiliser)
    return tuple(one / root for one in advantages)


@whitened_advantages.misconception(
    "The mean was subtracted and nothing more. Divide the differences by the standard deviation as well.", basis="slip"
)
def centred_only(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple(one - mean(advantages) for one in advantages)


@whitened_advantages.convention(
    "The deviation was taken over n, as of a population. Here it is of a sample: divide the squares by n − 1.",
    basis="NumPy's std, as in OpenAI Baselines (Dhariwal et al. 2017)",
)
def population_deviation(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple(whitened_advantages.body(advantages, "population", stabilised, stabiliser))


@whitened_advantages.convention(
    "The deviation was taken over n − 1, as of a sample. Here it is of the whole batch: divide the squares by n.",
    basis="PyTorch's std, as in CleanRL (Huang et al. 2022)",
)
def sample_deviation(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple(whitened_advantages.body(advantages, "sample", stabilised, stabiliser))


@whitened_advantages.convention(
    "The stabiliser was added to the deviation. Here it is treated as the question says: inside the root or not at all.",
    basis="OpenAI Baselines (Dhariwal et al. 2017)",
)
def stabiliser_outside(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple(whitened_advantages.body(advantages, deviation, "outside", stabiliser))


@whitened_advantages.convention(
    "The stabiliser was added to the variance. Here it is treated as the question says: outside the root or not at all.",
    basis="masked_whiten of TRL (von Werra et al. 2020)",
)
def stabiliser_inside(
    advantages: Quantities, deviation: Deviation, stabilised: Stabilised, stabiliser: Quantity
) -> Quantities:
    return tuple(whitened_advantages.body(advantages, deviation, "inside", stabiliser))
