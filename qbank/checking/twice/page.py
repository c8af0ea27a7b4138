"""What a student reads off the page: each parameter as it is displayed, read back as a number.

Stem and prompts are rendered as plain text, a value between two marks, and what stands between them is read. A parameter
that is displayed several times is read where it is displayed most exactly; one that no text displays (a hidden one, or one of
a single value) keeps its value.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from qbank.content import MINUS, Piece, Text, plain
from qbank.generation.draw import Batch, NumberedDraw
from qbank.generation.program import Program
from qbank.generation.texts import Compiled, Joined, Shown
from qbank.question_types.question_type import TextProgram
from qbank.rl.arithmetic import Quantity
from qbank.term import Index, Num, Sym, Term

LOOKED_UP = 2_000
"""Of up to so many values all are looked at beforehand."""
OPEN, CLOSE = "\ue010", "\ue011"
FRAMED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


class Reading(Struct, frozen=True):
    """A place of a text that shows a parameter, or one element of a list."""

    text: Compiled
    place: int
    name: str
    element: int | None = None


class Page:
    """The parameters of a question's draws as its page displays them; what a value looks like is read once."""

    def __init__(self, compiled: Program) -> None:
        self.compiled = compiled
        self.readings: dict[str, list[Reading]] = {}
        for text in standing(compiled):
            for one in _readings(compiled, text):
                self.readings.setdefault(one.name, []).append(one)
        self.seen: dict[tuple[str, Quantity], Fraction] = {}
        values = {axis.name: axis.values for axis in compiled.axes}
        self.rounded = {name for name in self.readings if not self._always_exact(name, values[name])}
        """The parameters of which some value may be displayed as another number."""

    def read(self, draw: Mapping[str, Quantity]) -> dict[str, Any]:
        """The parameters of a draw, numbers as they are displayed."""
        found = dict(draw)
        for name in self.rounded & set(draw):
            value = draw[name]
            elements = tuple(self._displayed(name, one) for one in _elements(value))
            found[name] = elements if isinstance(value, tuple) else elements[0]
        return found

    def _always_exact(self, name: str, values: tuple[Any, ...]) -> bool:
        """Whether each value is displayed as itself; of very many values that is asked only where they occur."""
        return len(values) <= LOOKED_UP and all(self._displayed(name, value) == value for value in values)

    def _displayed(self, name: str, value: Fraction) -> Fraction:
        """What a value looks like; where it looks different in two places, the more exact one."""
        key = name, value
        if key not in self.seen:
            looks = [self._look(one, value) for one in self.readings[name]]
            told = [one for one in looks if one is not None]
            self.seen[key] = min(told, key=lambda one: abs(one - value), default=value)
        return self.seen[key]

    def _look(self, one: Reading, value: Fraction) -> Fraction | None:
        """The number that is read off the page where the parameter, or this element, has the value."""
        is_list = any(axis.name == one.name and axis.lengths != (None,) for axis in self.compiled.axes)
        drawn: Quantity = (value,) * ((one.element or 0) + 1) if is_list else value
        draw = NumberedDraw(Batch(self.compiled.terms, [{one.name: drawn}], self.compiled.model.id, ""), 0, 0)
        figure = figure_in(one.text, one.place, plain(one.text.places[one.place].fill(draw)))
        return number(figure.partition(", ")[0])


def standing(compiled: Program) -> Iterator[Compiled]:
    """The texts that students read in every draw before they answer: the stem and the prompts."""
    for program in (compiled.stem, *(part.prompt for part in compiled.parts)):
        yield from _unconditional(program)


def _unconditional(program: TextProgram) -> Iterator[Compiled]:
    match program:
        case Compiled():
            yield program
        case Joined(texts):
            for condition, text in texts:
                if condition is None:
                    yield from _unconditional(text)
        case _:
            return


def _readings(compiled: Program, text: Compiled) -> Iterator[Reading]:
    axes = {axis.name for axis in compiled.axes if not isinstance(axis.values[0], str)}
    for place, program in enumerate(text.places):
        if isinstance(program, Shown):
            match shown_term(compiled, program):
                case Sym(name=name) if name in axes:
                    yield Reading(text, place, name)
                case Index(base=Sym(name=name), index=Num(value=value)) if name in axes:
                    yield Reading(text, place, name, int(value))
                case _:
                    pass


def shown_term(compiled: Program, place: Shown) -> Term:
    """The Term whose value a place shows."""
    return compiled.terms.terms[place.quantity]


def figure_in(text: Compiled, place: int, shown: str) -> str:
    """What stands in one place of the rendered text when this is shown there."""
    values = tuple([f"{OPEN}{shown}{CLOSE}" if number == place else "" for number in range(len(text.places))])
    found = FRAMED.search(plain(Text((Piece(text.tree, values),))))
    return "" if found is None else found[1]


def number(figure: str) -> Fraction | None:
    """The number that a figure shows; None of a word.

    >>> print(number("−0.5"), number("(1/3)"), number("12.5%"), number("a dog"))
    -1/2 1/3 1/8 None
    """
    text = figure.strip("()").replace(MINUS, "-").removeprefix("+")
    try:
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        return None


def _elements(value: Quantity) -> tuple[Quantity, ...]:
    return value if isinstance(value, tuple) else (value,)
