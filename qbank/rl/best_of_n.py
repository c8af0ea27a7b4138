"""Best-of-n sampling: draw n responses, keep the one that the reward model likes best."""

from qbank.rl.arithmetic import Quantity, log
from qbank.rl.domains import span
from qbank.rl.formula import formula


@formula(source="Chen et al. (2021), arXiv:2107.03374, section 2.1: pass@k of k independent samples")
def best_of_n_success(success_prob: Quantity, samples: Quantity) -> Quantity:
    """The probability that at least one of n responses is good, where each is with probability p: 1 − (1 − p)ⁿ.

    ``samples`` is n. It is that of best-of-n only if the reward model finds a good response whenever there is one.

    >>> print(best_of_n_success(success_prob="0.3", samples=2))
    51/100
    """
    return 1 - (1 - success_prob) ** samples


@best_of_n_success.misconception(
    "The probabilities were added. Several responses may be good at once: take 1 minus the probability that none is.",
    basis="slip",
)
def probabilities_added(success_prob: Quantity, samples: Quantity) -> Quantity:
    return samples * success_prob


@best_of_n_success.misconception(
    "This is the probability that all responses are good. One is enough: take 1 minus the probability that none is.",
    basis="slip",
)
def all_succeed(success_prob: Quantity, samples: Quantity) -> Quantity:
    return success_prob**samples


@best_of_n_success.misconception("This is the probability that no response is good. Subtract it from 1.", basis="slip")
def none_succeeds(success_prob: Quantity, samples: Quantity) -> Quantity:
    return (1 - success_prob) ** samples


@best_of_n_success.misconception(
    "This is the probability that exactly one response is good. More may be: take 1 minus the probability that none is.",
    basis="slip",
)
def exactly_one(success_prob: Quantity, samples: Quantity) -> Quantity:
    return samples * success_prob * (1 - success_prob) ** (samples - 1)


@formula(
    source="Beirami et al. (2024), arXiv:2401.01879, section 3: an upper bound",
    domains={"samples": span(1, 64, "whole")},
)
def best_of_n_kl_bound(samples: Quantity) -> Quantity:
    """How far best-of-n is from the policy that it samples from, at most: KL ≤ log n − (n − 1) / n, in nats.

    It is often taken for the divergence itself, which it is only where no two responses tie.

    >>> float(best_of_n_kl_bound(samples=4).rounded(4))
    0.6363
    >>> print(best_of_n_kl_bound(samples=1))
    0
    """
    return log(samples) - (samples - 1) / samples


@best_of_n_kl_bound.misconception(r"Only the logarithm was taken. Subtract $\frac{n - 1}{n}$ from it.", basis="slip")
def logarithm_alone(samples: Quantity) -> Quantity:
    return log(samples)


@best_of_n_kl_bound.misconception(
    r"The fraction was turned. Subtract $\frac{n - 1}{n}$, so that a single sample gives 0.", basis="slip"
)
def fraction_turned(samples: Quantity) -> Quantity:
    return log(samples) - samples / (samples - 1)


@best_of_n_kl_bound.misconception(
    r"The fraction was added. It is subtracted: $\log n - \frac{n - 1}{n}$.", basis="slip"
)
def fraction_added(samples: Quantity) -> Quantity:
    return log(samples) + (samples - 1) / samples


@best_of_n_kl_bound.misconception(
    r"This is $\frac{n}{n + 1}$, the bound on how often best-of-n wins. That on the divergence is $\log n - \frac{n - 1}{n}$.",
    basis="Beirami et al. (2024), arXiv:2401.01879, has both",
)
def win_rate_bound(samples: Quantity) -> Quantity:
    return samples / (samples + 1)
