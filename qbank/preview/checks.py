"""Certificates and extreme draws, found in the background, one at a time: those of the question looked at last come first,
then the certificates of the others.
"""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

import msgspec

from qbank.checking.certificate import Certificate, Finding
from qbank.checking.extremes import Extremes
from qbank.errors import Fault
from qbank.preview.checker import NO_EXTREMES, Asked, Found
from qbank.preview.shelf import Entry, Shelf

CHECKER = (sys.executable, "-P", "-m", "qbank.preview.checker")
LONGEST = 1 << 26
"""What is found takes fewer bytes."""


async def check_all(shelf: Shelf) -> None:
    """Find whatever is not known, as long as the shelf is looked at."""
    checker = Checker()
    try:
        while True:
            bell, wanted = shelf.bell, _next(shelf)
            if wanted is None:
                await bell.wait()
                continue
            entry, seed = wanted
            saves = entry.saves
            found = await _unless_saved(shelf, entry, seed, checker)
            if found is None or entry.saves != saves:
                continue
            if isinstance(found, Found):
                entry.found = found
            elif seed is not None:
                entry.extremes[seed] = found
            shelf.tell(entry)
    finally:
        await checker.end()


def _next(shelf: Shelf) -> tuple[Entry, str | None] | None:
    """What is to be found out first: an entry's certificate, or its extreme draws for a seed."""
    looked_at = shelf.entries.get(shelf.wanted)
    if looked_at and looked_at.found is None:
        return looked_at, None
    if looked_at and looked_at.found and looked_at.found.certificate.space and shelf.seed not in looked_at.extremes:
        return looked_at, shelf.seed
    return next(((entry, None) for _, entry in sorted(shelf.entries.items()) if entry.found is None), None)


async def _unless_saved(shelf: Shelf, entry: Entry, seed: str | None, checker: "Checker") -> Found | Extremes | None:
    """What is found of an entry; nothing as soon as its file is saved again."""
    saves = entry.saves
    asked = Asked(entry.path.as_posix(), seed)
    answer = asyncio.ensure_future(checker.find(asked))
    try:
        while entry.saves == saves:
            news = asyncio.ensure_future(shelf.bell.wait())
            await asyncio.wait({answer, news}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if answer.done():
                return answer.result()
    finally:
        answer.cancel()
    await checker.end()
    return None


class Checker:
    """The process that makes certificates, started when it is needed."""

    def __init__(self) -> None:
        self.process: Process | None = None

    async def find(self, asked: Asked) -> Found | Extremes:
        """What there is to say about a question's file."""
        ask, told = await self._pipes()
        with suppress(ConnectionError):
            ask.write(msgspec.json.encode(asked) + b"\n")
            await ask.drain()
        line = await told.readline()
        if not line:
            await self.end()
            return _broken_off(asked)
        if asked.seed is None:
            return msgspec.json.decode(line, type=Found)
        return msgspec.json.decode(line, type=Extremes)

    async def _pipes(self) -> tuple[StreamWriter, StreamReader]:
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                *CHECKER, stdin=PIPE, stdout=PIPE, limit=LONGEST, start_new_session=True
            )
        ask, told = self.process.stdin, self.process.stdout
        if ask is None or told is None:
            raise RuntimeError("both are pipes")
        return ask, told

    async def end(self) -> None:
        """Stop whatever is being checked."""
        process, self.process = self.process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _broken_off(asked: Asked) -> Found | Extremes:
    """What is said when the process has ended by itself."""
    if asked.seed is not None:
        return NO_EXTREMES
    fault = Fault(asked.file, 0, 0, "the check broke off", "run 'qbank check' to see why")
    return Found(asked.file, Certificate("", 0, 0, {}, 0, (Finding("unchecked", fault),)))
