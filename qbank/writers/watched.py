"""A quiz whose items are looked at on their way to a writer, in whatever process they are made."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Protocol, Self, TypeVar

from msgspec import Struct

from qbank.item import Form, Item, Quiz, Result
from qbank.writers.around import Around


class Observer(Protocol):
    """Looks at the items of one piece of work, and is sent back with what was made of them."""

    def fresh(self) -> Self:
        """One like it that has seen nothing."""

    def see(self, item: Item) -> None:
        """Look at an item."""


Looker = TypeVar("Looker", bound=Observer)


class Watched(Around, Generic[Looker]):
    """The same quiz; an ``observer`` is made for each piece of work, and ``told`` what it has seen, in order."""

    def __init__(self, quiz: Quiz, observer: Callable[[], Looker], told: Callable[[Looker], None]) -> None:
        super().__init__(quiz)
        self.observer, self.told = observer, told

    def form(self, copy: int) -> Form:
        """Copy number ``copy``."""
        form = self.quiz.form(copy)
        self._see(form.items)
        return form

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question."""
        for item in self.quiz.pool(item_id):
            self._see([item])
            yield item

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question."""
        for made, observer in self.quiz.variants(item_id, SeenItems(work, self.observer())):
            self.told(observer)
            yield made

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies."""
        for made, observer in self.quiz.papers(size, SeenForms(work, self.observer())):
            self.told(observer)
            yield made

    def _see(self, items: Iterable[Item]) -> None:
        observer = self.observer()
        for item in items:
            observer.see(item)
        self.told(observer)


class SeenItems(Struct, Generic[Result, Looker], frozen=True):
    """Work on items that are looked at first."""

    work: Callable[[Iterable[Item]], Result]
    observer: Looker

    def __call__(self, items: Iterable[Item]) -> tuple[Result, Looker]:
        """What is made of the items, and who has looked at them."""
        observer = self.observer.fresh()
        return self.work(_seen(items, observer)), observer


class SeenForms(Struct, Generic[Result, Looker], frozen=True):
    """Work on forms whose items are looked at first."""

    work: Callable[[Iterable[Form]], Result]
    observer: Looker

    def __call__(self, forms: Iterable[Form]) -> tuple[Result, Looker]:
        """What is made of the forms, and who has looked at their items."""
        observer = self.observer.fresh()
        return self.work(_seen_in(forms, observer)), observer


def _seen(items: Iterable[Item], observer: Observer) -> Iterator[Item]:
    for item in items:
        observer.see(item)
        yield item


def _seen_in(forms: Iterable[Form], observer: Observer) -> Iterator[Form]:
    for form in forms:
        for item in form.items:
            observer.see(item)
        yield form
