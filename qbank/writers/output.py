"""Files that appear all together, or not at all.

Files are written to a hidden folder inside the target folder (so on the same file system) and moved in place when the
``with`` block ends well. When it does not (a refusal, a full disk, Ctrl-C) the target is as it was, and folders that were
made for it are gone. Python turns no other signal than Ctrl-C into an exception: who wants the same on SIGTERM must do so.

Replacing several files is not one step of any file system. A move that fails half way puts back what it had replaced;
only a power failure in that moment can leave some files new and some old, each of them whole.
"""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from msgspec import Struct

from qbank.errors import OutputError

HINTS = {
    errno.ENOSPC: "the disk is full: free some space, or choose another folder with --out",
    errno.EDQUOT: "your disk quota is used up: free some space, or choose another folder with --out",
    errno.EFBIG: "no file may be larger here: make fewer variants, or choose another folder with --out",
    errno.EACCES: "choose a folder that you may write to with --out",
    errno.EPERM: "choose a folder that you may write to with --out",
    errno.EROFS: "the disk is read-only: choose another folder with --out",
    errno.ENOTDIR: "a file stands where a folder is needed: choose another folder with --out",
    errno.EEXIST: "a file stands where a folder is needed: choose another folder with --out",
    errno.ENOENT: "the folder was moved or deleted meanwhile: run the command again",
    errno.ENAMETOOLONG: "choose a shorter name",
}


class Written(Struct, frozen=True):
    """One file: its name, its size in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


class Output:
    """A folder to write files into; they are in place when the ``with`` block ends without an exception.

    ``replace`` says whether files that are there already may be replaced.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Output(Path(folder) / "new", replace=False) as output:
    ...         output.write("a.txt", "hello")
    ...     (Path(folder) / "new" / "a.txt").read_text()
    'hello'
    """

    def __init__(self, folder: Path, *, replace: bool) -> None:
        self.folder = folder
        self.replace = replace
        self._written: dict[str, Written] = {}
        self._made: list[Path] = []
        self._staging: Path | None = None

    @property
    def names(self) -> tuple[Written, ...]:
        """What was written so far, in order."""
        return tuple(self._written.values())

    def reserve(self, names: Collection[str]) -> None:
        """Refuse at once, listing all of them, when files of these names may not be written."""
        for name in names:
            _check_name(name)
        self._refuse_existing(names)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A new file to write bytes to."""
        self.reserve([name])
        if name in self._written:
            raise OutputError(f"two files would have the name {name!r}\n  hint: give the quiz another name")
        path = self._stage() / name
        try:
            with path.open("xb") as stream:
                yield stream
            self._written[name] = _measure(path)
        except OSError as error:
            raise _failure(f"cannot write {str(self.folder / name)!r}", error) from error
        finally:
            if name not in self._written:
                path.unlink(missing_ok=True)

    def write(self, name: str, data: bytes | str) -> None:
        """A whole file at once; text is written as UTF-8."""
        with self.open(name) as stream:
            stream.write(data.encode() if isinstance(data, str) else data)

    def __enter__(self) -> Self:
        try:
            self._made = [path for path in (*reversed(self.folder.parents), self.folder) if not path.exists()]
            self.folder.mkdir(parents=True, exist_ok=True)
            self._staging = Path(tempfile.mkdtemp(prefix=".qbank-", dir=self.folder))
        except OSError as error:
            self._abandon()
            raise _failure(f"cannot write into {str(self.folder)!r}", error) from error
        except BaseException:
            self._abandon()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
        except OSError as failure:
            raise _failure(f"cannot move the files to {str(self.folder)!r}", failure) from failure
        finally:
            self._abandon()

    def _stage(self) -> Path:
        if self._staging is None:
            raise RuntimeError("files can be written only inside the with block of an Output")
        return self._staging

    def _refuse_existing(self, names: Collection[str]) -> None:
        targets = [self.folder / name for name in names]
        folders = [str(path) for path in targets if path.is_dir()]
        if folders:
            raise OutputError(f"a folder stands where a file is to be written: {', '.join(map(repr, folders))}")
        existing = [] if self.replace else [str(path) for path in targets if path.exists() or path.is_symlink()]
        if existing:
            hint = "replace them with --replace, or choose another folder with --out"
            raise OutputError(f"these files exist already: {', '.join(map(repr, existing))}\n  hint: {hint}")

    def _commit(self) -> None:
        self._refuse_existing(self._written)
        staging = self._stage()
        kept = staging / "replaced files"
        kept.mkdir()
        begun: list[str] = []
        existing = {
            name for name in self._written if (self.folder / name).exists() or (self.folder / name).is_symlink()
        }
        try:
            for name in self._written:
                begun.append(name)
                if name in existing:
                    (self.folder / name).rename(kept / name)
                (staging / name).rename(self.folder / name)
        except BaseException:
            for name in begun:
                _put_back(self.folder / name, staged=staging / name, kept=kept / name, new=name not in existing)
            raise
        self._made = []

    def _abandon(self) -> None:
        """Remove the staging folder and, when nothing was moved into them, the folders that were made."""
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging = None
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()


def _put_back(target: Path, *, staged: Path, kept: Path, new: bool) -> None:
    """Undo the move of one file, however far it went; the file system itself tells."""
    if new and not staged.exists():
        target.unlink(missing_ok=True)
    elif not new and (kept.exists() or kept.is_symlink()):
        kept.replace(target)


def _check_name(name: str) -> None:
    if name in {"", ".", ".."} or name.startswith(".qbank-") or any(character in name for character in "/\\\0"):
        raise OutputError(f"{name!r} cannot be a file name\n  hint: give the quiz a name without slashes")


def _measure(path: Path) -> Written:
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return Written(path.name, stream.tell(), sha256)


def _failure(action: str, error: OSError) -> OutputError:
    hint = HINTS.get(error.errno or 0, "")
    return OutputError(f"{action}: {error.strerror or error}" + (f"\n  hint: {hint}" if hint else ""))
