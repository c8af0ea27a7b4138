"""Losses of a batch, token after token through running means."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

Rows = Sequence[Sequence[Fraction]]


@oracle("value_loss", road="a running mean over tokens, or over the sums or means of sequences")
def value_loss(targets: Rows, predictions: Rows, average: str, scale: str) -> Fraction:
    seen, mean = 0, Fraction(0)
    for target_row, row in zip(targets, predictions, strict=True):
        squares = [target**2 - 2 * target * guess + guess**2 for target, guess in zip(target_row, row, strict=True)]
        whole = sum(squares, Fraction(0))
        for cost in {"token": squares, "sequence": [whole], "sequence_mean": [whole / len(squares)]}[average]:
            seen += 1
            mean += (cost - mean) / seen
    return mean / {"full": 1, "half": 2}[scale]
