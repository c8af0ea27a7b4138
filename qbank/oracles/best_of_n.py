"""Best-of-n one draw after another, and its divergence as a mean over the quantile of the best."""

import math
from fractions import Fraction

import numpy as np

from qbank.oracles.oracle import oracle

NODES, WEIGHTS = np.polynomial.laguerre.laggauss(4)


@oracle("best_of_n_success", road="one draw after another: what is missing gets its share")
def best_of_n_success(success_prob: Fraction, samples: Fraction) -> Fraction:
    found = Fraction(0)
    for _ in range(int(samples)):
        found += success_prob * (1 - found)
    return found


@oracle(
    "best_of_n_kl_bound", road="Gauss-Laguerre quadrature of log(n u^(n-1)), u = e^(-x/n) the quantile of the best of n"
)
def best_of_n_kl_bound(samples: Fraction) -> float:
    n = float(samples)
    return float(np.dot(WEIGHTS, math.log(n) + (n - 1) * (-NODES / n)))
