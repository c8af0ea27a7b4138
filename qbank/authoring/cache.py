"""What was checked and compiled before, kept for the next process: reading a bank again costs a tenth.

A bank's folder has one file in the cache. It holds, under the digest of a YAML file's bytes, the record that was made of
them, the texts compiled for it, and numbers that were found out about it. Nothing but time depends on it: an entry is used
only for the same bytes, read by the same qbank, Python and installed packages; whatever is wrong with the file, it is as if
there were none, and the next process finds a new one. Faulty files have no entry, nor have questions of types that other
packages bring.

Records are pickled, since that is several times quicker than checking them again. What is unpickled can only be our own
records with numbers and words in them: no other class is ever looked up.
"""

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import Enum
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from qbank.model import Model
from qbank.resources import PACKAGE, installed
from qbank.text import CompiledText, Texts

BANKS = 64
"""For so many folders at most are files kept; the oldest go."""
MAX_BYTES = 100_000_000
ENDING = ".bank"
DIGEST = 32


Record = TypeVar("Record")


class Entry(NamedTuple):
    """A record and its compiled texts, pickled; and what was found out about it."""

    record: bytes
    texts: bytes = b""
    facts: Mapping[str, int] = {}


class Memory:
    """What is remembered of the files of one folder. Without a ``cache`` folder, nothing is.

    ``recall`` and ``keep`` are called for every file there is; ``save`` then forgets the others.
    """

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self.file = None if cache is None else cache / f"{_digest(str(folder.resolve()).encode())}{ENDING}"
        self.saved = {} if self.file is None else _read(self.file)
        self.entries: dict[str, Entry] = {}
        self.texts: dict[str, Texts] = {}

    def recall(self, kind: type[Record], name: str, content: bytes) -> tuple[Record, Texts] | None:
        """The record of that kind and name that was made of these bytes, with its texts; None when it is not known."""
        key = _key(kind, name, content)
        entry = self.saved.get(key)
        record = None if entry is None else _unpickled(entry.record)
        if entry is None or not isinstance(record, kind):
            return None
        self.entries[key] = entry
        self.texts[key] = Texts(partial(_texts, entry.texts), entry.facts)
        return record, self.texts[key]

    def keep(self, kind: type, name: str, content: bytes, record: object, texts: Texts) -> None:
        """Remember what was made of these bytes."""
        pickled = b"" if self.file is None else _pickled(record)
        if pickled:
            key = _key(kind, name, content)
            self.entries[key], self.texts[key] = Entry(pickled), texts

    def save(self) -> None:
        """Write down what is new; a folder that cannot be written is no fault of anybody's."""
        for key, texts in self.texts.items():
            if texts.added or texts.facts != self.entries[key].facts:
                self.entries[key] = _with(self.entries[key], texts)
        if self.file is not None and self.entries != self.saved:
            _write(self.file, dict(self.entries))
            self.saved = dict(self.entries)


def _with(entry: Entry, texts: Texts) -> Entry:
    """The entry with the texts that were compiled since, and all that was found out."""
    compiled = _pickled({**texts.known, **texts.added}) if texts.added else entry.texts
    return Entry(entry.record, compiled, dict(texts.facts))


def _key(kind: type, name: str, content: bytes) -> str:
    return _digest(f"{kind.__name__} {name} ".encode() + content)


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _sealed(content: bytes) -> bytes:
    """A digest that only the same content has, and only under the same circumstances."""
    return hashlib.blake2b(content, digest_size=DIGEST, key=circumstances()).digest()


@cache
def circumstances() -> bytes:
    """A digest of all that decides, beside a file's bytes, what is made of it: Python, the packages, our own modules."""
    facts = [sys.version, *installed(), *_modules(PACKAGE)]
    return hashlib.blake2b(repr(facts).encode(), digest_size=DIGEST).digest()


def _modules(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """The modules in a folder, each with its size and the time when it was written."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            about = entry.stat()
            yield entry.path, about.st_size, about.st_mtime_ns
        elif "." not in entry.name and not entry.name.startswith("_") and entry.is_dir():
            yield from _modules(entry.path)


def _read(file: Path) -> dict[str, Entry]:
    with suppress(OSError, msgspec.MsgspecError):
        content = file.read_bytes()
        if content[:DIGEST] == _sealed(content[DIGEST:]):
            return msgspec.msgpack.decode(content[DIGEST:], type=dict[str, Entry])
    return {}


def _write(file: Path, entries: dict[str, Entry]) -> None:
    """Write under another name first, so that whoever reads meanwhile finds the whole old file or the whole new one."""
    from tempfile import NamedTemporaryFile  # only who writes needs it

    content = msgspec.msgpack.encode(entries)
    if len(content) > MAX_BYTES:
        return
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, suffix=ENDING, delete=False) as stream:
            staged = Path(stream.name)
            try:
                stream.write(_sealed(content) + content)
                stream.close()
                staged.replace(file)
            finally:
                staged.unlink(missing_ok=True)
        written = sorted(file.parent.glob(f"*{ENDING}"), key=lambda one: one.stat().st_mtime_ns)
        for old in written[:-BANKS]:
            old.unlink()


class _Pickler(pickle.Pickler):
    """Writes records of ours, exact numbers and plain values, and refuses all else."""

    def reducer_override(self, value: Any) -> Any:
        """Numbers by their two parts, which are read faster than the text that Fraction itself would give."""
        if isinstance(value, Fraction):
            return Fraction, value.as_integer_ratio()
        if isinstance(value, Model):
            return _made, (type(value), asdict(value))
        if isinstance(value, Enum):
            return type(value), (value.value,)  # some versions of Python would ask for getattr
        if isinstance(value, (type, FunctionType, BuiltinFunctionType)) and not _is_ours(value):
            message = f"{value} is not ours"
            raise pickle.PicklingError(message)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Reads what _Pickler writes."""

    def find_class(self, module: str, name: str) -> Any:
        """A record of ours, Fraction, or the function that makes a model of its fields."""
        if module.partition(".")[0] in ("qbank", "fractions") and "." not in name:
            found = super().find_class(module, name)
            if _is_ours(found):
                return found
        message = f"{module}.{name} is not ours"
        raise pickle.UnpicklingError(message)


def _made(kind: type[Model], fields: dict[str, Any]) -> Model:
    """A record whose fields have names only."""
    return kind(**fields)


def _is_ours(found: object) -> bool:
    """Whether a class or function may stand in a record."""
    if not isinstance(found, type):
        return found is _made
    ours = found.__module__.partition(".")[0] == "qbank" and issubclass(found, (Struct, Enum))
    return ours or found is Fraction


def _pickled(value: object) -> bytes:
    """The value as bytes; none when it holds something that is not ours."""
    stream = io.BytesIO()
    try:
        _Pickler(stream, protocol=5).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return b""
    return stream.getvalue()


def _unpickled(content: bytes) -> Any:
    """The value that the bytes hold; None when they hold none."""
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception:  # noqa: BLE001  bytes that are not ours may raise anything, and are then not used
        return None


def _texts(content: bytes) -> dict[str, CompiledText]:
    found = _unpickled(content)
    return found if isinstance(found, dict) else {}
