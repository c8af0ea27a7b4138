"""A small Blackboard: it reads tab-delimited rows as its help page *Upload questions* says, and grades as its defaults do.

``Fault`` (in ``moodle_reader``) is raised where a row would fail to upload, or be taken for another one.
"""

import re
from dataclasses import dataclass

from tests.moodle_reader import ensure

NUMBER = re.compile(r"-?\d+(\.\d+)?")
FEWEST = {"MC": 4, "MA": 4, "TF": 1, "ESS": 1, "ORD": 2, "MAT": 4, "FIB": 1, "NUM": 1}


@dataclass
class Row:
    """One row."""

    type: str
    text: str
    cells: list[str]

    @property
    def options(self) -> list[tuple[str, bool]]:
        return [(text, mark == "correct") for text, mark in zip(self.cells[::2], self.cells[1::2], strict=True)]

    def grade(self, response: object) -> float | None:
        """The share of the points that a response earns without partial credit; None for an essay."""
        match self.type, response:
            case "NUM", float():
                value, tolerance = float(self.cells[0]), float(self.cells[1]) if len(self.cells) > 1 else 0.0
                return float(abs(value - response) <= tolerance * (1 + 1e-9))
            case "FIB", str():
                return float(response.strip().casefold() in [cell.casefold() for cell in self.cells])
            case "MC", int():
                return float(self.options[response][1])
            case "TF", str():
                return float(response == self.cells[0])
            case "MA", frozenset():
                return float(response == {place for place, (_, right) in enumerate(self.options) if right})
            case "ORD", list():
                return float(response == list(range(len(self.cells))))
            case "MAT", dict():
                return float(response == dict(zip(self.cells[::2], self.cells[1::2], strict=True)))
            case _:
                return None


def read(data: bytes) -> list[Row]:
    """The rows of a file."""
    ensure(not data.startswith(b"\xef\xbb\xbf"), "a byte order mark would stand before the first type")
    text = data.decode()
    ensure(text and not text.endswith("\n"), "a blank line at the end")
    return [_row(line) for line in text.split("\r\n")]


def _row(line: str) -> Row:
    ensure("\n" not in line and "\r" not in line, "a line break in a cell")
    kind, text, *cells = line.split("\t")
    ensure(kind in FEWEST and text, f"no type {kind!r}, or no text")
    ensure(FEWEST[kind] <= len(cells) <= 200 and all(cells), f"the cells {cells}")
    ensure(not re.search(r"<[A-Za-z/!?]", line), "something reads as a tag")
    ensure(not text.startswith(("=", "+", "-", "@")), "a spreadsheet would run this")
    match kind:
        case "NUM":
            ensure(all(map(NUMBER.fullmatch, cells)), f"{cells} are no numbers")
        case "MC" | "MA":
            ensure(set(cells[1::2]) <= {"correct", "incorrect"}, f"{cells[1::2]}")
            ensure(kind == "MA" or cells[1::2].count("correct") == 1, "not one right option")
        case "TF":
            ensure(cells[0] in ("true", "false"), "true and false are small")
        case "MAT":
            ensure(len(set(cells[1::2])) == len(cells) // 2, "one to one")
    return Row(kind, text, cells)
