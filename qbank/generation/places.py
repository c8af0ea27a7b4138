"""What stands in a place of an author's text: an expression, a format around it, or strings chosen by a condition."""

from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.errors import ExpressionError, OffsetError
from qbank.expressions.evaluate import constant
from qbank.expressions.kinds import SAID, Kind, kind_of
from qbank.generation.blocks import BlockProgram, BlockReader, is_block
from qbank.generation.gaps import GapPlace, read_gap
from qbank.generation.texts import FORMATS, NUMBER_FORMATS, Chosen, Compiled, Look, Nested, PlaceProgram, Shown, look
from qbank.question_types.question_type import Path
from qbank.term import Call, Compare, Cond, Index, Sym, Term, Words, lift, walk
from qbank.text import PlaceSource

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop


class ReadPlace(Struct, frozen=True, kw_only=True):
    """A place that was read: where it stands, the expression in it, and if students read that text in every draw."""

    path: Path
    source: PlaceSource
    term: Term
    program: PlaceProgram
    stands: bool

    @property
    def at(self) -> tuple[int, int]:
        """Where the expression begins in its text, and its length."""
        return self.source.offset, len(self.source.expression)


class PlaceReader:
    """Reads the places of one text. Offsets of errors are those of the text."""

    def __init__(self, workshop: "ItemWorkshop", path: Path) -> None:
        self.workshop, self.path = workshop, path

    def read(self, place: PlaceSource) -> PlaceProgram | BlockProgram | GapPlace:
        """The program of one place."""
        if place.expression.startswith("[["):
            return read_gap(self.workshop, self.path, place)
        try:
            if is_block(place.expression):
                if place.kind != "block":
                    message = "a table or a picture is a block of its own and cannot stand here"
                    raise ExpressionError(message, None, "give it a paragraph of its own")
                return BlockReader(self.workshop, self.path, noted=self._always_stands()).read(place.expression)
            term = self.workshop.resolved(place.expression, FORMATS)
            if place.kind != "block" and isinstance(term, Call) and term.name == "steps":
                message = "a derivation is maths of its own and cannot stand here"
                raise ExpressionError(message, None, "give it a paragraph of its own, without dollars")
            program = self._place(term)
            self.workshop.note_use(self.path, term)
        except OffsetError as error:
            raise error.moved(place.offset, len(place.expression)) from error
        self.workshop.notes.places.append(
            ReadPlace(path=self.path, source=place, term=term, program=program, stands=self._always_stands())
        )
        if isinstance(program, Shown) and self._always_stands():
            self.workshop.note_shown(self.workshop.terms.terms[program.quantity], program.look)
        return program

    def _always_stands(self) -> bool:
        """Whether the text is one that students read in every draw."""
        match self.path:
            case ("stem", int(number), _):
                return self.workshop.model.paragraphs()[number][2] is None
            case _:
                return self.path[0] == "stem" or self.path[-1] == "prompt"

    def _place(self, term: Term) -> PlaceProgram:
        match term:
            case Cond(test=test, then=then, otherwise=otherwise):
                self._expect(test, "condition")
                return Chosen(self.workshop.quantity(test), self._place(then), self._place(otherwise))
            case Words(text=text):
                return self._markdown(text)
            case Call(name="plural", arguments=((_, count), (_, one), (_, many))):
                self._expect(count, "number", "'plural'")
                single = self.workshop.quantity(Compare("==", count, lift(1)))
                return Chosen(single, self._place(one), self._place(many))
            case Call(name="steps", arguments=((_, quantity),)):
                self._expect(quantity, "number", "'steps'")
                return Nested(self.workshop.derived(quantity, None))
            case _:
                return self._number(term)

    def _markdown(self, text: str) -> PlaceProgram:
        compiled = self.workshop.model.texts.compile(text)
        if compiled.places:
            message = "a string inside a place cannot hold places itself"
            raise ExpressionError(message)
        return Nested(Compiled(compiled.tree, ()))

    def _number(self, term: Term) -> PlaceProgram:
        """A quantity with formats around it, applied from the inside."""
        formats: list[tuple[str, int | None]] = []
        while isinstance(term, Call) and term.name in NUMBER_FORMATS:
            decimals = _decimals(term) if term.name == "fixed" else None
            formats.append((term.name, decimals))
            term = term.arguments[0][1]
        self._refuse_formats(term)
        kind = kind_of(term, self.workshop.kinds())
        if kind == "condition":
            message = "a condition cannot be shown"
            raise ExpressionError(message, None, 'choose a text by it: "yes" if ... else "no"')
        if kind == "table":
            message = "a list of lists cannot be shown"
            raise ExpressionError(message, None, "show its rows or elements: x[0], x[0][1]")
        if formats and kind in ("word", "words"):
            message = f"{formats[0][0]!r} takes a number, not {SAID[kind]}"
            raise ExpressionError(message)
        how = Look(self._own_decimals(term))
        for name, decimals in reversed(formats):
            how = look(how, name, decimals)
        if self.workshop.is_real(term) and how.decimals is None:
            message = "this value is irrational"
            raise ExpressionError(message, None, "say how many decimals to show: fixed(..., 3)")
        return Shown(self.workshop.quantity(term), how, kind)

    def _own_decimals(self, term: Term) -> int | None:
        named = term.base if isinstance(term, Index) else term
        if isinstance(named, Sym) and named.name in self.workshop.axes:
            return self.workshop.decimals(named.name)
        return None

    def _expect(self, term: Term, kind: Kind, what: str = "'if'") -> None:
        self._refuse_formats(term)
        found = kind_of(term, self.workshop.kinds())
        if found != kind:
            message = f"{what} takes {SAID[kind]}, not {SAID[found]}"
            raise ExpressionError(message)

    @staticmethod
    def _refuse_formats(term: Term) -> None:
        for node in walk(term):
            if isinstance(node, Call) and node.name in FORMATS:
                message = f"{node.name!r} is a format: it stands outside, around the whole expression"
                raise ExpressionError(message)


def _decimals(call: Call) -> int:
    places = constant(call.arguments[1][1])
    if places is None or places.denominator != 1 or not 0 <= places <= 12:
        message = "'fixed' takes a number of decimals from 0 to 12"
        raise ExpressionError(message)
    return int(places)
