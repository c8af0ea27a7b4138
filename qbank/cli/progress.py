"""How far a proof has come: one line on a terminal, gone when it is done; nothing in a pipe."""

import time
from collections.abc import Callable, Sequence
from typing import TextIO

from qbank.checking.certificates import Watcher

QUIET = 0.5
"""For so many seconds nothing is shown: what is done by then needs no progress."""
EVERY = 0.1
"""So many seconds lie between two changes of the line."""
WIPE = "\r\x1b[K"


class Progress(Watcher):
    """Shows questions and draws gone through, how many a second, and how long it will still take.

    ``weights`` say about how many draws a question takes; how far a question has come is never more than all of it.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic, verb: str = "proving") -> None:
        self.verb = verb
        self.stream, self.clock = stream, clock
        self.shown = stream.isatty()
        self.weights: Sequence[int] = ()
        self.seen: list[int] = []
        self.finished: set[int] = set()
        self.started = self.last = 0.0
        self.written = False

    def begin(self, weights: Sequence[int]) -> None:
        """So many questions are proved, which take about so many draws each."""
        self.weights, self.seen = weights, [0] * len(weights)
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
            self.stream.write(WIPE + self.line(now - self.started))
            self.stream.flush()

    def line(self, seconds: float) -> str:
        """The line after so many seconds.

        >>> progress = Progress(sys.stderr, lambda: 0.0)
        >>> progress.begin([3_000_000, 1_000_000])
        >>> progress.finish(1); progress.move(0, 1_000_000)
        >>> progress.line(4.0)
        'proving 2 questions, 1 done: 50 %, 250,000 draws a second, 4 s left'
        """
        all_of = sum(self.weights)
        done = sum(
            weight if number in self.finished else min(weight, self.seen[number])
            for number, weight in enumerate(self.weights)
        )
        rate = f", {round(sum(self.seen) / seconds):,} draws a second" if any(self.seen) else ""
        left = f", {_duration(seconds * (all_of - done) / done)} left" if done else ""
        questions = f"{len(self.weights)} question{'s' if len(self.weights) > 1 else ''}"
        return (
            f"proving {questions}, {len(self.finished)} done: {done * 100 // all_of} %, {rate:,} draws a second{left}"
        )


def _duration(seconds: float) -> str:
    """A time as people say it.

    >>> _duration(4.2), _duration(100)
    ('4 s', '1 min 40 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
