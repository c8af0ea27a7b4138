"""What a parameter may be drawn from, as authored."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from qbank.model import Before, Exact, Field, FieldError, Kinds, Model, Whole

MAX_VALUES = 100_000
MAX_LENGTH = 50


class Range(Model, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """The numbers from ``from`` to ``to``, both included, by ``step``."""

    first: Exact
    last: Exact
    step: Exact = Fraction(1)
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.step <= 0:
            message = "'step' must be positive"
            raise FieldError(message, "step")
        if self.last < self.first:
            message = f"'to' ({self.last}) lies below 'from' ({self.first})"
            raise FieldError(message, "to")
        if (self.last - self.first) / self.step >= MAX_VALUES:
            message = f"more than {MAX_VALUES:,} values: take a larger step"
            raise FieldError(message, "step")
        if (self.last - self.first) % self.step:
            message = f"'to' ({float(self.last):g}) is not reached from {float(self.first):g} in steps of {float(self.step):g}"
            raise FieldError(message, "to")

    @property
    def values(self) -> tuple[Fraction, ...]:
        """Every value, ascending."""
        return tuple(self.first + self.step * count for count in range(int((self.last - self.first) / self.step) + 1))


class OneOf(Model, frozen=True, kw_only=True, rename={"values": "one_of"}):
    """One of these numbers, shown as written."""

    values: Annotated[tuple[Exact, ...], Field(min_length=1)]
    hidden: bool = False

    def __post_init__(self) -> None:
        _refuse_repeats("one_of", self.values)


class WordsOf(Model, frozen=True, kw_only=True, rename={"values": "words"}):
    """One of these words, for the story of a question."""

    values: Annotated[tuple[str, ...], Field(min_length=1)]
    hidden: bool = False

    def __post_init__(self) -> None:
        _refuse_repeats("words", self.values)


def kind(raw: object) -> str:
    """Which kind of parameter a mapping means, by the field that only it has; in brackets, since paths in messages
    hold it and it is not a field itself."""
    if isinstance(raw, dict):
        for field in ("one_of", "words", "list_of"):
            if field in raw:
                return f"<{field}>"
    return "<range>"


class Lengths(Model, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """From so many to so many elements."""

    first: Annotated[Whole, Field(ge=1)]
    last: Annotated[Whole, Field(le=MAX_LENGTH)]

    def __post_init__(self) -> None:
        if self.last < self.first:
            message = f"'to' ({self.last}) lies below 'from' ({self.first})"
            raise FieldError(message, "to")


def _lengths(raw: object) -> object:
    """``length: 4`` is from 4 to 4."""
    return {"from": raw, "to": raw} if isinstance(raw, Fraction) else raw


class ListOf(Model, frozen=True, kw_only=True, rename={"element": "list_of"}):
    """A list whose elements are drawn one by one; its length may vary."""

    element: Annotated[Range | OneOf, Kinds(kind, lambda: ELEMENTS)]
    length: Annotated[Lengths, Before(_lengths)]
    hidden: bool = False


ELEMENTS: Mapping[str, type[Model]] = {"<range>": Range, "<one_of>": OneOf}
PARAMETERS: Mapping[str, type[Model]] = {**ELEMENTS, "<words>": WordsOf, "<list_of>": ListOf}

Parameter = Annotated[Range | OneOf | WordsOf | ListOf, Kinds(kind, lambda: PARAMETERS)]


def _refuse_repeats(field: str, values: tuple[object, ...]) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            message = "this value stands twice"
            raise FieldError(message, field, number)
