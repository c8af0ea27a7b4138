"""A compressed tar archive of many small files, always the same bytes for the same contents."""

import gzip
import io
import tarfile
from types import TracebackType
from typing import BinaryIO, Self

MODE = 0o644
LEVEL = 6


class Tarball:
    """Files written one after the other into a stream; dates and owners are zero, and nobody's name is in it.

    >>> with Tarball(stream := io.BytesIO()) as tarball:
    ...     tarball.write("library/library.xml", "<library/>")
    >>> tarfile.open(fileobj=io.BytesIO(stream.getvalue())).getnames()
    ['library/library.xml']
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._zipped = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=stream, mtime=0)
        self._tar = tarfile.open(fileobj=self._zipped, mode="w|", format=tarfile.GNU_FORMAT)  # noqa: SIM115  closed below

    def write(self, name: str, contents: bytes | str) -> None:
        """A file with its path inside; text is written as UTF-8."""
        data = contents.encode() if isinstance(contents, str) else contents
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        entry.mode = MODE
        self._tar.addfile(entry, io.BytesIO(data))
        self._tar.members.clear()  # type: ignore[attr-defined]  # else it would remember every file; its stub does not know it

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            self._tar.close()
        self._zipped.close()
