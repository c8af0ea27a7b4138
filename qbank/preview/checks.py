"""Certificates, made in the background: the question looked at last comes first, then the others, one at a time."""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

import msgspec

from qbank.checking.certificate import Certificate, Finding
from qbank.errors import Fault
from qbank.preview.checker import Asked
from qbank.preview.reading import Reading
from qbank.preview.shelf import Entry, Shelf

CHECKER = (sys.executable, "-P", "-m", "qbank.preview.checker")
LONGEST = 1 << 26
"""A certificate takes fewer bytes."""


async def check_all(shelf: Shelf) -> None:
    """Make every certificate that is missing, as long as the shelf is looked at."""
    checker = Checker()
    try:
        while True:
            bell, entry = shelf.bell, _next(shelf)
            if entry is None:
                await bell.wait()
                continue
            reading = await shelf.read(entry)
            if reading.faults:
                continue
            found = await _certificate(shelf, entry, reading, checker)
            if found is not None and entry.reading is reading:
                entry.certificate = found
                shelf.tell(entry)
    finally:
        await checker.end()


def _next(shelf: Shelf) -> Entry | None:
    waiting = [entry for _, entry in sorted(shelf.entries.items()) if entry.unfinished]
    return next((entry for entry in waiting if entry.id == shelf.wanted), waiting[0] if waiting else None)


async def _certificate(shelf: Shelf, entry: Entry, reading: Reading, checker: "Checker") -> Certificate | None:
    """The certificate of a reading; None as soon as the file says something else."""
    answer = asyncio.ensure_future(checker.certify(Asked(entry.path.as_posix(), reading.text)))
    try:
        while entry.reading is reading:
            news = asyncio.ensure_future(shelf.bell.wait())
            await asyncio.wait({answer, news}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if answer.done():
                return answer.result()
        await checker.end()
        return None
    finally:
        answer.cancel()


class Checker:
    """The process that makes certificates, started when it is needed."""

    def __init__(self) -> None:
        self.process: Process | None = None

    async def certify(self, asked: Asked) -> Certificate:
        """The certificate of a question."""
        ask, told = await self._pipes()
        with suppress(ConnectionError):
            ask.write(msgspec.json.encode(asked) + b"\n")
            await ask.drain()
        line = await told.readline()
        if line:
            return msgspec.json.decode(line, type=Certificate)
        await self.end()
        fault = Fault(asked.file, 0, 0, "the check broke off", "run 'qbank check' to see why")
        return Certificate("", 0, 0, {}, 0, (Finding("unchecked", fault),))

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
