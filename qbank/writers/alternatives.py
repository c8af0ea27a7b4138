"""What can be chosen in a part: the options, what each earns and what is said about it; and a formula as options."""

from fractions import Fraction

from msgspec import Struct

from qbank.content import Text, plain
from qbank.errors import RefusedError
from qbank.interactions import MultipleChoice, SingleChoice
from qbank.item import Answer, Item, Known
from qbank.writers.task import digest

LEAST_WRONG = 2
FULL, NOTHING = Fraction(1), Fraction(0)


class Option(Struct, frozen=True):
    """One option: its text, what it earns, what is said about it, and its place on the student's page."""

    text: Text
    credit: Fraction
    feedback: Text = Text()
    misconception: str | None = None
    id: str = ""


def single_options(entry: SingleChoice, answer: Answer) -> list[Option]:
    """The choices in their order; the key's earns everything."""
    known = {each.response: each for each in answer.known}
    found = []
    for choice in entry.choices:
        told = known.get(choice.id, Known(choice.id, NOTHING, Text()))
        credit = FULL if choice.id == answer.choice else told.credit
        found.append(Option(choice.text, credit, told.feedback, told.misconception, choice.id))
    return found


def multiple_options(entry: MultipleChoice, answer: Answer) -> list[Option]:
    """The choices in their order; a right one earns everything here, however the part is scored.

    What is said about a right one is for whoever misses it.
    """
    known = {each.response: each for each in answer.known}
    found = []
    for choice in entry.choices:
        told = known.get(choice.id, Known(choice.id, NOTHING, Text()))
        credit = FULL if choice.id in answer.ids else NOTHING
        found.append(Option(choice.text, credit, told.feedback, told.misconception, choice.id))
    return found


def formulas(item: Item, answer: Answer, target: str) -> list[Option]:
    """The right formula and the known wrong ones that look different, in an order that tells nothing and is always the same.

    For targets in which no formula can be typed.
    """
    if not isinstance(answer.shown, Text):
        raise RefusedError(
            f"a formula cannot be typed in {target}, and this one is not shown, so that it cannot be chosen"
        )
    found = {plain(answer.shown): Option(answer.shown, FULL)}
    for known in answer.known:
        if isinstance(known.shown, Text) and known.credit < 1:
            wrong = Option(known.shown, known.credit, known.feedback, known.misconception)
            found.setdefault(plain(known.shown), wrong)
    if len(found) <= LEAST_WRONG:
        raise RefusedError(
            f"a formula cannot be typed in {target}, and to be chosen it needs {LEAST_WRONG} known wrong ones that look "
            f"different: there are {len(found) - 1}"
        )
    return [found[look] for look in sorted(found, key=lambda look: digest(f"{item.seed} {item.name} {look}", 64))]


def chosen_formula(target: str) -> str:
    """What is lost where a formula is chosen.

    >>> chosen_formula("Moodle")
    'a formula cannot be typed in Moodle: it is chosen from the answer and the known wrong formulas'
    """
    return f"a formula cannot be typed in {target}: it is chosen from the answer and the known wrong formulas"
