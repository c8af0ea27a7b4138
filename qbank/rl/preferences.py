"""Reward models learnt from comparisons: the Bradley-Terry model, the loss of a comparison, of a batch and of a ranking.

Only differences of rewards matter. σ is the logistic function; logarithms are natural.
"""

from itertools import combinations
from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, exp, log, logistic, mean, total
from qbank.rl.formula import formula, sigma

Average = Literal["mean", "sum"]
Comparisons = Annotated[Quantities, "N"]


@formula(source="Christiano et al. (2017), arXiv:1706.03741, eq. 1, for rewards of whole responses")
def bradley_terry(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    """The probability that the first response is preferred: P(y_w ≻ y_l) = σ(r_w − r_l) = 1 / (1 + exp(−(r_w − r_l))).

    >>> float(bradley_terry(chosen_reward="1.0", rejected_reward="0.3").rounded(4))
    0.6682
    >>> print(bradley_terry(chosen_reward=2, rejected_reward=2))
    1/2
    """
    return logistic(chosen_reward - rejected_reward)


@bradley_terry.misconception(
    "The rewards were exchanged, which gives the probability that the other response is preferred. Subtract the rejected"
    " one's reward from the chosen one's.",
    basis="slip",
)
def other_preferred(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return logistic(rejected_reward - chosen_reward)


@bradley_terry.misconception(
    "The reward of the chosen response alone was put into the logistic function. What counts is the difference of both.",
    basis="slip",
)
def chosen_alone(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return logistic(chosen_reward)


@bradley_terry.misconception("The rewards were divided by their sum. Take their exponentials first.", basis="slip")
def share_of_rewards(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return chosen_reward / (chosen_reward + rejected_reward)


@bradley_terry.misconception("The odds were taken for the probability. Divide them by 1 plus the odds.", basis="slip")
def odds(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return exp(chosen_reward - rejected_reward)


@bradley_terry.misconception("The rewards were added. Only their difference decides: subtract.", basis="slip")
def rewards_added(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return logistic(chosen_reward + rejected_reward)


@formula(
    source="Ouyang et al. (2022), arXiv:2203.02155, eq. 1, one comparison; Stiennon et al. (2020), arXiv:2009.01325"
)
def reward_model_loss(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    """What one comparison costs the reward model: −log σ(r_w − r_l).

    It is log 2 where both rewards are equal, and approaches 0 as the chosen one's grows.

    >>> float(reward_model_loss(chosen_reward="1.0", rejected_reward="0.3").rounded(4))
    0.4032
    """
    return -log(logistic(chosen_reward - rejected_reward))


@reward_model_loss.misconception(
    "The minus sign was left out. The logarithm of a probability is negative, and a loss is to be minimised: change the sign.",
    basis="slip",
)
def log_likelihood(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return log(logistic(chosen_reward - rejected_reward))


@reward_model_loss.misconception(
    "The rewards were exchanged. The loss is small when the chosen response has the larger reward.", basis="slip"
)
def rewards_exchanged(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return -log(logistic(rejected_reward - chosen_reward))


@reward_model_loss.misconception(
    "The logarithm was left out: this is the probability. Take its negative logarithm.", basis="slip"
)
def probability_for_loss(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return logistic(chosen_reward - rejected_reward)


@reward_model_loss.misconception(
    "The logistic function was left out. The loss is the logarithm of a probability, not of a difference of rewards.",
    basis="slip",
)
def negative_difference(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return rejected_reward - chosen_reward


@reward_model_loss.misconception(
    "This is 1 minus the probability. The loss is the negative logarithm of the probability.", basis="slip"
)
def complement_for_loss(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return 1 - logistic(chosen_reward - rejected_reward)


def _mean_loss(chosen_rewards: Quantity, rejected_rewards: Quantity, average: Average) -> Quantity:
    last = count(chosen_rewards) - 1
    losses = sigma("i", 0, last, lambda i: -log(logistic(chosen_rewards[i] - rejected_rewards[i])))
    return losses if average == "sum" else losses / count(chosen_rewards)


def _losses(chosen_rewards: Quantities, rejected_rewards: Quantities) -> list[Quantity]:
    pairs = zip(chosen_rewards, rejected_rewards, strict=True)
    return [-log(logistic(chosen - rejected)) for chosen, rejected in pairs]


@formula(source="Stiennon et al. (2020), arXiv:2009.01325, section 3.4", equation=_mean_loss)
def reward_model_batch_loss(
    chosen_rewards: Comparisons, rejected_rewards: Comparisons, average: Average = "mean"
) -> Quantity:
    """What a batch of comparisons costs the reward model: the mean of −log σ(r_w − r_l).

    ``average="sum"`` adds them up, which is the negative log-likelihood of the batch.

    >>> float(reward_model_batch_loss(["1.0", "2.5", "0.2"], ["0.3", "1.0", "0.8"]).rounded(4))
    0.5474
    >>> float(reward_model_batch_loss(["1.0", "2.5", "0.2"], ["0.3", "1.0", "0.8"], average="sum").rounded(4))
    1.6421
    """
    losses = _losses(chosen_rewards, rejected_rewards)
    return total(losses) if average == "sum" else mean(losses)


@reward_model_batch_loss.convention(
    "The losses were averaged. Here the sum over the comparisons is asked for.", basis="Stiennon et al. (2020)"
)
def mean_over_comparisons(chosen_rewards: Quantities, rejected_rewards: Quantities, average: Average) -> Quantity:
    return reward_model_batch_loss.body(chosen_rewards, rejected_rewards, "mean")


@reward_model_batch_loss.convention(
    "The losses were added up. Here their mean is asked for: divide by the number of comparisons.",
    basis="Christiano et al. (2017), arXiv:1706.03741, section 2.2.3: a sum over the comparisons",
)
def sum_over_comparisons(chosen_rewards: Quantities, rejected_rewards: Quantities, average: Average) -> Quantity:
    return reward_model_batch_loss.body(chosen_rewards, rejected_rewards, "sum")


@reward_model_batch_loss.misconception(
    "The minus sign was left out: this is the log-likelihood. A loss is to be minimised: change the sign.",
    basis="slip",
)
def batch_log_likelihood(chosen_rewards: Quantities, rejected_rewards: Quantities, average: Average) -> Quantity:
    return -reward_model_batch_loss.body(chosen_rewards, rejected_rewards, average)


@reward_model_batch_loss.misconception(
    "The differences were averaged before the loss was taken. Take the loss of each comparison first.", basis="slip"
)
def loss_of_mean_difference(chosen_rewards: Quantities, rejected_rewards: Quantities, average: Average) -> Quantity:
    loss = -log(logistic(mean(chosen_rewards) - mean(rejected_rewards)))
    return loss * count(chosen_rewards) if average == "sum" else loss


@reward_model_batch_loss.misconception(
    "The probabilities were averaged before the logarithm was taken. Take the logarithm of each one first.",
    basis="slip",
)
def logarithm_of_mean(chosen_rewards: Quantities, rejected_rewards: Quantities, average: Average) -> Quantity:
    pairs = zip(chosen_rewards, rejected_rewards, strict=True)
    loss = -log(mean([logistic(chosen - rejected) for chosen, rejected in pairs]))
    return loss * count(chosen_rewards) if average == "sum" else loss


def _loss_of_ranking(ranked_rewards: Quantity) -> Quantity:
    size = count(ranked_rewards)

    def below(i: Quantity) -> Quantity:
        return sigma("j", i + 1, size - 1, lambda j: -log(logistic(ranked_rewards[i] - ranked_rewards[j])))

    return sigma("i", 0, size - 2, below) / (size * (size - 1) / 2)


@formula(source="Ouyang et al. (2022), arXiv:2203.02155, eq. 1", equation=_loss_of_ranking)
def ranking_loss(ranked_rewards: Annotated[Quantities, "K>1"]) -> Quantity:
    """What a ranking of K responses costs the reward model: the mean of −log σ(rᵢ − rⱼ) over all K (K − 1) / 2 pairs.

    ``ranked_rewards`` are the model's rewards from the response ranked best to the one ranked worst.

    >>> float(ranking_loss(["1", "0.5", "-0.5", "-1"]).rounded(4))
    0.2985
    """
    losses = [-log(logistic(better - worse)) for better, worse in combinations(ranked_rewards, 2)]
    return mean(losses)


@ranking_loss.misconception(
    "Only neighbours in the ranking were compared. Every better response is compared with every worse one.",
    basis="slip",
)
def neighbours_only(ranked_rewards: Quantities) -> Quantity:
    return mean(_losses(ranked_rewards[:-1], ranked_rewards[1:]))


@ranking_loss.misconception(
    "The losses of the pairs were added and not averaged. Divide by how many pairs there are.", basis="slip"
)
def pairs_summed(ranked_rewards: Quantities) -> Quantity:
    return ranking_loss.body(ranked_rewards) * count(ranked_rewards) * (count(ranked_rewards) - 1) / 2


@ranking_loss.misconception(
    "The sum over the pairs was divided by the number of responses. Divide by the number of pairs.", basis="slip"
)
def divided_by_responses(ranked_rewards: Quantities) -> Quantity:
    return ranking_loss.body(ranked_rewards) * (count(ranked_rewards) - 1) / 2


@ranking_loss.misconception(
    "The ranking was read from worst to best. The first response is the best: its reward is to exceed the others.",
    basis="slip",
)
def ranking_reversed(ranked_rewards: Quantities) -> Quantity:
    return ranking_loss.body(tuple(reversed(ranked_rewards)))


@formula(source="Ouyang et al. (2022), arXiv:2203.02155: the derivative of eq. 1, one comparison, by r_w − r_l")
def reward_model_gradient(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    """How the loss of one comparison changes with the reward difference: −(1 − σ(r_w − r_l)).

    It is close to −1 where the model is badly wrong, close to 0 where it is surely right: mistakes teach most.

    >>> float(reward_model_gradient(chosen_reward="1.0", rejected_reward="0.3").rounded(4))
    -0.3318
    """
    return -(1 - logistic(chosen_reward - rejected_reward))


@reward_model_gradient.misconception(
    "The minus sign was left out. The loss falls as the difference grows: the derivative is negative.", basis="slip"
)
def uphill(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return 1 - logistic(chosen_reward - rejected_reward)


@reward_model_gradient.misconception(
    r"The probability of the preference was taken in place of its complement. The derivative is $-(1 - \sigma)$.",
    basis="slip",
)
def complement_forgotten(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return -logistic(chosen_reward - rejected_reward)


@reward_model_gradient.misconception(
    r"This is the derivative of the probability, $\sigma (1 - \sigma)$. That of $-\log \sigma$ is divided by $-\sigma$.",
    basis="slip",
)
def derivative_of_probability(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    prob = logistic(chosen_reward - rejected_reward)
    return prob * (1 - prob)


@reward_model_gradient.misconception(
    r"Only the logarithm was differentiated, which gives $-1 / \sigma$. Multiply by the derivative of $\sigma$.",
    basis="slip",
)
def chain_rule_forgotten(chosen_reward: Quantity, rejected_reward: Quantity) -> Quantity:
    return -(1 / logistic(chosen_reward - rejected_reward))
