"""From the events of a YAML parser to values, their places, and all that is to be refused."""

import bisect
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

import yaml

from qbank.errors import AuthoringError, Fault
from qbank.strict_yaml import scalars, traps
from qbank.strict_yaml.pointing import fault
from qbank.strict_yaml.values import Data, Span, Where

MAX_NODES, MAX_DEPTH, MAX_FAULTS = 50_000, 40, 50

COMMA = re.compile(r"\s*,")

WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Reader:
    """Builds the values of one file from its events, and collects what is wrong.

    ``text`` is what the events come from, ``written`` what the author wrote; they differ where something was mended.
    """

    def __init__(self, text: str, written: str, file: str) -> None:
        self.text, self.written, self.file = text, written, file
        self.spans: dict[Where, Span] = {}
        self.faults: list[Fault] = []
        self.broken: set[Where] = set()
        self.nodes = self.depth = self.flow = 0
        self.events: Iterator[yaml.Event] = iter(())

    def fault(self, index: int, message: str, hint: str = "", end: int | None = None) -> None:
        self.faults.append(fault(self.file, self.written, (index, end), message, hint))
        if len(self.faults) >= MAX_FAULTS:
            raise AuthoringError(self.faults)

    def stop(self, index: int, message: str, hint: str = "") -> NoReturn:
        self.fault(index, message, hint)
        raise AuthoringError(self.faults)

    def read(self, events: Iterator[yaml.Event]) -> tuple[Data, dict[Where, Span]]:
        """What the events say, and where."""
        self.events = events
        next(events)
        start = next(events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self.stop(0, "the file is empty")
        if start.version or start.tags:
            self.fault(_start(start), "directives (lines that start with %) are not used here")
        root = next(events)
        data = self.value(root, (), (_start(root), _start(root)))
        next(events)
        after = next(events)
        if isinstance(after, yaml.DocumentStartEvent):
            self.stop(_start(after), "a second document starts here", "keep one document in a file; remove '---'")
        self.refuse_tabs()
        return data, self.spans

    def value(self, event: yaml.Event, path: Where, key: tuple[int, int]) -> Data:
        """The value that starts with this event; ``key`` is where its key stands."""
        self.nodes += 1
        start = _start(event)
        if self.nodes > MAX_NODES:
            self.stop(start, f"the file has more than {MAX_NODES:,} values")
        if isinstance(event, yaml.ScalarEvent):
            self.spans[path] = Span(start, _end(event), *key, event.style or "")
            return self.scalar(event, path)
        if isinstance(event, yaml.AliasEvent):
            self.fault(start, *traps.anchor("*"), _end(event))
            self.spans[path] = Span(start, _end(event), *key, "")
            self.broken.add(path)
            return None
        if not isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            raise AssertionError(event)
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event, path)
        self.spans[path] = Span(start, start, *key, "")
        self.depth, self.flow = self.depth + 1, self.flow + bool(event.flow_style)
        if self.depth > MAX_DEPTH:
            self.stop(start, f"values are nested more than {MAX_DEPTH} deep")
        value, end = self.mapping(path) if isinstance(event, yaml.MappingStartEvent) else self.sequence(path)
        self.spans[path] = Span(start, end, *key, "")
        self.depth, self.flow = self.depth - 1, self.flow - bool(event.flow_style)
        return value

    def refuse_properties(self, event: yaml.NodeEvent, path: Where) -> None:
        sign = "!" if event.anchor is None else "&"
        start = _start(event)
        self.fault(start, *traps.anchor(sign), start + len(self.text[start:].split(maxsplit=1)[0]))
        self.broken.add(path)

    def scalar(self, event: yaml.ScalarEvent, path: Where) -> Data:
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event, path)
        value: str = event.value
        start = _start(event)
        if event.style == '"':
            for offset, message, hint in traps.escapes(self.text[start : _end(event)], value):
                self.fault(start + offset, message, hint)
                self.broken.add(path)
        if event.style:
            return value
        if value in WORDS:
            return WORDS[value]
        if self.flow and value.count("(") > value.count(")") and COMMA.match(self.text, _end(event)):
            self.fault(start, f"the comma ends this value at {value!r}", traps.QUOTE_COMMAS, _end(event))
            self.broken.add(path[:-1])
        if scalars.looks_like_number(value):
            number = scalars.number(value)
            if number is None:
                self.fault(start, f"the number {value[:20]!r} has too many digits", "", _end(event))
                self.broken.add(path)
            return number
        return value

    def sequence(self, path: Where) -> tuple[list[Data], int]:
        values: list[Data] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values)), (_start(event), _start(event))))
        return values, _end(event)

    def mapping(self, path: Where) -> tuple[dict[str, Data], int]:
        values: dict[str, Data] = {}
        known = len(self.faults)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path, values)
            value = next(self.events)
            if isinstance(event, yaml.ScalarEvent):
                self.refuse_missing_value(event, value, path, known)
            values[key] = self.value(value, (*path, key), (_start(event), _end(event)))
        return values, _end(event)

    def key(self, event: yaml.Event, path: Where, values: dict[str, Data]) -> str:
        """The name of a field; keys are always words."""
        start, end = _start(event), _end(event)
        if not isinstance(event, yaml.ScalarEvent):
            place = self.text[start - 1 : start + 1] == "{{"
            self.fault(start - place, *(traps.PLACE if place else traps.NOT_A_NAME))
            self.skip(event)
            self.broken.add((*path, "")[: -1 if place else None])
            return ""
        name: str = event.value
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event, (*path, name))
        if name == "<<" and not event.style:
            self.fault(start, "merge keys ('<<') are not used here", "write the fields out", end)
            self.broken.add((*path, name))
        elif not event.style and name in {"", "~", "null"}:
            self.fault(start, *traps.NOT_A_NAME, end)
            self.broken.add((*path, name))
        elif name in values:
            first, _ = scalars.position(self.text, self.spans[*path, name].key)
            self.fault(start, f"the field {name!r} is given twice, first in line {first}", "keep one of the two", end)
        elif event.style == '"':
            for offset, message, hint in traps.escapes(self.text[start:end], name):
                self.fault(start + offset, message, hint)
                self.broken.add((*path, name))
        return name

    def refuse_missing_value(self, key: yaml.ScalarEvent, value: yaml.Event, path: Where, known: int) -> None:
        """Find ``{a, b}``, where a comma was meant as part of a value, and ``a:1``, where a space is missing."""
        if not isinstance(value, yaml.ScalarEvent) or value.style or (value.value and self.flow):
            return
        between = self.text[_end(key) : _start(value)]
        if value.value and "\n" not in between:
            return
        name = traps.GLUED.match(value.value or key.value)
        if self.flow and not value.value and ":" not in between:
            self.broken.add(path)
            if len(self.faults) == known and name:
                self.fault(_start(key), *traps.glued(name[1]), _end(key))
            elif len(self.faults) == known:
                self.fault(_start(key), f"{key.value!r} has no value", traps.QUOTE_COMMAS, _end(key))
        elif name and value.value:
            self.fault(_start(value), *traps.glued(name[1]), _end(value))
            self.broken.add((*path, key.value))

    def skip(self, event: yaml.Event) -> None:
        """Pass over a value that has been refused, however deep it is."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth == 0:
                return
            if depth > MAX_DEPTH:
                raise AuthoringError(self.faults)
            event = next(self.events)

    def refuse_tabs(self) -> None:
        """Tabs stand only inside quoted text, blocks and comments; on others the parsers of YAML disagree."""
        if "\t" not in self.text:
            return
        spans = sorted(span for span in self.spans.values() if span.end > span.start)
        for match in re.finditer("\t", self.text):
            index = match.start()
            before = self.text[self.text.rfind("\n", 0, index) + 1 : index]
            span = spans[bisect.bisect(spans, (index,)) - 1] if spans else Span(0, 0, 0, 0, "")
            inside = span.style and span.start < index < span.end
            if not inside and "#" not in before:
                self.fault(index, *traps.TAB)
                return


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0
