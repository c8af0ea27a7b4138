"""YAML that remembers where everything stands, and refuses what it should.

Built on PyYAML's events rather than its loaders, which silently keep the last of two equal keys, read ``no`` as false and
``12:30`` as 750, turn 0.9 into a float, expand alias bombs and crash on deep nesting. Here numbers are exact, every other
plain word stays a word, and each value's place in the file can be asked for afterwards. What is refused is refused with its
place, and all faults that can be found together are reported together.
"""

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

import yaml

from qbank import scalars, yaml_traps
from qbank.errors import AuthoringError, Fault

Data: TypeAlias = None | bool | Fraction | str | list["Data"] | dict[str, "Data"]
Where: TypeAlias = tuple[str | int, ...]

MAX_BYTES, MAX_NODES, MAX_DEPTH, MAX_FAULTS = 1_000_000, 50_000, 40, 50

WORDS: Mapping[str, None | bool] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Span(NamedTuple):
    """Where a value stands in the text, where its key starts, and how it was written (``"`` ``'`` ``|`` ``>`` or plain)."""

    start: int
    end: int
    key: int
    style: str


@dataclass(frozen=True)
class Source:
    """What a YAML file says, and where it says it. Lines and columns count from 1.

    >>> source = parse("parameters:\\n  discount: {one_of: [0.9, 0.95]}\\n", "q.yaml")
    >>> source.data
    {'parameters': {'discount': {'one_of': [Fraction(9, 10), Fraction(19, 20)]}}}
    >>> source.place(("parameters", "discount", "one_of", 1)), source.key_place(("parameters", "discount"))
    ((2, 28), (2, 3))
    """

    file: str
    data: Data
    text: str = field(repr=False)
    spans: Mapping[Where, Span] = field(repr=False)

    def place(self, path: Where) -> tuple[int, int]:
        """The line and column of the value at the path."""
        return scalars.position(self.text, self.spans[path].start)

    def key_place(self, path: Where) -> tuple[int, int]:
        """The line and column of the key at the path; for an element of a list, of the element."""
        return scalars.position(self.text, self.spans[path].key)

    def place_in(self, path: Where, offset: int) -> tuple[int, int]:
        """The line and column of one character of the text at the path; its length gives the place just behind it.

        >>> parse("a: 'it''s x'\\n", "q.yaml").place_in(("a",), 5)
        (1, 11)
        """
        span = self.spans[path]
        value = self.value(path)
        if not isinstance(value, str):
            return scalars.position(self.text, min(span.start + offset, span.end))
        indexes = scalars.indexes(self.text[span.start : span.end], span.style, value)
        return scalars.position(self.text, span.start + indexes[max(0, min(offset, len(value)))])

    def nearest(self, loc: Where) -> Where:
        """The path in the file that a longer path means, leaving out the elements that lead nowhere.

        The paths of pydantic's errors hold the names of union members, which are not in the file.

        >>> parse("parts: [{points: x}]", "q.yaml").nearest(("parts", 0, "numeric", "points"))
        ('parts', 0, 'points')
        """
        path: Where = ()
        for step in loc:
            if (*path, step) in self.spans:
                path = (*path, step)
        return path

    def value(self, path: Where) -> Data:
        """The value at the path."""
        value = self.data
        for step in path:
            match value:
                case dict() if isinstance(step, str):
                    value = value[step]
                case list() if isinstance(step, int):
                    value = value[step]
                case _:
                    raise KeyError(path)
        return value

    def written(self, path: Where) -> str:
        """The value at the path exactly as the author typed it, quotes included: ``0.50`` stays 0.50."""
        span = self.spans[path]
        return self.text[span.start : span.end]

    def line(self, number: int) -> str:
        """The text of a line, for showing it under a message; empty for line 0."""
        lines = self.text.split("\n")
        return lines[number - 1] if 1 <= number <= len(lines) else ""


def read(path: Path) -> Source:
    """What the YAML file at the path says; raises AuthoringError with every fault found."""
    file = path.as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AuthoringError([Fault(file, 0, 0, f"cannot be read: {error.strerror or error}")]) from error
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line, column = scalars.position(content[: error.start].decode(), error.start)
        message, hint = "this is not UTF-8 text", "save the file with the encoding UTF-8"
        raise AuthoringError([Fault(file, line, column, message, hint)]) from error
    return parse(text, file)


def parse(text: str, file: str) -> Source:
    """What a YAML text says; ``file`` is its name in messages. Raises AuthoringError with every fault found.

    >>> parse("late: no\\ntime: 12:30\\nstep: 1e-3\\nhalf: 1/2\\ncode: 012", "q.yaml").data
    {'late': 'no', 'time': '12:30', 'step': Fraction(1, 1000), 'half': '1/2', 'code': '012'}
    >>> parse("a: 1\\nb: 2\\na: 3", "q.yaml")
    Traceback (most recent call last):
    qbank.errors.AuthoringError: q.yaml:3:1: the field 'a' is given twice, first in line 1
      hint: keep one of the two
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise AuthoringError([Fault(file, 0, 0, f"the file is larger than {MAX_BYTES:,} bytes")])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    reader = _Reader(text, file)
    reader.refuse_characters()
    if hasattr(yaml, "CParser"):
        try:
            return reader.read(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            reader = _Reader(text, file)  # the messages are taken from the pure parser, so that they never differ
    try:
        return reader.read(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        reader.add_error(error)
        raise AuthoringError(reader.sorted_faults()) from error


class _Reader:
    """Builds the values of one file from its events, and collects what is wrong."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.spans: dict[Where, Span] = {}
        self.faults: list[Fault] = []
        self.nodes = self.depth = self.flow = 0
        self.events: Iterator[yaml.Event] = iter(())

    def fault(self, index: int, message: str, hint: str = "") -> None:
        line, column = scalars.position(self.text, index)
        self.faults.append(Fault(self.file, line, column, message, hint))
        if len(self.faults) >= MAX_FAULTS:
            raise AuthoringError(self.sorted_faults())

    def stop(self, index: int, message: str, hint: str = "") -> NoReturn:
        self.fault(index, message, hint)
        raise AuthoringError(self.sorted_faults())

    def sorted_faults(self) -> list[Fault]:
        return sorted(self.faults, key=lambda fault: (fault.line, fault.column))

    def add_error(self, error: yaml.MarkedYAMLError) -> None:
        """Add the parser's own complaint, unless a known trap has been reported in the same line."""
        index, message, hint = yaml_traps.diagnose(error, self.text)
        marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
        lines = {scalars.position(self.text, index)[0]} | {mark.line + 1 for mark in marks}
        if not any(fault.line in lines for fault in self.faults):
            self.fault(index, message, hint)

    def refuse_characters(self) -> None:
        for match in yaml_traps.FORBIDDEN.finditer(self.text):
            self.fault(match.start(), *yaml_traps.forbidden(match[0]))
        if self.faults:
            raise AuthoringError(self.faults)

    def read(self, events: Iterator[yaml.Event]) -> Source:
        self.events = events
        next(events)
        start = next(events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self.stop(0, "the file is empty")
        if start.version or start.tags:
            self.fault(start.start_mark.index, "directives (lines that start with %) are not used here")
        root = next(events)
        data = self.value(root, (), root.start_mark.index)
        next(events)
        after = next(events)
        if isinstance(after, yaml.DocumentStartEvent):
            self.stop(after.start_mark.index, "a second document starts here", "keep one document in a file; remove '---'")
        self.refuse_tabs()
        if self.faults:
            raise AuthoringError(self.sorted_faults())
        return Source(self.file, data, self.text, self.spans)

    def value(self, event: yaml.Event, path: Where, key: int) -> Data:
        """The value that starts with this event; ``key`` is where its key stands."""
        self.nodes += 1
        start = event.start_mark.index
        if self.nodes > MAX_NODES:
            self.stop(start, f"the file has more than {MAX_NODES:,} values")
        if isinstance(event, yaml.ScalarEvent):
            self.spans[path] = Span(start, event.end_mark.index, key, event.style or "")
            return self.scalar(event)
        if isinstance(event, yaml.AliasEvent):
            self.fault(start, *yaml_traps.anchor("*"))
            return None
        if not isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            raise AssertionError(event)
        self.refuse_properties(event)
        self.spans[path] = Span(start, start, key, "")
        self.depth, self.flow = self.depth + 1, self.flow + bool(event.flow_style)
        if self.depth > MAX_DEPTH:
            self.stop(start, f"values are nested more than {MAX_DEPTH} deep")
        value: Data = self.mapping(path) if isinstance(event, yaml.MappingStartEvent) else self.sequence(path)
        self.depth, self.flow = self.depth - 1, self.flow - bool(event.flow_style)
        return value

    def refuse_properties(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.fault(event.start_mark.index, *yaml_traps.anchor("&"))
        if getattr(event, "tag", None) is not None:
            self.fault(event.start_mark.index, *yaml_traps.anchor("!"))

    def scalar(self, event: yaml.ScalarEvent) -> Data:
        self.refuse_properties(event)
        value: str = event.value
        start = event.start_mark.index
        if event.style == '"':
            for offset, message, hint in yaml_traps.escapes(self.text[start : event.end_mark.index], value):
                self.fault(start + offset, message, hint)
        if event.style:
            return value
        if value in WORDS:
            return WORDS[value]
        if self.flow and value.count("(") > value.count(")"):
            self.fault(start, f"the comma ends this value at {value!r}", yaml_traps.QUOTE_COMMAS)
        if scalars.looks_like_number(value):
            number = scalars.number(value)
            if number is None:
                self.fault(start, f"the number {value[:20]!r} has too many digits")
            return number
        return value

    def sequence(self, path: Where) -> list[Data]:
        values: list[Data] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values)), event.start_mark.index))
        return values

    def mapping(self, path: Where) -> dict[str, Data]:
        values: dict[str, Data] = {}
        known = len(self.faults)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path, values)
            value = next(self.events)
            if isinstance(event, yaml.ScalarEvent):
                self.refuse_missing_value(event, value, known)
            values[key] = self.value(value, (*path, key), event.start_mark.index)
        return values

    def key(self, event: yaml.Event, path: Where, values: dict[str, Data]) -> str:
        """The name of a field; keys are always words."""
        start = event.start_mark.index
        if not isinstance(event, yaml.ScalarEvent):
            place = self.text[start - 1 : start + 1] == "{{"
            self.fault(start - place, *(yaml_traps.PLACE if place else yaml_traps.NOT_A_NAME))
            self.skip(event)
            return ""
        self.refuse_properties(event)
        name: str = event.value
        if name == "<<" and not event.style:
            self.fault(start, "merge keys ('<<') are not used here", "write the fields out")
        elif not event.style and name in {"", "~", "null"}:
            self.fault(start, *yaml_traps.NOT_A_NAME)
        elif name in values:
            first, _ = scalars.position(self.text, self.spans[*path, name].key)
            self.fault(start, f"the field {name!r} is given twice, first in line {first}", "keep one of the two")
        elif event.style == '"':
            for offset, message, hint in yaml_traps.escapes(self.text[start : event.end_mark.index], name):
                self.fault(start + offset, message, hint)
        return name

    def refuse_missing_value(self, key: yaml.ScalarEvent, value: yaml.Event, known: int) -> None:
        """Find ``{a, b}``, where a comma was meant as part of a value, and ``a:1``, where a space is missing."""
        if not isinstance(value, yaml.ScalarEvent) or value.style:
            return
        between = self.text[key.end_mark.index : value.start_mark.index]
        name = yaml_traps.GLUED.match(value.value or key.value)
        if self.flow and not value.value and ":" not in between and len(self.faults) == known:
            if name:
                self.fault(key.start_mark.index, *yaml_traps.glued(name[1]))
            else:
                self.fault(key.start_mark.index, f"{key.value!r} has no value", yaml_traps.QUOTE_COMMAS)
        elif name and value.value and "\n" in between:
            self.fault(value.start_mark.index, *yaml_traps.glued(name[1]))

    def skip(self, event: yaml.Event) -> None:
        """Pass over a value that has been refused, however deep it is."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth == 0:
                return
            if depth > MAX_DEPTH:
                raise AuthoringError(self.sorted_faults())
            event = next(self.events)

    def refuse_tabs(self) -> None:
        """Tabs stand only inside text and comments: YAML forbids them as indentation, and its parsers disagree on the rest."""
        if "\t" not in self.text:
            return
        spans = sorted(span for span in self.spans.values() if span.end > span.start)
        for match in re.finditer("\t", self.text):
            index = match.start()
            before = self.text[self.text.rfind("\n", 0, index) + 1 : index]
            span = spans[bisect.bisect(spans, (index,)) - 1] if spans else Span(0, 0, 0, "")
            inside = span.start < index < span.end and (span.style or before.strip())
            if not inside and "#" not in before:
                self.fault(index, *yaml_traps.TAB)
                return
