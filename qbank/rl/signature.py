"""What a formula takes: numbers, lists, tables and words, how long each list is, and what is said when they do not fit.

A body's annotations say it: ``Quantity`` is a number, ``Quantities`` a list, ``Table`` a list of lists, and a ``Literal`` of
words names a convention. A list's length stands beside it, ``Annotated[Quantities, "T+1"]``, or is T; ``"G>1"`` is two or
more. A table's shape is ``"SxA"``, and ``"MxT*"`` is ragged: M rows, each with a length of its own that tables of the same
formula share row by row.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct

from qbank.errors import ExpressionError
from qbank.rl.arithmetic import Quantities, Table
from qbank.term import Items, Term, Words, lift

ValueKind = Literal["number", "list", "table", "word"]
# A capital, or the n of an n-step return; the x between rows and columns is none.
DIMENSION = re.compile(r"(?P<letter>[A-Zn])(?P<more>\+\d)?(?P<above>>\d)?(?P<ragged>\*)?")


class Parameter(Struct, frozen=True):
    """One parameter: its kind, the shape of a list or table, the words it may be, and what it is when it is not given."""

    name: str
    kind: ValueKind
    shape: str = ""
    words: tuple[str, ...] = ()
    default: Any = None

    def as_term(self, value: Any) -> Term:
        """A given value as a Term; a word that is none of the parameter's raises ExpressionError."""
        if self.kind == "word":
            return value if isinstance(value, Term) else Words(self.word(value))
        return Items(tuple(map(self.as_term, value))) if isinstance(value, (list, tuple)) else lift(exactly(value))

    def as_number(self, value: Any) -> Any:
        """A given value, exact; lists element by element."""
        return self.word(value) if self.kind == "word" else exactly(value)

    def word(self, value: object) -> str:
        """The word, if it is one of the parameter's."""
        if value in self.words:
            return str(value)
        message = f"{self.name!r} is {' or '.join(map(repr, self.words))}, not {value!r}"
        raise ExpressionError(message)

    def opened(self, term: Term) -> Any:
        """A Term as a body takes it: the elements of lists, and words as they are."""
        if self.kind != "word":
            return elements(term)
        if isinstance(term, Words):
            return self.word(term.text)
        message = f"{self.name!r} must be written out: {' or '.join(map(repr, self.words))}"
        raise ExpressionError(message)


def signature_of(body: Callable[..., Any]) -> tuple[Parameter, ...]:
    """The parameters of a formula's body, in order.

    >>> def total(rewards: Quantities, average: Literal["token", "sequence"] = "token"): ...
    >>> [(one.name, one.kind, one.shape, one.words) for one in signature_of(total)]
    [('rewards', 'list', 'T', ()), ('average', 'word', '', ('token', 'sequence'))]
    """
    return tuple(map(_parameter, inspect.signature(body).parameters.values()))


def result_kind(body: Callable[..., Any]) -> ValueKind:
    """What a body gives back: a number, a list or a table."""
    return _kind(inspect.signature(body).return_annotation)[0]


def _parameter(one: inspect.Parameter) -> Parameter:
    kind, shape = _kind(one.annotation)
    words = tuple(map(str, get_args(one.annotation))) if kind == "word" else ()
    return Parameter(one.name, kind, shape, words, None if one.default is one.empty else one.default)


def _kind(annotation: Any) -> tuple[ValueKind, str]:
    shape = ""
    if hasattr(annotation, "__metadata__"):
        (shape,), annotation = annotation.__metadata__, annotation.__origin__
    if get_origin(annotation) is Literal:
        return "word", ""
    if annotation == Table:
        return "table", shape or "SxA"
    return ("list", shape or "T") if annotation == Quantities else ("number", "")


def elements(value: Any) -> Any:
    """A list written out as a tuple of its elements, at every depth; anything else as it is."""
    return tuple(map(elements, value.items)) if isinstance(value, Items) else value


def exactly(value: Any) -> Any:
    """Numbers and their text as fractions; lists element by element; TypeError for floats, which are not exact.

    >>> exactly(["0.1", 2])
    (Fraction(1, 10), Fraction(2, 1))
    """
    if isinstance(value, (list, tuple)):
        return tuple(map(exactly, value))
    if isinstance(value, float):
        message = f"{value!r} is not exact: write it as text, or as a Fraction"
        raise TypeError(message)
    return Fraction(value) if isinstance(value, (int, str)) else value


def check_shapes(formula: str, signature: Sequence[Parameter], given: Mapping[str, Any]) -> None:
    """Raise ExpressionError where lists and tables do not have the lengths that belong together, or too few elements.

    Lists that are not written out yet (a Term instead of a tuple) are not looked at.
    """
    known: dict[str, tuple[int, str]] = {}
    for one in signature:
        if one.kind in ("list", "table") and isinstance(given[one.name], tuple):
            for letter, length, what in _lengths(one, given[one.name]):
                before, first = known.setdefault(letter, (length, what))
                if length != before:
                    message = f"the lengths of {first} and {what}, given to {formula!r}, do not belong together"
                    raise ExpressionError(message, None, _wanted(signature))


def _lengths(one: Parameter, value: tuple[Any, ...]) -> list[tuple[str, int, str]]:
    """For each dimension its letter, what the letter then stands for, and whose length it was."""
    found = []
    rows, *columns = DIMENSION.finditer(one.shape)
    if len(value) < least(rows):
        message = f"{one.name!r} needs {least(rows)} elements or more"
        raise ExpressionError(message)
    found.append((rows["letter"], len(value) - int(rows["more"] or 0), repr(one.name)))
    for dimension in columns:
        for number, row in enumerate(value):
            if isinstance(row, tuple):
                letter = f"{dimension['letter']}{number}" if dimension["ragged"] else dimension["letter"]
                found.append((letter, len(row) - int(dimension["more"] or 0), f"{one.name}[{number}]"))
    return found


def least(dimension: re.Match[str]) -> int:
    """The smallest length that a dimension of a shape may have, where its letter is 1 or more.

    >>> [least(DIMENSION.fullmatch(shape)) for shape in ("T", "T+1", "G>1")]
    [1, 2, 2]
    """
    above = int(dimension["above"].removeprefix(">")) if dimension["above"] else 0
    return above + 1 + int(dimension["more"] or 0)


def _wanted(signature: Sequence[Parameter]) -> str:
    shapes = ", ".join(f"{one.name}: {one.shape.replace('x', ' x ')}" for one in signature if one.shape)
    return f"shapes: {shapes}"
