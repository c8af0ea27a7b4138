"""Pools as files of their own, each split where it would hold more questions than a target reads in one go."""

from contextlib import ExitStack
from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Self

from msgspec import Struct

from qbank.item import Quiz
from qbank.writers.output import Output


class Shape(Struct, frozen=True):
    """How files are: their ending, how many questions they hold, how they begin, and what stands between questions."""

    ending: str
    most: int
    opening: bytes = b""
    between: bytes = b""


class Batches:
    """The files of one pool: ``name.csv``, then ``name-2.csv`` and so on, a full one followed by the next."""

    def __init__(self, output: Output, name: str, shape: Shape) -> None:
        self.output, self.name, self.shape = output, name, shape
        self.written = 0
        self.open = ExitStack()
        self.stream: BinaryIO = BytesIO()

    def write(self, question: str) -> None:
        """One more question; a file that is full is closed, and the next one begun."""
        number, before = divmod(self.written, self.shape.most)
        if before:
            self.stream.write(self.shape.between)
        else:
            self.close()
            name = f"{self.name}-{number + 1}" if number else self.name
            self.stream = self.open.enter_context(self.output.open(f"{name}.{self.shape.ending}"))
            self.stream.write(self.shape.opening)
        self.stream.write(question.encode())
        self.written += 1

    def close(self) -> None:
        """Close the file that is open."""
        self.open.close()


class Pools:
    """The pools of a quiz: one for each question, or for each part of one, each in files of its own."""

    def __init__(self, quiz: Quiz, output: Output, shape: Shape) -> None:
        self.quiz, self.output, self.shape = quiz, output, shape
        self.known: dict[tuple[str, str], Batches] = {}

    def write(self, item_id: str, label: str, question: str) -> None:
        """One more question for the pool of a question, or of its part of that letter."""
        pool = self.known.get((item_id, label))
        if pool is None:
            pool = self.known[item_id, label] = self._begun(item_id, label)
        pool.write(question)

    def _begun(self, item_id: str, label: str) -> Batches:
        for (other, _), pool in self.known.items():
            if other != item_id:
                pool.close()
        alone = len(self.quiz.item_ids) == 1
        name = self.quiz.name if alone else f"{self.quiz.name}-{item_id}"
        return Batches(self.output, f"{name}-{label}" if label else name, self.shape)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for pool in self.known.values():
            pool.close()
