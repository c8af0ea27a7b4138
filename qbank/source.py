"""YAML that remembers where everything stands, and refuses what it should.

Built on PyYAML's events rather than its loaders, which silently keep the last of two equal keys, read ``no`` as false and
``12:30`` as 750, turn 0.9 into a float, expand alias bombs and crash on deep nesting. Here numbers are exact, every other
plain word stays a word, and each value's place in the file can be asked for afterwards. What is refused is refused with its
place, and all faults that can be found together are reported together.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from qbank.errors import AuthoringError, Fault
from qbank.strict_yaml import scalars
from qbank.strict_yaml.pointing import fault
from qbank.strict_yaml.values import Data, Reading, Span, Where

MAX_BYTES = 1_000_000


class Source:
    """What a YAML file says, and where it says it. Lines and columns count from 1.

    The text is read when its values or their places are first asked for, which of a file that was checked before only
    messages do.

    >>> source = parse("parameters:\\n  discount: {one_of: [0.9, 0.95]}\\n", "q.yaml")
    >>> source.data
    {'parameters': {'discount': {'one_of': [Fraction(9, 10), Fraction(19, 20)]}}}
    >>> source.place(("parameters", "discount", "one_of", 1)), source.key_place(("parameters", "discount"))
    ((2, 28), (2, 3))
    """

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text

    @cached_property
    def reading(self) -> Reading:
        """All that the file says, where, and what is wrong with it as YAML."""
        if len(self.text) > MAX_BYTES or len(self.text.encode(errors="replace")) > MAX_BYTES:
            return Reading(None, {}, (Fault(self.file, 0, 0, f"the file is larger than {MAX_BYTES:,} bytes"),))
        from qbank.strict_yaml.mending import read  # yaml takes 25 ms to import

        return read(self.text, self.file)

    @property
    def data(self) -> Data:
        """All that the file says."""
        return self.reading.data

    @property
    def spans(self) -> Mapping[Where, Span]:
        """Where each value stands, by its path."""
        return self.reading.spans

    def fault(
        self, path: Where, message: str, hint: str = "", offset: int | None = None, length: int | None = None
    ) -> Fault:
        """A fault of the value at the path, or of some characters of the text there: of the word at the offset when it is
        not known how many.

        >>> print(parse("a: 'it''s x'\\n", "q.yaml").fault(("a",), "no letter", offset=5))
        q.yaml:1:11: no letter
          1 | a: 'it''s x'
            |           ^
        """
        path = self.nearest(path)
        span = self.spans.get(path)
        if span is None or not path:
            line, column = (0, 0) if span is None else scalars.position(self.text, span.start)
            return Fault(self.file, line, column, message, hint)
        if offset is None:
            return fault(self.file, self.text, (span.start, span.end), message, hint)
        start = self._index(path, offset)
        end = None if length is None else max(start, self._index(path, offset + length - 1)) + 1
        return fault(self.file, self.text, (start, end), message, hint)

    def key_fault(self, path: Where, message: str, hint: str = "") -> Fault:
        """A fault of the key of the value at the path."""
        span = self.spans[path]
        return fault(self.file, self.text, (span.key, span.key_end), message, hint)

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
        return scalars.position(self.text, self._index(path, offset))

    def _index(self, path: Where, offset: int) -> int:
        """Where one character of the text at the path stands in the file."""
        span = self.spans[path]
        value = self.value(path)
        if not isinstance(value, str):
            return min(span.start + offset, span.end)
        indexes = scalars.indexes(self.text[span.start : span.end], span.style, value)
        return span.start + indexes[max(0, min(offset, len(value)))]

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
    return parse(decoded(content_of(path), path.as_posix()), path.as_posix())


def content_of(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise AuthoringError([Fault(path.as_posix(), 0, 0, f"cannot be read: {error.strerror or error}")]) from error


def decoded(content: bytes, file: str) -> str:
    """The text that bytes hold, its lines ended by line feeds alone."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        message, hint = "this is not UTF-8 text", "save the file with the encoding UTF-8"
        shown = before + content[error.start :].decode(errors="replace")
        raise AuthoringError([fault(file, shown, (len(before), None), message, hint)]) from error
    return _normal(text)


def parse(text: str, file: str) -> Source:
    """What a YAML text says; ``file`` is its name in messages. Raises AuthoringError with every fault found.

    >>> parse("late: no\\ntime: 12:30\\nstep: 1e-3\\nhalf: 1/2\\ncode: 012", "q.yaml").data
    {'late': 'no', 'time': '12:30', 'step': Fraction(1, 1000), 'half': '1/2', 'code': '012'}
    >>> parse("a: 1\\nb: 2\\na: 3", "q.yaml")
    Traceback (most recent call last):
    qbank.errors.AuthoringError: q.yaml:3:1: the field 'a' is given twice, first in line 1
      3 | a: 3
        | ^
      hint: keep one of the two
    """
    source = Source(file, _normal(text))
    if faults := source.reading.faults:
        raise AuthoringError(list(faults))
    return source


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
