"""What may stand in a place of its own, between paragraphs: tables and pictures of the question's process, and curves.

    {{ table(process) }}               where each action leads, with what probability and reward
    {{ table(policy) }}                how often each action is taken
    {{ table(trajectory) }}            its steps
    {{ table(value_iteration(3)) }}    the trace of a procedure: a row for each sweep, a column for each state
    {{ drawing(process) }}             states and arrows
    {{ plot(losses, "step", "loss") }} a curve of a list's numbers

Formats of numbers stand around: ``fixed(table(value_iteration(3)), 2)``.
"""

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from qbank.errors import ExpressionError
from qbank.expressions.evaluate import constant
from qbank.expressions.kinds import SAID, kind_of
from qbank.expressions.parse import Parsed, parse
from qbank.generation.pictured import Drawn, drawn
from qbank.generation.processes import TRACES
from qbank.generation.tables import TableReader
from qbank.generation.texts import FORMATS, NUMBER_FORMATS, Look, Nested, Shown, look
from qbank.pictures import Plot
from qbank.question_types.question_type import Draw, Path
from qbank.question_types.separable import rational
from qbank.term import Call, Sym, Term, Words

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

BLOCKS = {"table": ("of",), "drawing": ("of",), "plot": ("values", "across", "up")}
OPENING = re.compile(r"\s*(?:(?:fixed|signed|percent|fraction)\s*\(\s*)*(?:table|drawing|plot)\s*\(")
DEFAULTS = {"across": Words("step"), "up": Words("value")}


def is_block(expression: str) -> bool:
    """Whether an expression means a table or a picture.

    >>> is_block("fixed(table(value_iteration(2)), 1)"), is_block("steps(x)")
    (True, False)
    """
    return OPENING.match(expression) is not None


class Curve(Struct, frozen=True):
    """A curve of a list's numbers."""

    quantity: int
    across: str
    up: str

    def fill(self, draw: Draw) -> Plot:
        """The curve in this draw."""
        return Plot(tuple(map(rational, draw.value(self.quantity))), self.across, self.up)


BlockProgram = Nested | Curve | Drawn


class BlockReader:
    """Reads one place of a text; ``noted`` says whether what it shows of parameters can be read off in every draw."""

    def __init__(self, workshop: "ItemWorkshop", path: Path, *, noted: bool) -> None:
        self.workshop, self.path, self.noted = workshop, path, noted

    def read(self, expression: str) -> BlockProgram:
        """The program of the place; ExpressionError with the offset in the expression."""
        formats = {name: FORMATS[name] for name in NUMBER_FORMATS}
        parsed = parse(expression, {**formats, **TRACES, **BLOCKS}, DEFAULTS)
        term = parsed.term
        how = Look()
        while isinstance(term, Call) and term.name in NUMBER_FORMATS:
            places = constant(term.arguments[1][1]) if term.name == "fixed" else None
            how = look(how, term.name, None if places is None else int(places))
            term = term.arguments[0][1]
        if not isinstance(term, Call) or term.name not in BLOCKS:
            message = "a table or a picture stands alone in its place"
            raise ExpressionError(message, None, "formats of numbers may stand around it, and nothing else")
        if term.name == "plot":
            return self._curve(term, parsed)
        return self._of_the_process(term, how)

    def _curve(self, term: Call, parsed: Parsed) -> Curve:
        values, across, up = (argument for _, argument in term.arguments)
        if not isinstance(across, Words) or not isinstance(up, Words):
            message = "what the axes are called is written in quotes"
            raise ExpressionError(message, None, 'such as plot(losses, "step", "loss")')
        resolved = self.workshop.meant(replace(parsed, term=values))
        kind = kind_of(resolved, self.workshop.kinds())
        if kind != "list":
            raise ExpressionError(f"a curve is drawn of a list of numbers, not of {SAID[kind]}")
        self._note(resolved, Look())
        return Curve(self.workshop.quantity(resolved), across.text, up.text)

    def _of_the_process(self, term: Call, how: Look) -> BlockProgram:
        process = self.workshop.told_process()
        shown = term.arguments[0][1]
        if term.name == "drawing":
            if shown != Sym("process"):
                raise ExpressionError("only the process can be drawn", None, "write drawing(process)")
            return drawn(process, self._shown, how)
        return Nested(TableReader(self.workshop, process, self._shown, how).read(shown))

    def _shown(self, term: Term, how: Look) -> Shown:
        """The program of a number of the process; a parameter is shown as elsewhere, unless a format says how."""
        if isinstance(term, Sym) and how.decimals is None and term.name in self.workshop.axes:
            how = Look(self.workshop.decimals(term.name), how.style)
        if self.workshop.is_real(term) and how.decimals is None:
            raise ExpressionError("a value to show is irrational", None, "say how many decimals to show: fixed(..., 3)")
        self._note(term, how)
        return Shown(self.workshop.quantity(term), how)

    def _note(self, term: Term, how: Look) -> None:
        """Note that a number is shown here."""
        self.workshop.note_use(self.path, term)
        if self.noted:
            self.workshop.note_shown(term, how)
