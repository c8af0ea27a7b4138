"""Several draws of a question on the terminal: a table of what they have, then where their words differ."""

import shlex
import textwrap
from collections.abc import Sequence

from qbank.checking.comparison import Row, differences, rows
from qbank.checking.extremes import Extremes
from qbank.cli.table import table
from qbank.item import Item

INDENT = "    "


def side_by_side(items: Sequence[Item], count: int, width: int) -> str:
    """Draws beside one another; ``count`` is how many there are of the question."""
    first, last = items[0], items[-1]
    numbers = f"variant {first.variant}" if first is last else f"variants {first.variant} to {last.variant}"
    head = f"{first.title}\n{first.id} · {numbers} of {count:,} · seed {first.seed}"
    return "\n\n".join([head, *_compared(items, width)])


def extremes_side_by_side(items: Sequence[Item], found: Extremes, width: int) -> str:
    """The extreme draws beside one another, and the command that shows each of them in full."""
    if not items:
        return "all variants have the same key, and texts of the same length: none is extreme"
    first = items[0]
    head = f"{first.title}\n{first.id} · extremes of {_among(found)} · seed {first.seed}"
    names = Row("extreme", tuple(", ".join(extreme.names) for extreme in found.found))
    commands = [f"{INDENT}{_command(item)}" for item in items]
    return "\n\n".join([head, *_compared(items, width, [names]), "\n".join(["Each in full:", *commands])])


def _among(found: Extremes) -> str:
    """How many variants were looked at."""
    numbers = f"{found.numbers:,} of {found.variants:,}" if found.numbers < found.variants else f"{found.variants:,}"
    return f"{numbers} variants" + (f" (texts: of {found.texts:,})" if found.texts < found.numbers else "")


def _command(item: Item) -> str:
    seed = "" if item.seed == "0" else f" --seed {shlex.quote(item.seed)}"
    return f"qbank show {item.id}{seed} --variant {item.variant}"


def _compared(items: Sequence[Item], width: int, first: Sequence[Row] = ()) -> list[str]:
    """The table, what is the same in all draws, and where their words differ."""
    found = rows(items)
    varied = [row for row in found if not row.same or len(items) == 1]
    shown = [Row("variant", tuple(str(item.variant) for item in items)), *first, *varied]
    cells = [(row.name, row.cells) for row in shown]
    parts = [table(cells, width, whole={row.name for row in first}) if len(shown) > 1 else ""]
    parts.append(_same([row for row in found if row not in varied], width))
    parts.append(_worded(items, width) if len(items) > 1 else "")
    return [part for part in parts if part]


def _same(found: Sequence[Row], width: int) -> str:
    if not found:
        return ""
    return _folded("the same in all: ", ", ".join(f"{row.name} = {row.cells[0]}" for row in found), width)


def _worded(items: Sequence[Item], width: int) -> str:
    lines = []
    for difference in differences(items):
        lines.append(f"{difference.name}:")
        for places, text in difference.wordings:
            variants = ", ".join(str(items[place].variant) for place in places)
            lines.append(_folded(f"{INDENT}{variants}: ", text, width))
    if not lines:
        return _folded("", "Their words are the same; only numbers and the order of options differ.", width)
    return "\n".join(["Their words differ:", *lines])


def _folded(start: str, text: str, width: int) -> str:
    deeper = INDENT * 2 if start else ""
    return textwrap.fill(text, width, initial_indent=start, subsequent_indent=deeper, break_on_hyphens=False)
