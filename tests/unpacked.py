"""The text of all that a written file holds: of archives, that of each of their files; of a database, its rows."""

import io
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

GZIP, ZIP, SQLITE, PNG = b"\x1f\x8b", b"PK", b"SQLite format 3", b"\x89PNG"


def files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in an archive."""
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
        return
    with tarfile.open(fileobj=io.BytesIO(data)) as tarball:
        for member in tarball:
            contents = tarball.extractfile(member)
            assert contents
            yield member.name, contents.read()


def unpacked(data: bytes) -> str:
    """What a file says, whatever it is packed in."""
    if data.startswith((GZIP, ZIP)):
        return "\n".join(unpacked(contents) for _, contents in files(data))
    if data.startswith(SQLITE):
        return "\n".join(rows(data))
    return "" if data.startswith(PNG) else data.decode()


def rows(database: bytes) -> Iterator[str]:
    """The rows of a collection of Anki, as text, field by field."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "database"
        path.write_bytes(database)
        with closing(sqlite3.connect(path)) as connection:
            for table in ("col", "notes", "cards"):
                for row in connection.execute(f"SELECT * FROM {table}"):
                    yield "\n".join(str(value).replace("\x1f", "\n") for value in row)
