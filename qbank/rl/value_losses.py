"""What a critic is trained on: squared errors over a batch of sequences, and over what they are averaged."""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantity, Table, count, total
from qbank.rl.formula import formula, sigma

Average = Literal["token", "sequence"]


def _batch_loss(targets: Quantity, predictions: Quantity, average: Average) -> Quantity:
    """The squares of all tokens, divided by how many tokens or sequences there are."""
    last = count(targets) - 1
    squares = sigma(
        "i", 0, last, lambda i: sigma("t", 0, count(targets[i]) - 1, lambda t: (targets[i][t] - predictions[i][t]) ** 2)
    )
    return squares / (count(targets) if average == "sequence" else sigma("i", 0, last, lambda i: count(targets[i])))


@formula(
    source="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4: the formula divides by sequences, its prose by tokens",
    equation=_batch_loss,
)
def value_loss(
    targets: Annotated[Table, "MxT*"], predictions: Annotated[Table, "MxT*"], average: Average = "token"
) -> Quantity:
    """What a batch of sequences costs the critic: the mean of (target − prediction)², targets held constant.

    Row i holds the tokens of sequence i; sequences may differ in length. ``average`` says over what: the mean of all tokens,
    or the sum over each sequence, averaged over the sequences.

    >>> print(value_loss([["1", "2"], ["4"]], [["0", "2"], ["2"]]))
    5/3
    >>> print(value_loss([["1", "2"], ["4"]], [["0", "2"], ["2"]], average="sequence"))
    5/2
    """
    rows = [total((a - b) ** 2 for a, b in zip(*pair, strict=True)) for pair in zip(targets, predictions, strict=True)]
    lengths = total(count(row) for row in targets)
    return total(rows) / (count(targets) if average == "sequence" else lengths)


@value_loss.convention(
    "This is the mean over all tokens of the batch. Here each sequence's squares are added, and the sums averaged.",
    basis="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4 (prose)",
)
def per_token(targets: Table, predictions: Table, average: Average = "token") -> Quantity:
    return value_loss.body(targets, predictions, "token")


@value_loss.convention(
    "This adds the squares of each sequence and averages over sequences. Here the mean is taken over all tokens.",
    basis="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4 (formula)",
)
def per_sequence(targets: Table, predictions: Table, average: Average = "token") -> Quantity:
    return value_loss.body(targets, predictions, "sequence")


@value_loss.misconception(
    "The squares were added and not averaged. Divide by how many there are, as the question says.", basis="slip"
)
def not_averaged(targets: Table, predictions: Table, average: Average = "token") -> Quantity:
    return value_loss.body(targets, predictions, "sequence") * count(targets)


@value_loss.misconception(
    "The mean was taken of the differences, not of their squares. Square each difference first.", basis="slip"
)
def mean_difference(targets: Table, predictions: Table, average: Average = "token") -> Quantity:
    differences = [total(a - b for a, b in zip(*pair, strict=True)) for pair in zip(targets, predictions, strict=True)]
    lengths = total(count(row) for row in targets)
    return total(differences) / (count(targets) if average == "sequence" else lengths)
