"""A quiz around another one: the same, but for what a class below gives otherwise."""

from collections.abc import Callable, Iterable, Iterator

from qbank.item import Chosen, Draw, Form, Item, Quiz, Result


class Around:
    """Everything as in the quiz inside. (A base to inherit from, since a quiz has many fields and each of these few.)"""

    def __init__(self, quiz: Quiz) -> None:
        self.quiz = quiz

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
        return self.quiz.form(copy)

    def code(self, copy: int) -> str:
        """What identifies a copy on paper."""
        return self.quiz.code(copy)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """The draws of a copy."""
        return self.quiz.drawn(copy)

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question."""
        return self.quiz.pool(item_id)

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question."""
        return self.quiz.variants(item_id, work)

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies."""
        return self.quiz.papers(size, work)
