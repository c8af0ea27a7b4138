"""What a critic is trained on: squared errors over a batch of sequences, and over what they are averaged."""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantity, Table, count, mean, total
from qbank.rl.formula import formula, sigma

Average = Literal["token", "sequence", "sequence_mean"]
Scale = Literal["full", "half"]


def _batch_loss(targets: Quantity, predictions: Quantity, average: Average, scale: Scale) -> Quantity:
    """The squares of all tokens, divided by how many tokens or sequences there are."""
    last = count(targets) - 1

    def squares(i: Quantity) -> Quantity:
        return sigma("t", 0, count(targets[i]) - 1, lambda t: (targets[i][t] - predictions[i][t]) ** 2)

    if average == "token":
        loss = sigma("i", 0, last, squares) / sigma("i", 0, last, lambda i: count(targets[i]))
    elif average == "sequence":
        loss = sigma("i", 0, last, squares) / count(targets)
    else:
        loss = sigma("i", 0, last, lambda i: squares(i) / count(targets[i])) / count(targets)
    return loss / 2 if scale == "half" else loss


def _averaged(rows: list[list[Quantity]], average: Average, scale: Scale) -> Quantity:
    """One number for a table of costs."""
    if average == "token":
        loss = total(total(row) for row in rows) / total(count(row) for row in rows)
    elif average == "sequence":
        loss = mean([total(row) for row in rows])
    else:
        loss = mean([mean(row) for row in rows])
    return loss / 2 if scale == "half" else loss


def _differences(targets: Table, predictions: Table) -> list[list[Quantity]]:
    return [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(targets, predictions, strict=True)]


@formula(
    source="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4: the formula divides by sequences, its prose by tokens",
    equation=_batch_loss,
)
def value_loss(
    targets: Annotated[Table, "MxT*"],
    predictions: Annotated[Table, "MxT*"],
    average: Average = "token",
    scale: Scale = "full",
) -> Quantity:
    """What a batch of sequences costs the critic: the mean of (target − prediction)², targets held constant.

    Row i holds the tokens of sequence i; sequences may differ in length. ``average`` says over what: the mean of all tokens;
    the sum over each sequence, averaged over the sequences; or the mean of each sequence, averaged over the sequences.
    ``scale="half"`` puts ½ in front.

    >>> print(value_loss([["1", "2"], ["4"]], [["0", "3"], ["2"]]))
    2
    >>> print(value_loss([["1", "2"], ["4"]], [["0", "3"], ["2"]], average="sequence"))
    3
    >>> print(value_loss([["1", "2"], ["4"]], [["0", "3"], ["2"]], average="sequence_mean", scale="half"))
    5/4
    """
    rows = [[difference**2 for difference in row] for row in _differences(targets, predictions)]
    return _averaged(rows, average, scale)


@value_loss.convention(
    "This is the mean over all tokens of the batch. Here each sequence counts once: combine its squares as the "
    "question says, then average over sequences.",
    basis="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4 (prose)",
)
def per_token(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, "token", scale)


@value_loss.convention(
    "This adds the squares of each sequence and averages over sequences. Here a mean over tokens is asked for.",
    basis="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4 (formula)",
)
def per_sequence(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, "sequence", scale)


@value_loss.convention(
    "This is the mean of the sequences' means, in which each sequence counts alike. Here it is averaged as the question says.",
    basis="Shao et al. (2024), arXiv:2402.03300, eq. 3: 1/|oᵢ| within each response",
)
def per_sequence_mean(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, "sequence_mean", scale)


@value_loss.convention(
    r"The loss was taken with $\frac{1}{2}$ in front. Here it is stated without.", basis="CleanRL (Huang et al. 2022)"
)
def halved_loss(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, average, "half")


@value_loss.convention(
    r"The loss was taken without $\frac{1}{2}$. Here it stands in front.", basis="Schulman et al. (2017), eq. 9"
)
def full_loss(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, average, "full")


@value_loss.misconception(
    "The squares were added and not averaged. Divide by how many there are, as the question says.", basis="slip"
)
def not_averaged(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return value_loss.body(targets, predictions, "sequence", scale) * count(targets)


@value_loss.misconception(
    "The mean was taken of the differences, not of their squares. Square each difference first.", basis="slip"
)
def mean_difference(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    return _averaged(_differences(targets, predictions), average, scale)


@value_loss.misconception(
    "Absolute differences were averaged. The loss squares them, so that large ones weigh more.", basis="slip"
)
def mean_absolute_difference(targets: Table, predictions: Table, average: Average, scale: Scale) -> Quantity:
    rows = [[abs(difference) for difference in row] for row in _differences(targets, predictions)]
    return _averaged(rows, average, scale)
