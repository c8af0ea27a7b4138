"""REINFORCE: parameters move by return times score; and the loss whose gradient does that for a batch.

``score`` is the derivative of log π(aₜ|sₜ) by the parameter, ``sampled_return`` is Gₜ, what followed step t in the episode.
"""

from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, exp, mean, total
from qbank.rl.domains import span
from qbank.rl.formula import formula, sigma

Discounting = Literal["omitted", "included"]
Average = Literal["mean", "sum"]
TIME = span(0, 5, "whole")


@formula(
    source="Sutton & Barto (2018), eq. 13.8 (without γᵗ) and the box of section 13.3 (with it)", domains={"time": TIME}
)
def reinforce_update(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity = 1,
    time: Quantity = 0,
    discounting: Discounting = "omitted",
) -> Quantity:
    """A parameter of the policy after step t of an episode: θ + α Gₜ ∇ log π.

    With ``discounting="included"`` the step is weighted by γᵗ as well.

    >>> print(reinforce_update(parameter="1", learning_rate="0.1", sampled_return="4", score="-0.5", discount="0.9", time=2))
    4/5
    >>> print(reinforce_update("1", "0.1", "4", "-0.5", discount="0.9", time=2, discounting="included"))
    419/500
    """
    weight = discount**time * sampled_return if discounting == "included" else sampled_return
    return parameter + learning_rate * weight * score


@reinforce_update.convention(
    r"The factor $\gamma^t$ was left out, as most implementations do. Here the step counts by its time: include it.",
    basis="Sutton & Barto (2018), eq. 13.8",
)
def time_omitted(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(parameter, learning_rate, sampled_return, score, discount, time, "omitted")


@reinforce_update.convention(
    r"The step was weighted by $\gamma^t$, as the discounted objective asks. Here the question leaves the factor out.",
    basis="Sutton & Barto (2018), box of section 13.3",
)
def time_included(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(parameter, learning_rate, sampled_return, score, discount, time, "included")


@reinforce_update.misconception(
    "The parameter moved down the gradient. The return is to grow: add the step.", basis="slip"
)
def descent(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(parameter, -learning_rate, sampled_return, score, discount, time, discounting)


@reinforce_update.misconception(
    "The return was left out. The score is weighted by the return: what went well is made more probable.", basis="slip"
)
def return_forgotten(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(parameter, learning_rate, 1, score, discount, time, discounting)


@reinforce_update.misconception(
    "The score was left out. The step follows the gradient of the log-probability: multiply by it.", basis="slip"
)
def score_forgotten(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(parameter, learning_rate, sampled_return, 1, discount, time, discounting)


@reinforce_update.misconception("This is the step alone. The new parameter is the old one plus the step.", basis="slip")
def step_alone(
    parameter: Quantity,
    learning_rate: Quantity,
    sampled_return: Quantity,
    score: Quantity,
    discount: Quantity,
    time: Quantity,
    discounting: Discounting,
) -> Quantity:
    return reinforce_update.body(0, learning_rate, sampled_return, score, discount, time, discounting)


@formula(source="Sutton & Barto (2018), eq. 13.11")
def reinforce_baseline_update(
    parameter: Quantity, learning_rate: Quantity, sampled_return: Quantity, baseline: Quantity, score: Quantity
) -> Quantity:
    """A parameter of the policy after one step, with a baseline: θ + α (Gₜ − b) ∇ log π.

    Any ``baseline`` that does not depend on the action leaves the mean of the step unchanged, and a good one its variance small.

    >>> print(reinforce_baseline_update(parameter="1", learning_rate="0.1", sampled_return="10", baseline="15", score="0.5"))
    3/4
    """
    return parameter + learning_rate * (sampled_return - baseline) * score


@reinforce_baseline_update.misconception(
    "The baseline was left out. What counts is by how much the return exceeds it: subtract it from the return.",
    basis="slip",
)
def baseline_forgotten(
    parameter: Quantity, learning_rate: Quantity, sampled_return: Quantity, baseline: Quantity, score: Quantity
) -> Quantity:
    return parameter + learning_rate * sampled_return * score


@reinforce_baseline_update.misconception(
    "The baseline was added to the return. It is what was expected: subtract it.", basis="slip"
)
def baseline_added(
    parameter: Quantity, learning_rate: Quantity, sampled_return: Quantity, baseline: Quantity, score: Quantity
) -> Quantity:
    return parameter + learning_rate * (sampled_return + baseline) * score


@reinforce_baseline_update.misconception(
    "The return was subtracted from the baseline. A return above the baseline makes the action more probable.",
    basis="slip",
)
def baseline_minus_return(
    parameter: Quantity, learning_rate: Quantity, sampled_return: Quantity, baseline: Quantity, score: Quantity
) -> Quantity:
    return parameter + learning_rate * (baseline - sampled_return) * score


@reinforce_baseline_update.misconception(
    "Only the return was multiplied by the score. The difference of return and baseline is: mind the brackets.",
    basis="slip",
)
def brackets_forgotten(
    parameter: Quantity, learning_rate: Quantity, sampled_return: Quantity, baseline: Quantity, score: Quantity
) -> Quantity:
    return parameter + learning_rate * (sampled_return * score - baseline)


def _batch_loss(log_probs: Quantity, advantages: Quantity, average: Average) -> Quantity:
    weighted = sigma("t", 0, count(log_probs) - 1, lambda t: log_probs[t] * advantages[t])
    return -weighted if average == "sum" else -(weighted / count(log_probs))


@formula(source="Schulman et al. (2017), arXiv:1707.06347, eqs. 1 and 2, with a minus sign", equation=_batch_loss)
def policy_gradient_loss(log_probs: Quantities, advantages: Quantities, average: Average = "mean") -> Quantity:
    """The loss whose negative gradient is the policy gradient: −(1/T) Σₜ log π(aₜ|sₜ) Âₜ, the advantages held constant.

    >>> print(policy_gradient_loss(log_probs=["-1", "-2"], advantages=["3", "-2"]))
    -1/2
    >>> print(policy_gradient_loss(log_probs=["-1", "-2"], advantages=["3", "-2"], average="sum"))
    -1
    """
    weighted = total(log_prob * advantage for log_prob, advantage in zip(log_probs, advantages, strict=True))
    return -weighted if average == "sum" else -(weighted / count(log_probs))


@policy_gradient_loss.convention(
    "The terms were averaged. Here they are added up over the steps.", basis="Schulman et al. (2017), eq. 2"
)
def averaged_over_steps(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return policy_gradient_loss.body(log_probs, advantages, "mean")


@policy_gradient_loss.convention(
    "The terms were added up. Here they are averaged: divide by the number of steps.",
    basis="Williams (1992), Machine Learning 8: episodic REINFORCE adds up its steps",
)
def summed_over_steps(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return policy_gradient_loss.body(log_probs, advantages, "sum")


@policy_gradient_loss.misconception(
    "This is the objective, which is maximised. A loss is minimised: put a minus sign in front.", basis="slip"
)
def objective_for_loss(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return -policy_gradient_loss.body(log_probs, advantages, average)


@policy_gradient_loss.misconception(
    r"The probabilities were taken in place of their logarithms. The gradient weighs $\nabla \log \pi$: keep the logarithms.",
    basis="slip",
)
def probabilities_for_logarithms(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return policy_gradient_loss.body(tuple(exp(one) for one in log_probs), advantages, average)


@policy_gradient_loss.misconception(
    "The advantages were left out, as in supervised training. Weight each log-probability by its advantage.",
    basis="slip",
)
def advantages_forgotten(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return policy_gradient_loss.body(log_probs, (1,) * len(log_probs), average)


@policy_gradient_loss.misconception(
    "Log-probabilities and advantages were averaged apart and then multiplied. Multiply step by step first.",
    basis="slip",
)
def averaged_apart(log_probs: Quantities, advantages: Quantities, average: Average) -> Quantity:
    return -mean(log_probs) * (total(advantages) if average == "sum" else mean(advantages))
