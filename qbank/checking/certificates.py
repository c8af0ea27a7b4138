"""The certificates of many questions: remembered ones at once, the others proved in several processes.

The questions that take longest are begun first; certificates come in the order in which they were asked for.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from qbank.authoring.schema import Draft, ItemModel
from qbank.checking.certificate import Certificate, certify, unread
from qbank.checking.remembered import Remembered, question_key
from qbank.checking.sweep import MOST
from qbank.errors import Fault
from qbank.generation.axes import Grid, axis
from qbank.source import Source
from qbank.workers import Died, dealt


class Asked(Struct, frozen=True):
    """A question that is to be checked, and what is wrong with it in its bank."""

    model: ItemModel | Draft
    besides: tuple[Fault, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Another process reads the file's text again: that is all that a model is made of."""
        origin = self.model.origin
        return _asked, (self.model.id, origin.file, origin.text, self.besides)

    @property
    def key(self) -> str:
        """The name under which its certificate is remembered; faulty files are read anew."""
        return question_key(self.model, self.besides) if isinstance(self.model, ItemModel) else ""

    @property
    def size(self) -> int:
        """About how many draws are gone through: all that there are, as far as its parameters tell."""
        if isinstance(self.model, Draft):
            return 1
        return min(MOST, Grid([axis(name, one) for name, one in self.model.parameters.items()]).size)


def _asked(id: str, file: str, text: str, besides: tuple[Fault, ...]) -> Asked:
    from qbank.authoring.drafts import read_draft  # with pydantic, which is not needed where nothing is read

    return Asked(read_draft(ItemModel, Source(file, text), id), besides)


class Watcher:
    """Told what becomes of questions; this one does nothing with it."""

    def begin(self, sizes: Sequence[int]) -> None:
        """So many questions are proved, which have about so many draws each."""

    def move(self, number: int, draws: int) -> None:
        """More draws of a question were gone through."""

    def finish(self, number: int) -> None:
        """A question is proved."""


@dataclass(slots=True)
class Certificates:
    """The certificates of some questions, made when they are gone through."""

    asked: Sequence[Asked]
    remembered: Remembered
    jobs: int = 1
    watcher: Watcher = field(default_factory=Watcher)
    made: dict[int, Certificate] = field(default_factory=dict)

    def __iter__(self) -> Generator[Certificate, None, None]:
        """Each certificate, in the order in which they were asked for, as soon as there is it."""
        for number, one in enumerate(self.asked):
            known = self.remembered.recall(Certificate, one.key)
            if known or isinstance(one.model, Draft):
                self.made[number] = known or certify(one.model, one.besides)
        told = 0
        for _ in self._proved():
            while told in self.made:
                yield self.made[told]
                told += 1

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions that have no certificate yet."""
        return tuple(one.model.id for number, one in enumerate(self.asked) if number not in self.made)

    def _proved(self) -> Iterator[None]:
        """Make those that are missing, and tell after each that there is another one."""
        yield
        missing = [number for number in range(len(self.asked)) if number not in self.made]
        if self.jobs > 1:
            missing.sort(key=lambda number: -self.asked[number].size)
        if missing:
            self.remembered.forget_oldest()
        asked = [self.asked[number] for number in missing]
        self.watcher.begin([one.size for one in asked])
        for place, found in dealt(_certified, asked, self.jobs, self.watcher.move):
            one = asked[place]
            self.made[missing[place]] = _unproved(one, found) if isinstance(found, Died) else found
            if isinstance(found, Certificate):
                self.remembered.keep(one.key, found)
            self.watcher.finish(place)
            yield


def _certified(asked: Asked, moved: Callable[[int], None]) -> Certificate:
    return certify(asked.model, asked.besides, moved)


def _unproved(asked: Asked, died: Died) -> Certificate:
    """What is said of a question whose process has died."""
    message = f"not checked: the process that did has ended ({died.how})"
    hint = "it may have needed more memory than there is: try again with --jobs 1"
    return unread(asked.model.id, [Fault(asked.model.origin.file, 0, 0, message, hint)])
