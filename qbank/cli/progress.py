"""How far a proof has come: one line on a terminal, gone when it is done; nothing in a pipe."""

import time
from collections.abc import Callable, Sequence
from operator import mul
from shutil import get_terminal_size
from typing import TextIO

from qbank.checking.certificates import Watcher

QUIET = 0.5
"""For so many seconds nothing is shown: what is done by then needs no progress."""
EVERY = 0.1
"""So many seconds lie between two changes of the line."""
WIPE = "\r\x1b[K"


class Progress(Watcher):
    """Shows questions and draws gone through, how many a second, and how long it will still take.

    ``sizes`` say about how many draws a question has; how far one has come is never more than all of it.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic, verb: str = "proving") -> None:
        self.verb = verb
        self.stream, self.clock = stream, clock
        self.shown = stream.isatty()
        self.sizes: Sequence[int] = ()
        self.seen: list[int] = []
        self.finished: set[int] = set()
        self.started = self.last = 0.0
        self.written = False

    def begin(self, sizes: Sequence[int]) -> None:
        """So many questions are proved, which have about so many draws each."""
        self.sizes, self.seen = sizes, [0] * len(sizes)
        self.started = self.last = self.clock()

    def move(self, number: int, draws: int) -> None:
        """More draws of a question were gone through."""
        self.seen[number] += draws
        self._show()

    def finish(self, number: int) -> None:
        """A question is proved."""
        self.finished.add(number)
        self._show()

    def wipe(self) -> None:
        """Make room for other lines, or for nothing."""
        if self.written:
            self.stream.write(WIPE)
            self.stream.flush()
            self.written = False

    def _show(self) -> None:
        now = self.clock()
        if self.shown and now - self.started >= QUIET and now - self.last >= EVERY:
            self.last, self.written = now, True
            room = get_terminal_size().columns - 1  # a line that is wrapped could not be wiped
            self.stream.write(WIPE + self.line(now - self.started)[:room])
            self.stream.flush()

    def line(self, seconds: float) -> str:
        """The line after so many seconds.

        >>> import sys
        >>> progress = Progress(sys.stderr, lambda: 0.0)
        >>> progress.begin([1_000_000, 1_000_000])
        >>> progress.finish(1); progress.move(0, 500_000)
        >>> progress.line(4.0)
        'proving 2 questions, 1 done: 75 %, 125,000 draws a second, 1 s left'
        """
        efforts = [_effort(size) for size in self.sizes]
        shares = [
            1.0 if number in self.finished else min(1.0, self.seen[number] / size)
            for number, size in enumerate(self.sizes)
        ]
        share = sum(map(mul, efforts, shares)) / sum(efforts)
        rate = f", {round(sum(self.seen) / seconds):,} draws a second" if any(self.seen) else ""
        left = f", {_duration(seconds * (1 - share) / share)} left" if share else ""
        questions = f"{len(self.sizes)} question{'s' if len(self.sizes) > 1 else ''}"
        return f"{self.verb} {questions}, {len(self.finished)} done: {share * 100:.0f} %{rate}{left}"


def _effort(size: int) -> float:
    """How much work a question is, roughly: there is always something to do, and large spaces are cut down by conditions."""
    return float(200 + size**0.5)


def _duration(seconds: float) -> str:
    """A time as people say it.

    >>> _duration(4.2), _duration(100)
    ('4 s', '1 min 40 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
