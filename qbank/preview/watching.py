"""What is saved, moved or deleted is noticed at once, however an editor writes its files."""

from pathlib import Path

from qbank.preview.shelf import Shelf

GROUPED = 400
"""Changes within so many milliseconds are one, at most: an editor writes a file in several steps."""
QUIET = 30
"""So many milliseconds without a change end them earlier."""


async def follow(shelf: Shelf) -> None:
    """Tell a shelf of every change on the disk, until it is cancelled.

    A single file's folder is watched without what lies deeper, for a file that is replaced is another file.
    """
    from watchfiles import awatch  # with its compiled part

    def matters(_change: object, path: str) -> bool:
        return Path(path).suffix in {".yaml", ""}  # a folder that is moved takes its files along

    folder = shelf.folder.resolve()
    async for changes in awatch(
        folder, watch_filter=matters, debounce=GROUPED, step=QUIET, recursive=not shelf.is_file
    ):
        shelf.saved([shelf.folder / Path(path).relative_to(folder) for _, path in changes])
