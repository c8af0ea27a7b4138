"""Warnings about keys: how they are proved, where they come from, and how they look."""

from collections.abc import Iterator

from qbank.checking.warnings.look import Look, Remark
from qbank.interactions import NumericEntry
from qbank.question_types.separable import displayed
from qbank.wording import exactly

ZERO_SHARE = 0.1
ENOUGH = 10
"""Fewer draws may agree by chance."""


def no_worked_test(look: Look) -> Iterator[Remark]:
    """Nobody has worked a draw by hand, so a wrong formula would not be noticed."""
    if look.varies and not look.compiled.model.tests:
        message = "no draw is worked by hand, although the key depends on the draw"
        yield Remark((), message, "write 'tests:' with what a draw gives and what is expected of it")


def no_source(look: Look) -> Iterator[Remark]:
    """A question of facts that does not say where they come from."""
    if not look.varies and not look.compiled.model.source.strip():
        yield Remark((), "this question is about facts and names no source", "write 'source: ...'")


def zero_keys(look: Look) -> Iterator[Remark]:
    """Keys that are rounded to nothing."""
    for number, part in enumerate(look.compiled.parts):
        answers = [item.answer(part.id) for item in look.items]
        entry = look.items[0].parts[number].interaction
        if not isinstance(entry, NumericEntry) or entry.decimals is None:
            continue
        lost = [one for one in answers if one.number and displayed(one.number, entry.decimals) == 0]
        if len(lost) >= ZERO_SHARE * len(answers):
            message = f"{len(lost)} of {len(answers)} keys are not zero, and are shown as zero"
            yield Remark(
                ("parts", number, "decimals"), message, "ask for more decimals, or exclude small keys by 'where'"
            )


def same_key(look: Look) -> Iterator[Remark]:
    """A number that is the same in every draw, among others that are not: one student can tell it to all."""
    for number, part in enumerate(look.items[0].parts):
        if len(look.items) < ENOUGH or not isinstance(part.interaction, NumericEntry) or look.depends(number):
            continue
        key = exactly(look.items[0].answer(part.id).number)
        message = f"the key is {key} in each of the {len(look.items)} draws that were looked at"
        yield Remark(("parts", number), message, "ask for something that the draw decides, or let the students choose")
