"""Files read as far as they can be, so that everything that is wrong with them is told at once.

What is not well-formed is told and replaced: fields that may be left out are left out, others get something that fits. The
rest of the file is then a question like any other, in which expressions, texts and names can be looked at. What was
replaced is ``unread``, and nothing more is said about it.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from qbank.authoring.file import File
from qbank.authoring.messages import Complaint, complaints_of
from qbank.authoring.schema import LOST, Draft, ItemModel
from qbank.errors import Fault
from qbank.model import Model
from qbank.question_types.question_type import Path
from qbank.source import Source

ROUNDS = 50
"""So often is a file mended at most: a record is compared as a whole only once its fields fit."""
NEUTRAL = "0"
"""A text, and an expression."""
PART = {"type": "essay", "prompt": "?", "model_answer": NEUTRAL, "rubric": [{"criterion": NEUTRAL}]}
KEPT = frozenset({"id", "prompt", "hints", "inline", "solution"})
"""The fields of a part that is replaced which are looked at all the same."""
REQUIRED = {"title": "?", "objectives": ["a"], "bloom": "apply", "stem": NEUTRAL, "parts": [PART]}
ELEMENTS = {"objectives": "a", "stem": {"text": NEUTRAL}, "tests": {"given": {}, "expect": {}}, "parts": PART}
"""What fits as an element of a list; of the others a text does."""
BY_NAME = frozenset({"parameters", "let", "misconceptions", "allow"})
"""Fields whose entries are simply left out."""


Entry = TypeVar("Entry", bound=Model)
Record = TypeVar("Record", bound=File)


def read_draft(kind: type[Record], source: Source, id: str) -> Record | Draft:
    """What a file holds, or what can be said about a faulty one."""
    if not source.reading.faults and isinstance(source.data, dict) and "id" not in source.data:
        with suppress(ValidationError):
            return kind.read(source, id)
    drafting = _Drafting(source, kind, id, data=deepcopy(source.data), faults=list(source.reading.faults))
    model = drafting.read()
    left = model if isinstance(model, ItemModel) else None
    faults = sorted(drafting.faults, key=lambda fault: (fault.line, fault.column, fault.message))
    return Draft(id, source, tuple(faults), frozenset(drafting.unread), left)


def entries(source: Source, kind: type[Entry]) -> tuple[dict[str, Entry], list[Fault]]:
    """The records that a file holds by name, and what is wrong with the others."""
    found, faults = dict[str, Entry](), list[Fault]()
    data = source.data if isinstance(source.data, dict) else {}
    for name, raw in data.items():
        if any(path[:1] == (name,) for path in source.reading.broken):
            continue
        try:
            found[name] = kind.model_validate(raw)
        except ValidationError as error:
            drafting = _Drafting(source, File, name, raw, [])
            drafting.tell(complaints_of(error, source, kind, raw, (name,)))
            faults += drafting.faults
    return found, faults


@dataclass(slots=True)
class _Drafting:
    source: Source
    kind: type[File]
    id: str
    data: Any
    faults: list[Fault]
    unread: set[Path] = field(default_factory=set)
    tries: Counter[Path] = field(default_factory=Counter)

    def read(self) -> File | None:
        """The record that the file holds, mended where it must be; None when that is of no use."""
        if not isinstance(self.data, dict):
            self.faults += [] if self.faults else [self.source.fault((), "expected fields such as 'title: ...'")]
            return None
        if "id" in self.data:
            self.faults.append(self.source.key_fault(("id",), "unknown field 'id'", "the file's name is the id"))
            del self.data["id"]
        self.unread |= {LOST} if self.source.reading.lost else set()
        for path in sorted(self.source.reading.broken, key=len):
            self.replace(path)
        for _ in range(ROUNDS):
            try:
                return self.kind.read(self.source, self.id, self.data)
            except ValidationError as error:
                complaints = complaints_of(error, self.source, self.kind, self.data)
            self.tell(complaints)
            if not issubclass(self.kind, ItemModel) or any(not one.path for one in complaints):
                return None
            for one in complaints:
                self.mend(one)
        return None

    def tell(self, complaints: Iterable[Complaint]) -> None:
        """Note the complaints that do not follow from others; fields that one record lacks come together."""
        told = [one for one in complaints if not self.follows(one)]
        close = {(*one.path[:-1], one.close) for one in told if one.kind == "extra_forbidden"}
        missing = [one for one in told if one.kind == "missing" and one.path not in close and LOST not in self.unread]
        for record in dict.fromkeys(one.path[:-1] for one in missing):
            self.faults.append(_lacking([one for one in missing if one.path[:-1] == record]))
        found = (one.fault for one in told if one.kind != "missing")
        self.faults = list(dict.fromkeys([*self.faults, *found]))

    def follows(self, complaint: Complaint) -> bool:
        """Whether a complaint is about what was replaced, or compares it with something."""
        path = complaint.path
        if any(path[:steps] in self.unread for steps in range(1, len(path) + 1)):
            return True
        compared = ("parts",) if path == ("points",) else path
        inside = any(one[: len(compared)] == compared and len(one) > len(compared) for one in self.unread)
        return complaint.kind == "value_error" and inside

    def mend(self, complaint: Complaint) -> None:
        """Make the next round go beyond a complaint."""
        path = complaint.path
        record: Any = _at(self.data, path[:-1])
        if record is None:
            return  # it was left out because of another complaint
        if complaint.kind == "extra_forbidden" and isinstance(record, dict):
            value = record.pop(path[-1], None)
            if complaint.close and complaint.close not in record:
                record[complaint.close] = value
                self.unread.add((*path[:-1], complaint.close))
        elif complaint.kind == "union_tag_invalid" and complaint.close and not self.tries[path]:
            self.tries[path] += 1
            record[path[-1]] = complaint.close
            self.unread.add(path)
        elif complaint.kind == "missing" and path[0] == "parts" and not self.tries[path]:
            self.tries[path] += 1
            record[path[-1]] = NEUTRAL
            self.unread.add(path)
        else:
            self.replace(path)

    def replace(self, path: Path) -> None:
        """Put something that fits in the place of what is faulty; in a wider place each time that it does not help."""
        if not path:
            self.unread.add(LOST)
            return
        self.tries[path] += 1
        top, record = path[0], _at(self.data, path[:-1])
        wide = len(path) > 2 and (top != "parts" or self.tries[path] > 1)
        if len(path) == 1:
            self.data.pop(top, None)
            self.data |= {top: deepcopy(REQUIRED[str(top)])} if top in REQUIRED else {}
        elif isinstance(path[1], int) == (top in BY_NAME):
            self.replace(path[:1])  # a list where fields are meant, or fields for a list
        elif top in BY_NAME:
            _at(self.data, path[:1]).pop(path[1], None)
            self.unread.add(path[:2])
        elif top == "parts" and (wide or len(path) == 2 or path[2:] == ("type",)):
            self.replace_part(int(path[1]))
            return
        elif wide or not isinstance(record, (dict, list)):
            self.replace(path[:-1])
        elif isinstance(record, dict):
            record.pop(path[-1], None)
        else:
            record[int(path[-1])] = deepcopy(ELEMENTS.get(str(top), NEUTRAL)) if len(path) == 2 else NEUTRAL
        self.unread.add(path)

    def replace_part(self, number: int) -> None:
        """A part of which only what all parts have can be looked at."""
        written = self.data["parts"][number]
        fields = set(written) if isinstance(written, dict) else {""}
        kept = {name: written[name] for name in KEPT & fields if self.tries["parts", number] < 2}
        self.tries["parts", number] += 1
        self.data["parts"][number] = deepcopy(PART) | kept
        self.unread |= {("parts", number, name) for name in {*fields, *PART} - set(kept) - {"prompt"}}


def _at(data: Any, path: Path) -> Any:
    """The value at a path; None where there is none."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _lacking(missing: list[Complaint]) -> Fault:
    """One fault for all the fields that a record lacks."""
    first = missing[0].fault
    if len(missing) == 1:
        return first
    *names, last = (repr(one.path[-1]) for one in missing)
    return first._replace(
        message=f"the fields {', '.join(names)} and {last} are missing", hint="write each as 'name: ...'"
    )
