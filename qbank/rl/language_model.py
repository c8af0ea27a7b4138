"""A language model as a policy: log-probabilities of whole responses, and rewards held close to the reference.

Tokens are numbered t = 0..T-1; ``log_probs[t]`` is log π(yₜ | x, y_{<t}), and the reward of the response comes with its last
token. Logarithms are natural.
"""

from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, equal, exp, mean, total, where
from qbank.rl.formula import formula, sigma

Average = Literal["sum", "mean"]


@formula(source="Ziegler et al. (2019), arXiv:1909.08593, section 2; Ouyang et al. (2022), arXiv:2203.02155, eq. 2")
def kl_shaped_reward(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    """The reward less a penalty for leaving the reference: r − β (log π − log π_ref).

    For a whole response the log-probabilities are sums over its tokens; for one token they are its own.

    >>> print(kl_shaped_reward(reward="2", kl_coef="0.1", log_prob="-8", ref_log_prob="-12"))
    8/5
    """
    return reward - kl_coef * (log_prob - ref_log_prob)


@kl_shaped_reward.misconception(
    "The penalty was added. What the policy has made more probable than the reference costs: subtract it.", basis="slip"
)
def penalty_added(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return reward + kl_coef * (log_prob - ref_log_prob)


@kl_shaped_reward.misconception(
    r"The log-ratio was subtracted in full. Multiply it by its coefficient $\beta$.", basis="slip"
)
def coefficient_forgotten(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return reward - (log_prob - ref_log_prob)


@kl_shaped_reward.misconception(
    "The ratio of the probabilities was subtracted. The penalty is its logarithm, a difference of log-probabilities.",
    basis="slip",
)
def ratio_penalised(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return reward - kl_coef * exp(log_prob - ref_log_prob)


@kl_shaped_reward.misconception(
    "The reference was left out. The penalty compares policy and reference: subtract the reference's log-probability.",
    basis="slip",
)
def reference_forgotten(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return reward - kl_coef * log_prob


@kl_shaped_reward.misconception(
    r"The coefficient multiplied the reward as well. Only the penalty is scaled by $\beta$.", basis="slip"
)
def all_scaled(reward: Quantity, kl_coef: Quantity, log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_coef * (reward - (log_prob - ref_log_prob))


def _penalty(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    return kl_coef * (log_prob - ref_log_prob)


def _shaped_at(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantity, ref_log_probs: Quantity, t: Quantity
) -> Quantity:
    earned = where(equal(t, count(log_probs) - 1), response_reward, 0)
    return earned - _penalty(log_probs[t], ref_log_probs[t], kl_coef)


def _penalties(kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities) -> list[Quantity]:
    return [_penalty(*pair, kl_coef) for pair in zip(log_probs, ref_log_probs, strict=True)]


@formula(
    source="Ziegler et al. (2019), arXiv:1909.08593, section 2, token by token; Stiennon et al. (2020), arXiv:2009.01325",
    equation=_shaped_at,
)
def kl_shaped_rewards(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities
) -> Quantities:
    """The rewards of a response's tokens: −β (log π − log π_ref) for each, and the response's reward added at the last.

    ``response_reward`` is what the reward model gives the whole response.

    >>> print(*kl_shaped_rewards(response_reward="1", kl_coef="0.1", log_probs=["-1", "-2"], ref_log_probs=["-3", "-1"]))
    -1/5 11/10
    """
    penalties = _penalties(kl_coef, log_probs, ref_log_probs)
    return (*(-one for one in penalties[:-1]), response_reward - penalties[-1])


@kl_shaped_rewards.misconception(
    "The response's reward was given to a token that is not the last. It judges the whole response and comes once, with the"
    " last token.",
    basis="slip",
)
def reward_everywhere(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities
) -> Quantities:
    return tuple(response_reward - one for one in _penalties(kl_coef, log_probs, ref_log_probs))


@kl_shaped_rewards.misconception(
    "The response's reward came with the first token. The response is judged when it is complete: add it at the last one.",
    basis="slip",
)
def reward_first(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities
) -> Quantities:
    penalties = _penalties(kl_coef, log_probs, ref_log_probs)
    return (response_reward - penalties[0], *(-one for one in penalties[1:]))


@kl_shaped_rewards.misconception(
    "The tokens before the last were given no reward. Each of them pays its own penalty.", basis="slip"
)
def last_token_only(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities
) -> Quantities:
    penalties = _penalties(kl_coef, log_probs, ref_log_probs)
    return (*(0 * one for one in penalties[:-1]), response_reward - penalties[-1])


@kl_shaped_rewards.misconception(
    "The penalties were added. What the policy has made more probable than the reference costs: subtract them.",
    basis="slip",
)
def penalties_added(
    response_reward: Quantity, kl_coef: Quantity, log_probs: Quantities, ref_log_probs: Quantities
) -> Quantities:
    return tuple(kl_shaped_rewards.body(response_reward, -kl_coef, log_probs, ref_log_probs))


def _sum_of_logs(log_probs: Quantity, average: Average) -> Quantity:
    added = sigma("t", 0, count(log_probs) - 1, lambda t: log_probs[t])
    return added / count(log_probs) if average == "mean" else added


@formula(source="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4: log Pr(y|x) token by token", equation=_sum_of_logs)
def sequence_log_prob(log_probs: Quantities, average: Average = "sum") -> Quantity:
    """The log-probability of a response: log π(y|x) = Σₜ log π(yₜ | x, y_{<t}).

    ``average="mean"`` divides by the number of tokens, so that responses of different length can be compared.

    >>> print(sequence_log_prob(["-0.5", "-1", "-0.3"]), sequence_log_prob(["-0.5", "-1", "-0.3"], average="mean"))
    -9/5 -3/5
    """
    return mean(log_probs) if average == "mean" else total(log_probs)


@sequence_log_prob.convention(
    "The log-probabilities were added up. Here their mean per token is asked for: divide by the number of tokens.",
    basis="Rafailov et al. (2023), arXiv:2305.18290",
)
def summed_over_tokens(log_probs: Quantities, average: Average) -> Quantity:
    return sequence_log_prob.body(log_probs, "sum")


@sequence_log_prob.convention(
    "The mean per token was taken. Here the log-probability of the whole response is asked for: add up.",
    basis="Meng et al. (2024), arXiv:2405.14734 (SimPO): length-normalised",
)
def averaged_over_tokens(log_probs: Quantities, average: Average) -> Quantity:
    return sequence_log_prob.body(log_probs, "mean")


@sequence_log_prob.misconception(
    "The exponential was taken, which gives a probability. Stay with the logarithm.", basis="slip"
)
def probability_of_sequence(log_probs: Quantities, average: Average) -> Quantity:
    return exp(sequence_log_prob.body(log_probs, average))


@sequence_log_prob.misconception(
    "The minus sign was lost: this is the negative log-likelihood. The logarithm of a probability is not positive.",
    basis="slip",
)
def negative_log_likelihood(log_probs: Quantities, average: Average) -> Quantity:
    return -sequence_log_prob.body(log_probs, average)


@sequence_log_prob.misconception(
    "Only the last token was taken. The probability of a response is the product of its tokens': add all logarithms.",
    basis="slip",
)
def last_log_prob(log_probs: Quantities, average: Average) -> Quantity:
    return log_probs[-1]


def _perplexity(log_probs: Quantity) -> Quantity:
    return exp(-(sigma("t", 0, count(log_probs) - 1, lambda t: log_probs[t]) / count(log_probs)))


@formula(source="Jurafsky & Martin, Speech and Language Processing (3rd ed.), section 3.3", equation=_perplexity)
def perplexity(log_probs: Quantities) -> Quantity:
    """Among how many equally probable tokens the model seems to choose: exp(−(1/T) Σₜ log π(yₜ | x, y_{<t})).

    >>> float(perplexity(["-0.5", "-1", "-0.3"]).rounded(4))
    1.8221
    """
    return exp(-mean(log_probs))


@perplexity.misconception(
    "The log-probabilities were added and not averaged. The perplexity is per token: divide by their number first.",
    basis="slip",
)
def not_per_token(log_probs: Quantities) -> Quantity:
    return exp(-total(log_probs))


@perplexity.misconception(
    "The minus sign was left out, which gives the geometric mean of the probabilities. The perplexity is its inverse.",
    basis="slip",
)
def mean_probability(log_probs: Quantities) -> Quantity:
    return exp(mean(log_probs))


@perplexity.misconception(
    "The inverse probabilities were averaged. Average the logarithms first, then take the exponential.", basis="slip"
)
def mean_inverse_probability(log_probs: Quantities) -> Quantity:
    return mean([exp(-one) for one in log_probs])


@perplexity.misconception(
    "The exponential was left out: this is the cross-entropy. Take its exponential.", basis="slip"
)
def cross_entropy(log_probs: Quantities) -> Quantity:
    return -mean(log_probs)
