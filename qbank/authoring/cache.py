"""What was checked and compiled before, kept for the next process: reading a bank again costs a tenth.

A bank's folder has one file in the cache. It holds, under the digest of a YAML file's bytes, the record that was made of
them, the texts compiled for it, and numbers that were found out about it. Nothing but time depends on it: an entry is used
only for the same bytes. Faulty files have no entry, nor have questions of types that other packages bring.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from qbank.authoring.keeping import digest, forget_oldest, keep, kept, pickled, unpickled
from qbank.authoring.texts import Texts

BANKS = 64
"""For so many folders at most are files kept; the oldest go."""
MAX_BYTES = 100_000_000
ENDING = ".bank"


Record = TypeVar("Record")


class Entry(NamedTuple):
    """A record, its compiled texts and which of its draws are good, pickled; and other facts that were found out about it."""

    record: bytes
    texts: bytes = b""
    facts: Mapping[str, int] = {}
    searched: bytes = b""


class Memory:
    """What is remembered of the files of one folder. Without a ``cache`` folder, nothing is.

    ``recall`` and ``keep`` are called for every file there is; ``save`` then forgets the others.
    """

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self.file = None if cache is None else cache / f"{digest(str(folder.resolve()).encode())}{ENDING}"
        self.saved = {} if self.file is None else _read(self.file)
        self.entries: dict[str, Entry] = {}
        self.texts: dict[str, Texts] = {}

    def recall(self, kind: type[Record], name: str, content: bytes) -> tuple[Record, Texts] | None:
        """The record of that kind and name that was made of these bytes, with its texts; None when it is not known."""
        key = _key(kind, name, content)
        entry = self.saved.get(key)
        record = None if entry is None else unpickled(entry.record)
        if entry is None or not isinstance(record, kind):
            return None
        self.entries[key] = entry
        self.texts[key] = Texts(partial(_held, entry.texts), entry.facts, partial(_held, entry.searched))
        return record, self.texts[key]

    def keep(self, kind: type, name: str, content: bytes, record: object, texts: Texts) -> None:
        """Remember what was made of these bytes."""
        written = b"" if self.file is None else pickled(record)
        if written:
            key = _key(kind, name, content)
            self.entries[key], self.texts[key] = Entry(written), texts

    def save(self) -> None:
        """Write down what is new; a folder that cannot be written is no fault of anybody's."""
        for key, texts in self.texts.items():
            if texts.added or texts.found or texts.facts != self.entries[key].facts:
                self.entries[key] = _with(self.entries[key], texts)
        if self.file is not None and self.entries != self.saved:
            _write(self.file, dict(self.entries))
            self.saved = dict(self.entries)


def _with(entry: Entry, texts: Texts) -> Entry:
    """The entry with the texts that were compiled since, and all that was found out."""
    compiled = pickled({**texts.known, **texts.added}) if texts.added else entry.texts
    searched = pickled({**texts.searched, **texts.found}) if texts.found else entry.searched
    return Entry(entry.record, compiled, dict(texts.facts), searched)


def _key(kind: type, name: str, content: bytes) -> str:
    return digest(f"{kind.__name__} {name} ".encode() + content)


def _read(file: Path) -> dict[str, Entry]:
    with suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(kept(file), type=dict[str, Entry])
    return {}


def _write(file: Path, entries: dict[str, Entry]) -> None:
    content = msgspec.msgpack.encode(entries)
    if len(content) <= MAX_BYTES:
        keep(file, content)
        forget_oldest(file.parent, ENDING, BANKS)


def _held(content: bytes) -> dict[Any, Any]:
    found = unpickled(content) if content else None
    return found if isinstance(found, dict) else {}
