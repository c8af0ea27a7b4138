"""The files that are looked at, and what is known of each; who waits for news of one is told when there is some."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from qbank.authoring.bank import is_question
from qbank.checking.extremes import Extremes
from qbank.loopback.workbench import Workbench
from qbank.preview.checker import Found
from qbank.preview.reading import Reading, read

CALM = 0.5
"""A list of many questions is told of news no oftener than every so many seconds."""


@dataclass(slots=True, eq=False)
class Entry:
    """A question's file, saved so many times. ``version`` grows with all that becomes known of it.

    It is read when its page is asked for, and found sound or not in the background, its extreme draws (by seed) as well;
    ``good`` is the last reading without fault.
    """

    id: str
    path: Path
    saves: int = 0
    version: int = 0
    reading: Reading | None = None
    coming: "asyncio.Task[Reading] | None" = None
    good: Reading | None = None
    found: Found | None = None
    extremes: dict[str, Extremes] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Shelf:
    """One file, or all questions of a folder, by id: the path within the folder, without its ending."""

    place: Path
    workbench: Workbench = field(default_factory=Workbench)
    entries: dict[str, Entry] = field(default_factory=dict)
    version: int = 0
    wanted: str = ""
    seed: str = ""
    closed: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.saved([])

    @property
    def is_file(self) -> bool:
        """Whether there is one file only."""
        return self.place.suffix == ".yaml"

    @property
    def folder(self) -> Path:
        """The folder in which files are looked for."""
        return self.place.parent if self.is_file else self.place

    def saved(self, paths: Iterable[Path]) -> None:
        """Something was written, moved or deleted: what was known of these paths is forgotten, and all files looked up."""
        there = {self._name(path): path for path in self._files()}
        for gone in self.entries.keys() - there.keys():
            self.tell(self.entries.pop(gone))
        changed = set(paths)
        for name, path in there.items():
            if name not in self.entries or path in changed:
                entry = self.entries.setdefault(name, Entry(name, path))
                entry.saves += 1
                entry.reading = entry.coming = entry.found = None
                entry.extremes = {}
                self.tell(entry)

    def _files(self) -> list[Path]:
        """Every file that holds a question; the only one also when it is not there, since it may come back."""
        if self.is_file:
            return [self.place]
        return [path for path in self.place.rglob("*.yaml") if is_question(path)]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).with_suffix("").as_posix()

    def want(self, entry: Entry, seed: str) -> None:
        """An entry is looked at, and draws of a seed: what is not known of them is found first."""
        if (entry.id, seed) != (self.wanted, self.seed):
            self.wanted, self.seed = entry.id, seed
            self._ring()

    def tell(self, entry: Entry) -> None:
        """Something about an entry is new."""
        self.version += 1
        entry.version = self.version
        self._ring()

    def close(self) -> None:
        """Nobody waits any more."""
        self.closed = True
        self.workbench.close()
        self._ring()

    def _ring(self) -> None:
        self.bell.set()
        self.bell = asyncio.Event()

    async def news(self, id: str, after: int) -> AsyncIterator[int]:
        """Each version of an entry, or of the whole shelf where the id is empty, that is later than the one known."""
        while not self.closed:
            bell, now = self.bell, self._version(id)
            if now > after:
                after = now
                yield now
                await asyncio.sleep(0 if id else CALM)
            else:
                await bell.wait()

    def _version(self, id: str) -> int:
        entry = self.entries.get(id)
        return entry.version if entry else self.version

    async def read(self, entry: Entry) -> Reading:
        """What the entry's file says now; whoever asks while it is being read waits for the same reading."""
        while entry.reading is None:
            if entry.coming is None:
                entry.coming = asyncio.create_task(self.workbench.do(lambda: read(entry.path)))
            coming = entry.coming
            reading = await asyncio.shield(coming)
            if entry.coming is coming:
                entry.reading, entry.coming = reading, None
                entry.good = entry.good if reading.faults else reading
        return entry.reading
