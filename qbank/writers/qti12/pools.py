"""Pools of variants, and pictures, on their way into an archive: they wait in temporary files, so that memory does not grow."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, NamedTuple, Self

from qbank.item import Item, Quiz
from qbank.writers.qti12.records import Written
from qbank.writers.variants import written


class Group(NamedTuple):
    """What identifies a pool, what it is called, and what each of its questions is worth."""

    ident: str
    title: str
    points: str


class Pool:
    """The questions of a pool, one after the other."""

    def __init__(self, first: Written) -> None:
        self.group = Group(first.pool, first.title, first.points)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is closed when the pools are

    def add(self, question: Written) -> None:
        """One more question."""
        self._file.write(question.xml)

    def copy(self, stream: IO[bytes]) -> None:
        """All questions, written into a stream."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, stream)

    def close(self) -> None:
        """Forget them."""
        self._file.close()


class Pictures:
    """Pictures by their path, each once."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is closed by the with statement
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, pictures: tuple[tuple[str, bytes], ...]) -> None:
        """Pictures of a question, of which some may be there already."""
        for path, data in pictures:
            if path not in self._places:
                self._places[path] = self._file.tell(), len(data)
                self._file.write(data)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all of them."""
        return tuple(self._places)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for path, (place, size) in self._places.items():
            self._file.seek(place)
            yield path, self._file.read(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()


def pools(quiz: Quiz, item_id: str, write: Callable[[Item], tuple[Written, ...]], pictures: Pictures) -> Iterator[Pool]:
    """The pools of a question: one, or one for each question into which it is split."""
    found: dict[str, Pool] = {}
    with ExitStack() as closed:
        for variant in written(quiz, item_id, write):
            for question in variant:
                pool = found.get(question.pool)
                if pool is None:
                    pool = found[question.pool] = Pool(question)
                    closed.callback(pool.close)
                pool.add(question)
                pictures.add(question.pictures)
        yield from found.values()
