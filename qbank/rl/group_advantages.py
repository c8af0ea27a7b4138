"""Advantages without a critic: each response is compared with the others sampled for the same prompt.

Responses are numbered from 0; each has one reward, and every token of it gets the response's advantage.
"""

from typing import Annotated, Literal

from qbank.rl.advantages import mean_at_any_length, variance, variance_at_any_length
from qbank.rl.arithmetic import Quantities, Quantity, count, mean, sqrt, total
from qbank.rl.formula import formula, sigma

Deviation = Literal["population", "sample", "none"]
Group = Annotated[Quantities, "G>1"]


def _group_relative(group_rewards: Quantity, deviation: Deviation, i: Quantity) -> Quantity:
    """The reward at i, less the mean, over the deviation."""
    centred = group_rewards[i] - mean_at_any_length(group_rewards, "j")
    return centred if deviation == "none" else centred / sqrt(variance_at_any_length(group_rewards, deviation))


@formula(source="Shao et al. (2024), arXiv:2402.03300, section 4.1.2", equation=_group_relative)
def group_relative_advantages(group_rewards: Group, deviation: Deviation = "population") -> Quantities:
    """The advantages of GRPO: (rᵢ − mean of the group) / deviation of the group.

    ``deviation`` is of the population (over G), of a sample (over G − 1), or none: Dr. GRPO does not divide. A group whose
    rewards are equal has no value where it does.

    >>> print(*group_relative_advantages(["5", "1", "1", "5"]), *group_relative_advantages(["1", "0"], deviation="none"))
    1 -1 -1 1 1/2 -1/2
    """
    centred = tuple(reward - mean(group_rewards) for reward in group_rewards)
    if deviation == "none":
        return centred
    return tuple(one / sqrt(variance(group_rewards, deviation)) for one in centred)


@group_relative_advantages.convention(
    "The deviation was taken over the whole group, as of a population. Here the question states another scale: follow it.",
    basis="NumPy's std",
)
def population_scaled(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    return tuple(group_relative_advantages.body(group_rewards, "population"))


@group_relative_advantages.convention(
    "The deviation was taken over one less than the size of the group, as of a sample. Here the question states another "
    "scale: follow it.",
    basis="PyTorch's std, as in TRL (von Werra et al. 2020)",
)
def sample_scaled(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    return tuple(group_relative_advantages.body(group_rewards, "sample"))


@group_relative_advantages.convention(
    "The mean was subtracted and nothing divided, as in Dr. GRPO. Here the differences are divided by the deviation.",
    basis="Liu et al. (2025), arXiv:2503.20783",
)
def centred_rewards(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    return tuple(group_relative_advantages.body(group_rewards, "none"))


@group_relative_advantages.misconception(
    "The differences were divided by the variance. GRPO divides by its square root, Dr. GRPO not at all.", basis="slip"
)
def variance_scaled(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    kind = "population" if deviation == "none" else deviation
    return tuple((reward - mean(group_rewards)) / variance(group_rewards, kind) for reward in group_rewards)


@group_relative_advantages.misconception(
    "The rewards were taken as they are. Compare each with its group: subtract the mean.", basis="slip"
)
def raw_rewards(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    return tuple(group_rewards)


@group_relative_advantages.misconception(
    "The differences were divided by the mean. The scale of a group is its standard deviation, where one is used at all.",
    basis="slip",
)
def mean_scaled(group_rewards: Quantities, deviation: Deviation) -> Quantities:
    return tuple((reward - mean(group_rewards)) / mean(group_rewards) for reward in group_rewards)


def _leave_one_out(group_rewards: Quantity, i: Quantity) -> Quantity:
    """The reward at i, less the mean of the others: those before and those after."""
    before = sigma("j", 0, i - 1, lambda j: group_rewards[j])
    after = sigma("j", i + 1, count(group_rewards) - 1, lambda j: group_rewards[j])
    return group_rewards[i] - (before + after) / (count(group_rewards) - 1)


@formula(source="Ahmadian et al. (2024), arXiv:2402.14740 (RLOO)", equation=_leave_one_out)
def leave_one_out_advantages(group_rewards: Group) -> Quantities:
    """The advantages of RLOO: each reward minus the mean of the other rewards of its group.

    >>> print(*leave_one_out_advantages(["1", "0", "0", "1"]))
    2/3 -2/3 -2/3 2/3
    """
    others = [tuple(group_rewards[:i]) + tuple(group_rewards[i + 1 :]) for i in range(len(group_rewards))]
    return tuple(reward - mean(rest) for reward, rest in zip(group_rewards, others, strict=True))


@leave_one_out_advantages.misconception(
    "The mean of the whole group was subtracted. Leave the response's own reward out of its baseline.", basis="slip"
)
def own_reward_included(group_rewards: Quantities) -> Quantities:
    return tuple(reward - mean(group_rewards) for reward in group_rewards)


@leave_one_out_advantages.misconception(
    "The other rewards were added up and divided by the size of the whole group. There is one response fewer in the sum: "
    "divide by that.",
    basis="slip",
)
def divided_by_all(group_rewards: Quantities) -> Quantities:
    return tuple(reward - (total(group_rewards) - reward) / count(group_rewards) for reward in group_rewards)


@leave_one_out_advantages.misconception(
    "The sum of the other rewards was subtracted. The baseline is their mean: divide by how many they are.",
    basis="slip",
)
def others_summed(group_rewards: Quantities) -> Quantities:
    return tuple(reward - (total(group_rewards) - reward) for reward in group_rewards)


@leave_one_out_advantages.misconception(
    "The baseline was taken for the advantage. Subtract the mean of the others from the response's own reward.",
    basis="slip",
)
def baseline_alone(group_rewards: Quantities) -> Quantities:
    return tuple((total(group_rewards) - reward) / (count(group_rewards) - 1) for reward in group_rewards)
