"""What of a question is looked at: a numbered draw or chosen parameters, and on which kind of page."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from qbank.errors import QbankError
from qbank.generation.chosen import chosen
from qbank.generation.program import Program
from qbank.item import Item

WEB, MOODLE, PAPER = "web", "moodle", "paper"
TABS = {WEB: "Student and key", MOODLE: "In Moodle", PAPER: "On paper"}
SET = "set."
"""Begins the name of a field that gives a parameter a value."""
DIGITS = 30


class View(Struct, frozen=True):
    """One view of a question. ``given`` are values for parameters, as typed, in the place of the draw's own."""

    seed: str = "0"
    variant: int = 0
    given: tuple[tuple[str, str], ...] = ()
    tab: str = WEB

    def fields(self) -> Iterator[tuple[str, str]]:
        """What is not as usual, by name."""
        usual = View()
        for name in ("seed", "variant", "tab"):
            if getattr(self, name) != getattr(usual, name):
                yield name, str(getattr(self, name))
        for name, value in self.given:
            yield SET + name, value

    def item(self, program: Program) -> Item:
        """The item of this draw; QbankError when there is none."""
        return chosen(program, self.seed, self.variant, dict(self.given))


def view_of(query: Mapping[str, str]) -> View:
    """The view that an address asks for; QbankError where it cannot be understood.

    >>> view_of({"variant": "12", "set.discount": "0.9", "v": "7"})
    View(seed='0', variant=12, given=(('discount', '0.9'),), tab='web')
    """
    number = query.get("variant", "").strip().replace(",", "") or "0"
    if not (number.isascii() and number.isdigit() and len(number) <= DIGITS):
        raise QbankError(f"a draw has a whole number from 0, not {number!r}")
    tab = query.get("tab", WEB)
    given = tuple((name.removeprefix(SET), value) for name, value in query.items() if name.startswith(SET))
    return View(query.get("seed", "0"), int(number), given, tab if tab in TABS else WEB)


def address(kind: str, id: str, view: View | None = None, digest: str = "", **changes: Any) -> str:
    """Where a page of a question is; with a digest of its file, one that differs when the file does.

    >>> address("question", "td/a b"), address("student", "td", View(), variant=2, digest="1f")
    ('/question/td/a%20b', '/student/td?variant=2&file=1f')
    """
    fields = [] if view is None else list(replace(view, **changes).fields())
    if digest:
        fields.append(("file", digest))
    return f"/{kind}/{quote(id)}" + (f"?{urlencode(fields)}" if fields else "")
