"""Records kept in files for the next process: only what the same qbank wrote is ever read again.

What is kept is used by the same qbank, Python and installed packages alone; whatever is wrong with a file, it is as if there
were none, and the next process writes a new one. Records are pickled, since that is several times quicker than checking them
again. What is unpickled can only be our own records with numbers and words in them: no other class is ever looked up.
"""

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, FunctionType
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from qbank.errors import Fault
from qbank.model import Model
from qbank.resources import PACKAGE, installed

SEAL = 32
"""So many bytes the seal before a file's content takes."""


def kept(file: Path) -> bytes:
    """What was kept in a file; nothing where it cannot be read, or was not written by this qbank."""
    with suppress(OSError):
        content = file.read_bytes()
        if content[:SEAL] == _seal(content[SEAL:]):
            return content[SEAL:]
    return b""


def keep(file: Path, content: bytes) -> None:
    """Keep something in a file, if its folder can be written: that it cannot is no fault of anybody's.

    It is written under another name first, so that whoever reads meanwhile finds the whole old file or the whole new one.
    """
    from tempfile import NamedTemporaryFile  # only who writes needs it

    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, suffix=file.suffix, delete=False) as stream:
            staged = Path(stream.name)
            try:
                stream.write(_seal(content) + content)
                stream.close()
                staged.replace(file)
            finally:
                staged.unlink(missing_ok=True)


def forget_oldest(folder: Path, ending: str, most: int) -> None:
    """Leave at most so many files of an ending in a folder, the newest."""
    with suppress(OSError):
        written = sorted(folder.glob(f"*{ending}"), key=lambda one: one.stat().st_mtime_ns)
        for old in written[:-most]:
            old.unlink()


def digest(content: bytes) -> str:
    """A short name that only the same content has."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _seal(content: bytes) -> bytes:
    """A digest that only the same content has, and only under the same circumstances."""
    return hashlib.blake2b(content, digest_size=SEAL, key=circumstances()).digest()


@cache
def circumstances() -> bytes:
    """A digest of all that decides, beside a file's bytes, what is made of it: Python, the packages, our own modules."""
    facts = [sys.version, *installed(), *_modules(PACKAGE)]
    return hashlib.blake2b(repr(facts).encode(), digest_size=SEAL).digest()


def _modules(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """The modules in a folder, each with its size and the time when it was written."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            about = entry.stat()
            yield entry.path, about.st_size, about.st_mtime_ns
        elif "." not in entry.name and not entry.name.startswith("_") and entry.is_dir():
            yield from _modules(entry.path)


def pickled(value: object) -> bytes:
    """The value as bytes; none when it holds something that is not ours.

    >>> unpickled(pickled((Fraction(1, 2), "word"))), pickled(Path)
    ((Fraction(1, 2), 'word'), b'')
    """
    stream = io.BytesIO()
    try:
        _Pickler(stream, protocol=5).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return b""
    return stream.getvalue()


def unpickled(content: bytes) -> Any:
    """The value that the bytes hold; None when they hold none."""
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception:  # noqa: BLE001  bytes that are not ours may raise anything, and are then not used
        return None


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
    ours = found.__module__.partition(".")[0] == "qbank" and issubclass(found, (Struct, Enum, Fault))
    return ours or found is Fraction
