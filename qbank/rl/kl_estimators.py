"""Estimators of KL(π ‖ π_ref) from one token sampled from the policy π, by the names that their author gave them.

With r = π_ref / π: k1 = −log r, k2 = ½ (log r)², k3 = r − 1 − log r.
"""

from qbank.rl.arithmetic import Quantity, exp
from qbank.rl.formula import formula


@formula(source="Schulman (2020), Approximating KL divergence: k1")
def kl_k1(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    """What one sampled token says about KL(π ‖ π_ref), unbiased and often negative: k1 = log π − log π_ref.

    >>> print(kl_k1(log_prob="-1.5", ref_log_prob="-2"))
    1/2
    """
    return log_prob - ref_log_prob


@formula(source="Schulman (2020), Approximating KL divergence: k2")
def kl_k2(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    """What one sampled token says about KL(π ‖ π_ref), never negative and biased: k2 = ½ (log π − log π_ref)².

    >>> print(kl_k2(log_prob="-1.5", ref_log_prob="-2"))
    1/8
    """
    return (log_prob - ref_log_prob) ** 2 / 2


@formula(source="Schulman (2020), Approximating KL divergence: k3; Shao et al. (2024), arXiv:2402.03300, eq. 4")
def kl_k3(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    """What one sampled token says about KL(π ‖ π_ref), unbiased and never negative: k3 = r − 1 − log r, r = π_ref / π.

    >>> float(kl_k3(log_prob="-1.5", ref_log_prob="-2").rounded(4))
    0.1065
    """
    return exp(ref_log_prob - log_prob) - 1 - (ref_log_prob - log_prob)


@kl_k1.convention(
    "This is the estimator k2, half the square of the log-ratio. Here k1 is asked for: the log-ratio itself.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k2_for_k1(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k2.body(log_prob, ref_log_prob)


@kl_k1.convention(
    "This is the estimator k3, $r - 1 - \\log r$. Here k1 is asked for: the log-ratio itself.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k3_for_k1(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k3.body(log_prob, ref_log_prob)


@kl_k1.misconception(
    "The log-ratio was turned round. The token was sampled from the policy: its log-probability comes first.",
    basis="slip",
)
def log_ratio_reversed(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return ref_log_prob - log_prob


@kl_k1.misconception(
    "The log-probabilities were divided. The logarithm of a quotient is a difference: subtract them.", basis="slip"
)
def logarithms_divided(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return log_prob / ref_log_prob


@kl_k1.misconception(
    "The exponential was taken, which gives the ratio of the probabilities. The estimate is its logarithm.",
    basis="slip",
)
def ratio_for_logarithm(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return exp(log_prob - ref_log_prob)


@kl_k2.convention(
    "This is the estimator k1, the log-ratio itself. Here k2 is asked for: half its square.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k1_for_k2(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k1.body(log_prob, ref_log_prob)


@kl_k2.convention(
    "This is the estimator k3, $r - 1 - \\log r$. Here k2 is asked for: half the square of the log-ratio.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k3_for_k2(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k3.body(log_prob, ref_log_prob)


@kl_k2.misconception(r"The square was not halved. The estimator has $\frac{1}{2}$ in front.", basis="slip")
def whole_square(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return (log_prob - ref_log_prob) ** 2


@kl_k2.misconception("Each log-probability was squared before subtracting. Subtract first, then square.", basis="slip")
def difference_of_squares(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return (log_prob**2 - ref_log_prob**2) / 2


@kl_k3.convention(
    "This is the estimator k1, the log-ratio itself. Here k3 is asked for, which adds $r - 1$.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k1_for_k3(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k1.body(log_prob, ref_log_prob)


@kl_k3.convention(
    "This is the estimator k2, half the square of the log-ratio. Here k3 is asked for: $r - 1 - \\log r$.",
    basis="Schulman (2020), Approximating KL divergence",
)
def k2_for_k3(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return kl_k2.body(log_prob, ref_log_prob)


@kl_k3.misconception(
    r"The ratio was turned round. For a token sampled from the policy it is $r = \pi_{\text{ref}} / \pi$.", basis="slip"
)
def k3_reversed(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return exp(log_prob - ref_log_prob) - 1 - (log_prob - ref_log_prob)


@kl_k3.misconception(
    "The 1 was not subtracted. At equal probabilities the estimate is 0: it is $r - 1 - \\log r$.", basis="slip"
)
def one_forgotten(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return exp(ref_log_prob - log_prob) - (ref_log_prob - log_prob)


@kl_k3.misconception(
    r"The logarithm was added. The estimate subtracts it: $r - 1 - \log r$, which is never negative.", basis="slip"
)
def logarithm_added(log_prob: Quantity, ref_log_prob: Quantity) -> Quantity:
    return exp(ref_log_prob - log_prob) - 1 + (ref_log_prob - log_prob)
