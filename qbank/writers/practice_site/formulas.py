"""Formulas to type, on a page that cannot decide whether two are the same: they are chosen, or compared by the learner."""

from msgspec.structs import replace

from qbank.answer_key import alone
from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import Choice, ExpressionEntry, ExtendedText, SingleChoice
from qbank.item import Answer, Item, Known, Part, Rubric
from qbank.term_text import term_text
from qbank.wording import letter
from qbank.writers.alternatives import chosen_formula, formulas

HERE = "the page"
LINES = 1
NOTE = "Write a formula, then compare it with the answer."
COMPARED = "a formula cannot be decided on the page: the learner compares it with the answer and marks it"


def without_formulas(item: Item) -> Item:
    """The item with each formula as options to choose from; where too few wrong ones are known, as a text to mark oneself."""
    if not any(isinstance(part.interaction, ExpressionEntry) for part in item.parts):
        return item
    changed = {part.id: _changed(item, part) for part in item.parts if isinstance(part.interaction, ExpressionEntry)}
    return replace(
        item,
        parts=tuple(changed[part.id][0] if part.id in changed else part for part in item.parts),
        answers=tuple(changed[one.part][1] if one.part in changed else one for one in item.answers or ()),
    )


def losses(item: Item, part: Part) -> list[str]:
    """What becomes of a formula."""
    if not isinstance(part.interaction, ExpressionEntry):
        return []
    chosen = isinstance(_changed(item, part)[0].interaction, SingleChoice)
    return [chosen_formula(HERE) if chosen else COMPARED]


def _changed(item: Item, part: Part) -> tuple[Part, Answer]:
    answer = item.answer(part.id)
    try:
        options = {letter(place).lower(): option for place, option in enumerate(formulas(item, answer, HERE))}
    except RefusedError:
        return _compared(part, answer)
    choices = tuple(Choice(name, option.text) for name, option in options.items())
    key = next(name for name, option in options.items() if option.credit == 1)
    known = tuple(
        Known(name, option.credit, option.feedback, option.misconception)
        for name, option in options.items()
        if name != key
    )
    return replace(part, interaction=SingleChoice(choices)), replace(answer, key=key, known=known, working=None)


def _compared(part: Part, answer: Answer) -> tuple[Part, Answer]:
    shown = answer.shown if isinstance(answer.shown, Text) else alone(term_text(answer.formula))
    key = Rubric((), shown)
    return replace(part, interaction=ExtendedText(LINES)), replace(answer, key=key, known=(), working=None)
