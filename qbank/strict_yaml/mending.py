"""Reading on behind what YAML's parsers give up at, so that an author is told all faults of a file at once.

What a parser complains about is masked, every character keeping its place: first only the sign that misled it, then the
value in that line, then the whole line. What was masked counts as broken, and nothing else is said about it.
"""

import re
from dataclasses import dataclass, field

import yaml

from qbank import characters
from qbank.errors import AuthoringError, Fault
from qbank.strict_yaml import scalars, traps
from qbank.strict_yaml.pointing import fault
from qbank.strict_yaml.reader import MAX_FAULTS, Reader
from qbank.strict_yaml.values import Data, Reading, Span, Where

ROUNDS = 20
"""So often is a text mended at most."""
MAX_LENGTH = 100_000
"""Longer texts are not mended: each round reads them again."""

_VALUE = re.compile(r"[ \t]*(?:- +)*(?:[^\s:#'\"\[{][^:#]*:[ \t]+)?")
_QUESTION = re.compile(r"(?<=\S)\?")
_PLACE = re.compile(r"\{\{[^{}\n]*\}\}?")
_BRACKETS = re.compile(r"\[[^\[\]{}\n]*\]?|\{[^\[\]{}\n]*\}?")


def read(text: str, file: str) -> Reading:
    """What a text says, where, and what is wrong with it.

    >>> reading = read("title: {{ v }}\\nbloom: &x apply\\n", "q.yaml")
    >>> [fault.where for fault in reading.faults], reading.data["bloom"]
    (['q.yaml:1:8', 'q.yaml:2:8'], 'apply')
    """
    return _Mending(text, text, file).read()


@dataclass(slots=True)
class _Mending:
    """A text that is mended until it can be read; ``masked`` are the characters that were changed, from and to."""

    text: str
    written: str
    file: str
    faults: list[Fault] = field(default_factory=list)
    masked: list[tuple[int, int]] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    lost: bool = False
    reader: Reader = field(init=False)

    def read(self) -> Reading:
        self.mask_characters()
        for _ in range(ROUNDS):
            try:
                data, spans = self.understood()
            except AuthoringError:
                break
            except yaml.MarkedYAMLError as error:
                if not self.mend(error):
                    break
            else:
                return self.reading(data, spans)
        return Reading(None, {}, _sorted([*self.faults, *self.reader.faults]))

    def understood(self) -> tuple[Data, dict[Where, Span]]:
        """What the fast parser's events say; on its complaint the pure one's, whose messages never differ.

        The pure one stops at a question mark behind a word in brackets, which is none of our business.
        """
        if hasattr(yaml, "CSafeLoader"):
            self.reader = Reader(self.text, self.written, self.file)
            try:
                return self.reader.read(iter(yaml.CSafeLoader(self.text).get_event, None))
            except yaml.YAMLError:
                self.reader = Reader(self.text, self.written, self.file)
                self.reader.read(yaml.parse(_QUESTION.sub("x", self.text), Loader=yaml.SafeLoader))
        self.reader = Reader(self.text, self.written, self.file)
        return self.reader.read(yaml.parse(self.text, Loader=yaml.SafeLoader))

    def reading(self, data: Data, spans: dict[Where, Span]) -> Reading:
        """What was read in the end."""
        broken = self.reader.broken | (self.changed(spans) if self.masked else set())
        return Reading(data, spans, _sorted([*self.faults, *self.reader.faults]), frozenset(broken), self.lost)

    def changed(self, spans: dict[Where, Span]) -> set[Where]:
        """The values that were masked, or whose keys were; of lists and fields only those inside count."""
        outer = {path[:-1] for path in spans if path}
        pieces = [(path, span.key, span.key_end) for path, span in spans.items()]
        pieces += [(path, span.start, span.end) for path, span in spans.items() if path not in outer]
        return {path for path, begin, end in pieces if any(first < end and begin < last for first, last in self.masked)}

    def mask_characters(self) -> None:
        """Find characters that may not stand in a file."""
        for match in characters.FORBIDDEN.finditer(self.written):
            message = characters.complaint(match[0])
            self.faults.append(fault(self.file, self.written, match.span(), message, characters.HINT))
            self.mask(*match.span())
            if len(self.faults) >= MAX_FAULTS:
                break

    def mend(self, error: yaml.MarkedYAMLError) -> bool:
        """Note the parser's complaint, and mask what it is about; False when that is of no use."""
        index, message, hint = traps.diagnose(error, self.text)
        line, column = scalars.position(self.text, index)
        if self.levels.get(line - 1) == 1:  # what was left of the line above swallows this one
            line, index = line - 1, index - column
        self.note(index, message, hint, {*_lines(error), line})
        if len(self.text) > MAX_LENGTH:
            return False
        before = self.text
        level = self.levels.get(line, 0)
        if level == 0 and (span := self.sign(index, message)):
            self.mask(*span, with_="x" if self.text[span[0]] != "\t" else " ")
        while self.text == before and level < 2:
            level += 1
            self.mask_line(index, comment=level == 2)
        self.levels[line] = level
        return self.text != before

    def note(self, index: int, message: str, hint: str, lines: set[int]) -> None:
        """Note a complaint, unless a known trap has been reported in the same line, or it follows from another."""
        known = [one for one in self.reader.faults if one.line in lines]
        tabs = any(one.message == traps.TAB[0] for one in self.faults)
        follows = tabs and (hint == traps.INDENTATION or message == traps.TAB[0])
        if known:
            self.faults += known  # which will not be found again
        elif not follows and not any(self.levels.get(line) for line in lines):
            self.faults.append(fault(self.file, self.written, (index, None), message, hint))

    def sign(self, index: int, message: str) -> tuple[int, int] | None:
        """The piece that misled the parser, where it is smaller than a value."""
        pattern = _PLACE if message == traps.PLACE[0] else _BRACKETS
        if found := pattern.match(self.text, index):
            return found.span() if message == traps.PLACE[0] or self.text[index - 1 : index].isalnum() else None
        return (index, index + 1) if self.text[index : index + 1] in tuple("\\:@`%&*!\t") else None

    def mask_line(self, index: int, *, comment: bool) -> None:
        """Mask the value in the line of a character, or make all of the line a comment."""
        start = self.text.rfind("\n", 0, index) + 1
        end = self.text.find("\n", index)
        end = end if end >= 0 else len(self.text)
        if comment:
            self.lost = True
            self.text = (
                f"{self.text[:start]}#{self.text[start + 1 : end]}{self.text[end:]}" if end > start else self.text
            )
        elif found := _VALUE.match(self.text, start, end):
            self.mask(found.end(), end)

    def mask(self, start: int, end: int, with_: str = "x") -> None:
        self.masked.append((start, end))
        self.text = self.text[:start] + with_ * (end - start) + self.text[end:]


def _lines(error: yaml.MarkedYAMLError) -> set[int]:
    return {mark.line + 1 for mark in (error.problem_mark, error.context_mark) if mark is not None}


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda one: (one.line, one.column)))
