"""Certificates, made in the background: the question looked at last comes first, then the others, one at a time."""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

import msgspec

from qbank.checking.certificate import Certificate, Finding
from qbank.errors import Fault
from qbank.preview.checker import Found
from qbank.preview.shelf import Entry, Shelf

CHECKER = (sys.executable, "-P", "-m", "qbank.preview.checker")
LONGEST = 1 << 26
"""What is found takes fewer bytes."""


async def check_all(shelf: Shelf) -> None:
    """Find whatever is not known, as long as the shelf is looked at."""
    checker = Checker()
    try:
        while True:
            bell, entry = shelf.bell, _next(shelf)
            if entry is None:
                await bell.wait()
                continue
            saves = entry.saves
            found = await _unless_saved(shelf, entry, checker)
            if entry.saves == saves:
                entry.found = found
                shelf.tell(entry)
    finally:
        await checker.end()


def _next(shelf: Shelf) -> Entry | None:
    waiting = [entry for _, entry in sorted(shelf.entries.items()) if entry.found is None]
    return next((entry for entry in waiting if entry.id == shelf.wanted), waiting[0] if waiting else None)


async def _unless_saved(shelf: Shelf, entry: Entry, checker: "Checker") -> Found | None:
    """What is found of an entry; nothing as soon as its file is saved again."""
    saves = entry.saves
    answer = asyncio.ensure_future(checker.find(entry.path.as_posix()))
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

    async def find(self, file: str) -> Found:
        """What there is to say about a question's file."""
        ask, told = await self._pipes()
        with suppress(ConnectionError):
            ask.write(msgspec.json.encode(file) + b"\n")
            await ask.drain()
        line = await told.readline()
        if line:
            return msgspec.json.decode(line, type=Found)
        await self.end()
        fault = Fault(file, 0, 0, "the check broke off", "run 'qbank check' to see why")
        return Found(file, Certificate("", 0, 0, {}, 0, (Finding("unchecked", fault),)))

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
