"""A ZIP archive of many small files, always the same bytes for the same contents.

Dates, owners and the order of the files are fixed, so that a rebuilt archive differs only where its contents do. What its
directory will say of each file waits in a temporary file: of the files themselves only a number each is kept in memory.
"""

import pickle
import tempfile
import zipfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, BinaryIO, Self

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP archive can hold."""
MODE = 0o644 << 16
UNIX = 3
LEVEL = 6


class Archive:
    """Files written one after the other into a stream.

    >>> import io
    >>> with Archive(stream := io.BytesIO()) as archive:
    ...     archive.write("items/one.xml", "<item/>")
    >>> zipfile.ZipFile(stream).namelist()
    ['items/one.xml']
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w")
        self._zip.filelist = self._directory = _Directory()
        self._names: set[int] = set()

    def write(self, name: str, contents: bytes | str) -> None:
        """A file with its path inside; text is written as UTF-8. ValueError when there is one of that name already."""
        self._zip.writestr(self._entry(name), contents, compresslevel=LEVEL)

    def open(self, name: str) -> IO[bytes]:
        """A file that is written piece by piece, before any other one may be begun."""
        return self._zip.open(self._entry(name), "w")

    def _entry(self, name: str) -> zipfile.ZipInfo:
        if name in self:
            message = f"the archive has a file {name!r} already"
            raise ValueError(message)
        self._names.add(hash(name))
        self._zip.NameToInfo.clear()
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = MODE
        entry.create_system = UNIX
        return entry

    def __contains__(self, name: str) -> bool:
        return hash(name) in self._names

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._zip.close()
        self._directory.close()


class _Directory(list[zipfile.ZipInfo]):
    """The entries of an archive, in a file: the module that writes archives asks for nothing but these."""

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is closed with the archive
        self._count = 0

    def append(self, entry: zipfile.ZipInfo) -> None:
        pickle.dump(entry, self._file)
        self._count += 1

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)  # noqa: S301  our own, just written

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """Forget them."""
        self._file.close()
