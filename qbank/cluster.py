"""Work done by a Dask cluster: a scheduler that hands pieces to workers on any number of machines.

The scheduler gives a piece again when the worker dies that had it. Everything in a cluster trusts everything else in it:
whoever can reach the scheduler can run code on the workers.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from qbank.errors import QbankError
from qbank.resources import build_of_qbank
from qbank.workers import AHEAD, TRIES

Result = TypeVar("Result")
PATIENCE = 10
"""So many seconds are waited for a scheduler."""


class Cluster:
    """The workers of a scheduler at an address, such as ``tcp://10.0.0.5:8786``, until ``end``."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client  # 0.4 s, and an extra
        except ImportError as error:
            message = "--cluster needs the package 'distributed'"
            raise QbankError(f"{message}\n  hint: pip install 'qbank[cluster]'") from error
        try:
            self.client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            hint = "an address is like tcp://10.0.0.5:8786; is the scheduler running?"
            raise QbankError(f"no cluster answers at {address!r}: {error}\n  hint: {hint}") from error

    def made(self, pieces: Iterator[Callable[[], Result]]) -> Iterator[Result]:
        """What each piece makes, in order; errors are raised here."""
        from distributed import KilledWorker

        waiting: deque[Any] = deque()
        try:
            for piece in pieces:
                made = self.client.submit(done_alike, piece, build_of_qbank(), pure=False, retries=TRIES - 1)
                waiting.append(made)
                while len(waiting) >= AHEAD * max(1, sum(self.client.nthreads().values())):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except KilledWorker as error:
            raise QbankError(f"workers of the cluster have died over the same piece of work: {error}") from error
        finally:
            self.client.cancel(list(waiting))

    def end(self) -> None:
        """Leave the cluster, which stays."""
        self.client.close()


def done_alike(piece: Callable[[], Result], build: str) -> Result:
    """What a piece makes, where qbank is the same as where the work comes from: else the bytes would not be.

    >>> done_alike(lambda: 1, "another one")
    Traceback (most recent call last):
    ...
    qbank.errors.QbankError: a worker of the cluster has another qbank, or other versions of the packages it uses
      hint: install the same on all machines
    """
    if build != build_of_qbank():
        message = "a worker of the cluster has another qbank, or other versions of the packages it uses"
        raise QbankError(f"{message}\n  hint: install the same on all machines")
    return piece()
