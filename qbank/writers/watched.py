"""A quiz whose items are looked at on their way to a writer."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from qbank.item import Chosen, Draw, Form, Item, Quiz


class Watched(Struct, frozen=True):
    """The same quiz; ``see`` is called with each item that is handed out."""

    quiz: Quiz
    see: Callable[[Item], None]

    @property
    def name(self) -> str:
        """What files are named after."""
        return self.quiz.name

    @property
    def title(self) -> str:
        """The heading."""
        return self.quiz.title

    @property
    def copies(self) -> int:
        """How many copies there are."""
        return self.quiz.copies

    @property
    def planned(self) -> bool:
        """Whether it was made after a plan."""
        return self.quiz.planned

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the questions."""
        return self.quiz.item_ids

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How each question came into the quiz."""
        return self.quiz.contents

    def form(self, copy: int) -> Form:
        """Copy number ``copy``."""
        form = self.quiz.form(copy)
        for item in form.items:
            self.see(item)
        return form

    def code(self, copy: int) -> str:
        """What identifies a copy on paper."""
        return self.quiz.code(copy)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """The draws of a copy."""
        return self.quiz.drawn(copy)

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question."""
        for item in self.quiz.pool(item_id):
            self.see(item)
            yield item
