"""Pools as files of their own, each split where it would hold more questions than a target reads in one go."""

from contextlib import ExitStack
from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Self

from qbank.item import Quiz
from qbank.writers.output import Output


class Batches:
    """The files of one pool: ``name.csv``, then ``name-2.csv`` and so on, each beginning with the same bytes."""

    def __init__(self, output: Output, name: str, ending: str, most: int, opening: bytes = b"") -> None:
        self.output, self.name, self.ending, self.most, self.opening = output, name, ending, most, opening
        self.written = 0
        self.open = ExitStack()
        self.stream: BinaryIO = BytesIO()

    def write(self, question: str) -> None:
        """One more question; a file that is full is closed, and the next one begun."""
        if self.written % self.most == 0:
            self.close()
            number = self.written // self.most + 1
            name = self.name if number == 1 else f"{self.name}-{number}"
            self.stream = self.open.enter_context(self.output.open(f"{name}.{self.ending}"))
            self.stream.write(self.opening)
        self.stream.write(question.encode())
        self.written += 1

    def close(self) -> None:
        """Close the file that is open."""
        self.open.close()


class Pools:
    """The pools of a quiz: one for each question, or for each part of one, each in files of its own."""

    def __init__(self, quiz: Quiz, output: Output, ending: str, most: int, opening: bytes = b"") -> None:
        self.quiz, self.output, self.ending, self.most, self.opening = quiz, output, ending, most, opening
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
        return Batches(self.output, f"{name}-{label}" if label else name, self.ending, self.most, self.opening)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for pool in self.known.values():
            pool.close()
