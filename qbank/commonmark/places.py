"""Finds the ``{{ expression }}`` places and ``[[gaps]]`` of a text.

It puts marks in their stead, so that Markdown and LaTeX leave them alone.
"""

import bisect
import re

from msgspec import Struct

from qbank.characters import FORBIDDEN, HINT, complaint
from qbank.errors import TextError
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN

MAX_PLACES = 200

MARK = re.compile(f"{HOLE_OPEN}([0-9]+){HOLE_CLOSE}")

_OPENING = re.compile(r"(?<!\\)(\\*)(?:(\{{2,})|\[\[([a-z][a-z0-9_-]*)\]\])")
_EXPRESSION = re.compile(
    r"""(?:[^{}"'\n]|\n(?!\s*\n)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\}(?!\})|\{(?!\{))*\}\}""", re.DOTALL
)


class Marked(Struct, frozen=True):
    """A text with marks instead of places; ``places`` are the expressions, each with its offset in the author's text.

    ``errors`` are those of places that could not be read, and that stand in the text as they were written.
    """

    text: str
    places: tuple[tuple[str, int], ...]
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    errors: tuple[TextError, ...] = ()

    def origin(self, index: int) -> int:
        """Where a character of the marked text stands in the author's text; for a mark, where its place opens."""
        at = bisect.bisect(self.starts, index) - 1
        if at % 2:  # inside a mark
            return self.origins[at]
        return self.origins[at] + index - self.starts[at]


def mark(source: str) -> Marked:
    """The text with each ``{{ expression }}`` and each ``[[gap]]`` replaced by a mark that holds its number.

    A place opens at the last two braces of a run, quotes inside it may hold braces, and ``\\{{`` and ``\\[[`` open nothing.

    >>> mark(r"$\\frac{{{ a }}}{2}$ is {{ 'a }}' }}").places
    (('a', 10), ("'a }}'", 26))
    """
    refuse_characters(source)
    pieces, places, starts, origins, errors = [], [], [0], [0], []
    done = length = at = 0
    while found := _OPENING.search(source, at):
        at = found.end()
        if len(found[1]) % 2 and (found[3] or len(found[2]) == 2):
            continue
        if found[3]:
            opening, end = found.end(1), at
            places.append((source[opening:end], opening))
        else:
            try:
                opening, end = at - 2, _end(source, at)
            except TextError as error:
                errors.append(error)
                continue
            expression = source[at : end - 2]
            places.append((expression.strip(), at + len(expression) - len(expression.lstrip())))
        marked = f"{HOLE_OPEN}{len(places) - 1}{HOLE_CLOSE}"
        pieces += [source[done:opening], marked]
        length += opening - done
        starts += [length, length + len(marked)]
        origins += [opening, end]
        done, at, length = end, end, length + len(marked)
    pieces.append(source[done:])
    if len(places) > MAX_PLACES:
        raise TextError(f"the text has more than {MAX_PLACES} places", places[MAX_PLACES][1])
    return Marked("".join(pieces), tuple(places), tuple(starts), tuple(origins), tuple(errors))


def _end(source: str, start: int) -> int:
    """Where the place whose expression starts here is closed."""
    found = _EXPRESSION.match(source, start)
    if found is None:
        hint = "close it with }}; for two literal braces write \\{{ or, in maths, { {"
        raise TextError("this '{{' is never closed", start - 2, hint, 2)
    if not source[start : found.end() - 2].strip():
        length = found.end() - start + 2
        raise TextError("this place is empty", start - 2, "write an expression between {{ and }}", length)
    return found.end()


def refuse_characters(source: str) -> None:
    """Raise for control characters and for private-use characters, which would be taken for marks."""
    if bad := FORBIDDEN.search(source):
        raise TextError(complaint(bad[0]), bad.start(), HINT)
