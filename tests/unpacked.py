"""The text of all that a written file holds: of archives, that of each of their files."""

import io
import tarfile
from collections.abc import Iterator

GZIP = b"\x1f\x8b"


def files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in an archive."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tarball:
        for member in tarball:
            contents = tarball.extractfile(member)
            assert contents
            yield member.name, contents.read()


def unpacked(data: bytes) -> str:
    """What a file says, whatever it is packed in."""
    if data.startswith(GZIP):
        return "\n".join(contents.decode() for _, contents in files(data))
    return data.decode()
