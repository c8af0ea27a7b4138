"""What a warning looks at, and what it says."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from qbank.content import plain
from qbank.generation.program import Program
from qbank.interactions import Choice, ExpressionEntry, NumericEntry, SingleChoice
from qbank.item import Item, Part
from qbank.question_types.options import WrittenChoice
from qbank.question_types.question_type import Path
from qbank.term import symbols


class Remark(Struct, frozen=True):
    """Something that is rarely meant: where (the key of a field, or its value), what, and what to do."""

    path: Path
    message: str
    hint: str = ""
    at_key: bool = False


class Look(Struct, frozen=True):
    """A compiled question and its first variants."""

    compiled: Program
    items: tuple[Item, ...]

    @property
    def varies(self) -> bool:
        """Whether the key of some part depends on the draw, and not only on which entries of a pool are shown."""
        return any(map(self.depends, range(len(self.compiled.parts))))

    def depends(self, number: int) -> bool:
        """Whether the key of a part depends on the draw."""
        if written := written_choices(self.compiled, number):
            return any(symbols(self.compiled.terms.terms[choice.correct]) for choice in written)
        return len({computed_key(item, item.parts[number]) for item in self.items}) > 1


Check = Callable[[Look], Iterator[Remark]]


def computed_key(item: Item, part: Part) -> Fraction | str | None:
    """The number, the formula, or the text of the right option; None of what no draw decides."""
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            return answer.number
        case ExpressionEntry():
            return "" if answer.shown is None else plain(answer.shown)
        case SingleChoice(choices):
            return text_of(choices, answer.choice)
        case _:
            return None


def written_choices(compiled: Program, number: int) -> tuple[WrittenChoice, ...]:
    """The options of a part that were written by hand, each with its condition."""
    choices = getattr(compiled.parts[number].prepared, "choices", ())
    return tuple(choice for choice in choices if isinstance(choice, WrittenChoice))


def text_of(choices: tuple[Choice, ...], id: str) -> str:
    """The text of the choice of that id."""
    return next(plain(choice.text) for choice in choices if choice.id == id)
