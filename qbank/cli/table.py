"""A table on the terminal: a name in front of each row, columns as wide as they need to be or as there is room.

Where there is not room enough for all columns, they follow one another in several tables. A cell that is too wide is wrapped,
and cut with an ellipsis after some lines, unless its row is to be whole.
"""

import textwrap
from collections.abc import Collection, Sequence

GAP = "  "
NARROWEST = 10
LINES = 4
"""So many lines of a cell are shown."""


def table(rows: Sequence[tuple[str, Sequence[str]]], width: int, whole: Collection[str] = ()) -> str:
    """Rows under a first one that is their head, in lines of that width; those named ``whole`` are not cut.

    >>> print(table([("variant", ["0", "1"]), ("reward", ["1/2", "−3"])], 40))
    variant  0    1
    ───────  ───  ──
    reward   1/2  −3
    """
    names = max(len(name) for name, _ in rows)
    room = width - names - len(GAP)
    natural = [max(map(len, cells)) for cells in zip(*(cells for _, cells in rows), strict=True)]
    per_table = max(1, _fitting(natural, room))
    starts = range(0, len(natural), per_table)
    return "\n\n".join(
        _one([(name, cells[start : start + per_table]) for name, cells in rows], names, room, whole) for start in starts
    )


def _fitting(natural: Sequence[int], room: int) -> int:
    """How many columns may stand side by side, so that none is narrower than it may be."""
    total, count = 0, 0
    for column in natural:
        total += min(column, NARROWEST) + (len(GAP) if count else 0)
        if total > room:
            break
        count += 1
    return count


def _one(rows: Sequence[tuple[str, Sequence[str]]], names: int, room: int, whole: Collection[str]) -> str:
    natural = [max(map(len, cells)) for cells in zip(*(cells for _, cells in rows), strict=True)]
    widths = _shared(natural, room - len(GAP) * (len(natural) - 1))
    (head, titles), *others = rows
    rule = "─" * names, ["─" * width for width in widths]
    lines = [*_lines(head, titles, names, widths, most=None), GAP.join((rule[0], *rule[1]))]
    for name, cells in others:
        lines += _lines(name, cells, names, widths, most=None if name in whole else LINES)
    return "\n".join(lines)


def _shared(natural: Sequence[int], room: int) -> list[int]:
    """The widths of columns: those that need less than an equal share leave the rest to the others."""
    widths, left, waiting = dict[int, int](), room, sorted(range(len(natural)), key=natural.__getitem__)
    while waiting:
        column = waiting.pop(0)
        widths[column] = min(natural[column], max(1, left // (len(waiting) + 1)))
        left -= widths[column]
    return [widths[column] for column in range(len(natural))]


def _lines(name: str, cells: Sequence[str], names: int, widths: Sequence[int], *, most: int | None) -> list[str]:
    wrapped = [_wrapped(cell, width, most) for cell, width in zip(cells, widths, strict=True)]
    height = max(1, *map(len, wrapped))
    columns = [
        [f"{line:<{width}}" for line in _filled(own, height)] for own, width in zip(wrapped, widths, strict=True)
    ]
    first = [name, *[""] * (height - 1)]
    return [
        GAP.join((f"{first[line]:<{names}}", *(column[line] for column in columns))).rstrip() for line in range(height)
    ]


def _filled(lines: list[str], height: int) -> list[str]:
    return [*lines, *[""] * (height - len(lines))]


def _wrapped(cell: str, width: int, most: int | None) -> list[str]:
    return textwrap.wrap(cell, width, max_lines=most, placeholder="…", break_on_hyphens=False) or [""]
