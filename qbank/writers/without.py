"""A quiz from which some questions are left out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic

from msgspec import Struct
from msgspec.structs import replace

from qbank.item import Chosen, Draw, Form, Quiz, Result
from qbank.writers.around import Around


class Without(Around):
    """A quiz from which some questions are left out."""

    def __init__(self, quiz: Quiz, left_out: frozenset[str]) -> None:
        super().__init__(quiz)
        self.left_out = left_out

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the questions that are left."""
        return tuple(item_id for item_id in self.quiz.item_ids if item_id not in self.left_out)

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How the questions that are left came into the quiz."""
        return tuple(one for one in self.quiz.contents if one.item not in self.left_out)

    def form(self, copy: int) -> Form:
        """Copy number ``copy`` without those questions."""
        return lessened(self.quiz.form(copy), self.left_out)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """The draws of the questions that are left."""
        return tuple(draw for draw in self.quiz.drawn(copy) if draw.item not in self.left_out)

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies."""
        return self.quiz.papers(size, Lessened(work, self.left_out))


class Lessened(Struct, Generic[Result], frozen=True):
    """Work on forms from which some questions are left out."""

    work: Callable[[Iterable[Form]], Result]
    left_out: frozenset[str]

    def __call__(self, forms: Iterable[Form]) -> Result:
        """What is made of the forms."""
        return self.work(lessened(form, self.left_out) for form in forms)


def lessened(form: Form, left_out: frozenset[str]) -> Form:
    """A form without some questions, and without sections that had no other."""
    sections = [
        replace(section, items=tuple(item for item in section.items if item.id not in left_out))
        for section in form.sections
    ]
    return replace(form, sections=tuple(section for section in sections if section.items))
