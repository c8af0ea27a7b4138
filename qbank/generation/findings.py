"""What is wrong with a question, noted while it is read, and nothing that only follows from something else."""

from dataclasses import dataclass, field

from qbank.errors import Fault, FollowsError, OffsetError
from qbank.model import KEY
from qbank.question_types.question_type import Path
from qbank.source import Source


@dataclass(slots=True)
class Findings:
    """The faults of one file. ``unread`` are the paths of what is not well-formed, ``failed`` those of faulty texts."""

    origin: Source
    unread: frozenset[Path] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    failed: set[Path] = field(default_factory=set)

    def fault(self, path: Path, message: str, hint: str = "", at: tuple[int, int | None] | None = None) -> None:
        """Note a fault at a place of the file (of the key, where the path ends with KEY), or of some characters of the text
        there: at an offset, so many if known.

        Nothing is said of what is not well-formed, nor of a text as a whole once something in it is faulty.
        """
        follows = at is None and path in self.failed
        if not follows and not any(path[:steps] in self.unread for steps in range(len(path) + 1)):
            found = (
                self.origin.key_fault(path[:-1], message, hint)
                if path[-1:] == (KEY,)
                else self.origin.fault(path, message, hint, *(at or ()))
            )
            if found not in self.faults:  # an item's misconceptions are read once for each part
                self.faults.append(found)

    def refuse(self, path: Path, error: OffsetError) -> None:
        """Note all that is wrong with the text at a place of the file."""
        for one in (error, *error.others):
            if not isinstance(one, FollowsError):
                self.fault(path, one.message, one.hint, None if one.whole else (one.offset, one.length))
        self.failed.add(path)

    @property
    def sees_half(self) -> bool:
        """Whether some text that stands in every draw could not be read, so that nobody knows what is missing there."""
        return any(path[:1] == ("stem",) or path[-1:] == ("prompt",) for path in (*self.failed, *self.unread))
