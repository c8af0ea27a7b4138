"""A line of a file with the faulty piece underlined, as it is shown on a terminal.

Carets stand under the cells that the piece takes up: tabs become spaces, wide characters take two cells, combining ones
none. Long lines are cut around the piece.
"""

import unicodedata
from itertools import accumulate

WIDTH = 98
"""So many cells a line takes at most, its number included: a hundred when it is indented below a question's name."""
TAB = 4
CUT = "…"


def excerpt(line: str, number: int, column: int, length: int) -> str:
    """The line under its number, and below it carets under ``length`` characters from ``column``, both counted from 1.

    >>> print(excerpt("stem: {promt: What?}", 9, 8, 5))
      9 | stem: {promt: What?}
        |        ^^^^^
    """
    shown = [_shown(character) for character in line.expandtabs(TAB)]
    start = len(line[: column - 1].expandtabs(TAB))
    end = max(start + 1, len(line[: column - 1 + length].expandtabs(TAB)))
    edges = [0, *accumulate(cells(character) for character in shown)]
    edges += [edges[-1] + 1] * (end + 1 - len(edges))  # a place just behind the end
    margin = f"  {number} | "
    first, last = _window(max(edges[len(shown)], edges[start] + 1), WIDTH - len(margin), edges[start])
    text = "".join(
        _cut(character, left, first, last, edges[len(shown)])
        for character, left in zip(shown, edges, strict=False)
        if first <= left < last
    )
    carets = "^" * max(1, min(edges[end], last) - edges[start])
    below = f"{' ' * (len(margin) - 2)}| {' ' * (edges[start] - first)}{carets}"
    return f"{margin}{text.rstrip()}\n{below}"


def cells(character: str) -> int:
    """How many cells of a terminal a character takes: none where it joins the one before it.

    >>> [cells(character) for character in "aγ語\\u0301"]
    [1, 1, 2, 0]
    """
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _window(total: int, room: int, start: int) -> tuple[int, int]:
    """The cells that are shown, from and to: all that fit, with the piece near the middle."""
    if total <= room:
        return 0, room
    first = max(0, min(start - room // 2, total - room))
    return first, first + room


def _cut(character: str, left: int, first: int, last: int, total: int) -> str:
    """The character, or the sign that something is left out."""
    cut = (first > 0 and left == first) or (last < total and left + cells(character) >= last)
    return CUT if cut else character


def _shown(character: str) -> str:
    """What cannot be printed is shown as a sign of its own."""
    return character if character.isprintable() or cells(character) == 0 else "\ufffd"
