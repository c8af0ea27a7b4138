"""What a parameter may be drawn from, as authored."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from qbank.model import Exact, FieldError, Model, Whole

MAX_VALUES = 100_000
MAX_LENGTH = 50


class Range(Model):
    """The numbers from ``from`` to ``to``, both included, by ``step``."""

    first: Exact = Field(alias="from")
    last: Exact = Field(alias="to")
    step: Exact = Fraction(1)
    hidden: bool = False

    @model_validator(mode="after")
    def _counts(self) -> "Range":
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
        return self

    @property
    def values(self) -> tuple[Fraction, ...]:
        """Every value, ascending."""
        return tuple(self.first + self.step * count for count in range(int((self.last - self.first) / self.step) + 1))


class OneOf(Model):
    """One of these numbers, shown as written."""

    values: tuple[Exact, ...] = Field(alias="one_of", min_length=1)
    hidden: bool = False

    @model_validator(mode="after")
    def _distinct(self) -> "OneOf":
        _refuse_repeats("one_of", self.values)
        return self


class WordsOf(Model):
    """One of these words, for the story of a question."""

    values: tuple[str, ...] = Field(alias="words", min_length=1)
    hidden: bool = False

    @model_validator(mode="after")
    def _distinct(self) -> "WordsOf":
        _refuse_repeats("words", self.values)
        return self


def kind(raw: object) -> str:
    """Which kind of parameter a mapping means, by the field that only it has; in brackets, since paths in messages
    hold it and it is not a field itself."""
    if isinstance(raw, dict):
        for field in ("one_of", "words", "list_of"):
            if field in raw:
                return f"<{field}>"
    return "<range>"


class Lengths(Model):
    """From so many to so many elements."""

    first: Whole = Field(alias="from", ge=1)
    last: Whole = Field(alias="to", le=MAX_LENGTH)

    @model_validator(mode="after")
    def _ordered(self) -> "Lengths":
        if self.last < self.first:
            message = f"'to' ({self.last}) lies below 'from' ({self.first})"
            raise FieldError(message, "to")
        return self


class ListOf(Model):
    """A list whose elements are drawn one by one; its length may vary."""

    element: Annotated[Annotated[Range, Tag("<range>")] | Annotated[OneOf, Tag("<one_of>")], Discriminator(kind)] = (
        Field(alias="list_of")
    )
    length: Lengths
    hidden: bool = False

    @model_validator(mode="before")
    @classmethod
    def _fixed_length(cls, raw: Any) -> Any:
        """``length: 4`` is from 4 to 4."""
        if isinstance(raw, dict) and isinstance(raw.get("length"), Fraction):
            length = raw["length"]
            return {**raw, "length": {"from": length, "to": length}}
        return raw


Parameter = Annotated[
    Annotated[Range, Tag("<range>")]
    | Annotated[OneOf, Tag("<one_of>")]
    | Annotated[WordsOf, Tag("<words>")]
    | Annotated[ListOf, Tag("<list_of>")],
    Discriminator(kind),
]


def _refuse_repeats(field: str, values: tuple[object, ...]) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            message = "this value stands twice"
            raise FieldError(message, field, number)
