"""Pieces of work that were done before a build was interrupted are not done again.

What each piece made is kept in a file under a name that says which piece it was; the folder goes when the build is done.
"""

import hashlib
import pickle
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

from msgspec import Struct

from qbank.assembly.dealing import Maker, OfCopies, OfVariants
from qbank.authoring.keeping import keep, kept, pickled, unpickled

Piece = OfVariants[Any] | OfCopies[Any]
BUILDS = 8
"""So many unfinished builds are kept at most; the oldest go."""


class Place(Struct, frozen=True):
    """A piece in the order of all: where it is kept, and whether it is there already."""

    file: Path
    piece: Piece
    there: bool


class Resuming:
    """A crew that does only what was not done before; ``folder`` is where the pieces of one build are kept."""

    def __init__(self, crew: Maker, folder: Path) -> None:
        self.crew, self.folder = crew, folder
        forget_oldest(folder.parent, BUILDS)

    def made(self, pieces: Iterator[Callable[[], Any]]) -> Iterator[Any]:
        """What each piece makes, in order."""
        order: deque[Place] = deque()
        for made in self.crew.made(self._missing(pieces, order)):
            yield from self._there(order)
            place = order.popleft()
            keep(place.file, pickled(made))
            yield made
        yield from self._there(order)

    def _missing(self, pieces: Iterator[Any], order: deque[Place]) -> Iterator[Piece]:
        """The pieces that are to be done; all are noted in their order."""
        for piece in pieces:
            file = self.folder / f"{name_of(piece)}.piece"
            order.append(Place(file, piece, file.exists()))
            if not order[-1].there:
                yield piece

    def _there(self, order: deque[Place]) -> Iterator[Any]:
        """Those that come next and are there; one that cannot be read is done again."""
        while order and order[0].there:
            place = order.popleft()
            found = unpickled(kept(place.file))
            yield place.piece() if found is None else found

    def finish(self) -> None:
        """The build is done."""
        rmtree(self.folder, ignore_errors=True)


def name_of(piece: Piece) -> str:
    """A name that only the same piece of work has."""
    match piece:
        case OfVariants(entry, seed, variants, work):
            what: tuple[object, ...] = "variants", entry.model.digest, str(entry.points), seed, variants
        case OfCopies(quiz, copies, work):
            what = "copies", hashlib.blake2b(quiz).hexdigest(), copies
    return hashlib.blake2b(repr(what).encode() + pickle.dumps(work), digest_size=16).hexdigest()


def forget_oldest(folder: Path, most: int) -> None:
    """Leave at most so many folders, the newest."""
    if folder.is_dir():
        builds = sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime_ns)
        for old in builds[:-most]:
            rmtree(old, ignore_errors=True)
