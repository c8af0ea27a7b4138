"""Each part of an item as a question of its own, for targets whose questions ask one thing.

Every such question tells the whole stem. A gap of the stem is a blank there, with its number where the stem has several; the
answer to another part that is carried forward is given.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from qbank.content import Paragraph, Piece, Place, Text, Tree
from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.item import Item, Part
from qbank.labels import fill_gaps, gap_numbers
from qbank.wording import asked, letter
from qbank.writers.format import Loss
from qbank.writers.task import Task, followed

BLANK = "_____"


class Asked(NamedTuple):
    """What a question tells and asks: the stem with blanks, what is given, what the blank is called, the part's prompt.

    What is given are the answers to other parts that this one carries forward, each behind what was asked.
    """

    stem: Text
    given: tuple[tuple[Text, Text], ...]
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
    item, part = task.item, task.part
    carried = {other: _shown(item, other) for other in followed(item, part)} if task.label else {}
    numbers = gap_numbers(item)
    given = tuple((item.part(other).prompt, shown) for other, shown in carried.items() if other not in numbers)
    if not numbers:
        return Asked(item.stem, given, "", part.prompt)
    several = len(numbers) > 1
    blanks = {one: f"[{number}] {BLANK}" if several else BLANK for one, number in numbers.items()}
    filled = {one: carried.get(one, blank) for one, blank in blanks.items()}
    number = numbers.get(part.id, "")
    return Asked(fill_gaps(item.stem, filled), given, f"[{number}]" if number and several else "", part.prompt)


def _shown(item: Item, part: str) -> Text:
    """The answer to a part, as displayed."""
    shown = item.answer(part).shown
    if shown is None:
        raise RefusedError(f"it carries forward the answer to {part!r}, which is another question and cannot be shown")
    return shown if isinstance(shown, Text) else Text((Piece(Tree((Paragraph((Place(0),)),)), (shown,)),))


def examined(item: Item, write: Callable[[Task], object], losses: Callable[[Task], Iterator[str]]) -> list[Loss]:
    """What a target would not hold of an item: what refuses to be written, else what is lost."""
    made = alone(item)
    refused = [Loss(item.id, task.part.id, "refused", reason) for task in made for reason in _refusals(task, write)]
    if refused:
        return refused
    found = [("", f"it is split into {len(made)} questions, each with the stem")] if len(made) > 1 else []
    found += [(task.part.id, reason) for task in made for reason in (*_given_away(task), *losses(task))]
    return [Loss(item.id, part, "downgraded", reason) for part, reason in found]


def _refusals(task: Task, write: Callable[[Task], object]) -> Iterator[str]:
    try:
        write(task)
    except RefusedError as error:
        yield str(error)


def _given_away(task: Task) -> Iterator[str]:
    for other in followed(task.item, task.part) if task.label else []:
        yield f"the answer to {other!r}, which it carries forward, is given in it"


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
