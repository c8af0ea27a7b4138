"""Each part of an item as a question of its own, for targets whose questions ask one thing.

Every such question tells the whole stem. A gap of the stem is a blank there, with its number where the stem has several.
"""

from typing import NamedTuple

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.item import Item, Part
from qbank.labels import fill_gaps, gap_numbers
from qbank.wording import asked, letter
from qbank.writers.task import Task, followed

BLANK = "_____"


class Asked(NamedTuple):
    """What a question tells and asks: the stem with blanks, what the blank in question is called, and the part's prompt."""

    stem: Text
    blank: str
    prompt: Text


def alone(item: Item) -> list[Task]:
    """An item as one question for each part, lettered when there are several.

    >>> from fractions import Fraction
    >>> parts = tuple(Part(name, Text(), NumericEntry(), Fraction(1)) for name in ("up", "down"))
    >>> item = Item("q", "s", 0, "T", "en", (), (), "", Fraction(2), Text(), parts, (), "")
    >>> [(task.part.id, task.label) for task in alone(item)]
    [('up', 'a'), ('down', 'b')]
    """
    if len(item.parts) == 1:
        return [Task(item, item.parts)]
    return [Task(item, (part,), letter(place).lower()) for place, part in enumerate(item.parts)]


def asks(task: Task) -> Asked:
    """What a question of one part tells and asks."""
    numbers = gap_numbers(task.item)
    if not numbers:
        return Asked(task.item.stem, "", task.part.prompt)
    several = len(numbers) > 1
    blanks = {part: f"[{number}] {BLANK}" if several else BLANK for part, number in numbers.items()}
    number = numbers.get(task.part.id, "")
    return Asked(fill_gaps(task.item.stem, blanks), f"[{number}]" if number and several else "", task.part.prompt)


def note(part: Part) -> str:
    """What the student is told about a number to type where no fraction is read.

    >>> from fractions import Fraction
    >>> note(Part("a", Text(), NumericEntry(3), Fraction(1))), note(Part("a", Text(), NumericEntry(), Fraction(1)))
    ('Give 3 decimals.', 'Give a decimal number.')
    """
    entry = part.interaction
    if not isinstance(entry, NumericEntry):
        return ""
    return "Give a decimal number." if entry.decimals is None else asked(entry)


def check_alone(task: Task, target: str) -> None:
    """Refuse a part that carries forward what is answered in another question."""
    if task.label and (others := followed(task.item, task.part)):
        names = ", ".join(map(repr, others))
        raise RefusedError(f"it carries forward the answer to {names}, which is another question in {target}")
