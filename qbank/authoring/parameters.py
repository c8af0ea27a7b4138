"""What a parameter may be drawn from, as authored."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from qbank.model import Before, Exact, Field, FieldError, Kinds, Model, Whole

MAX_VALUES = 100_000
MAX_LENGTH = 50

Hidden = Annotated[
    bool,
    Field(
        description="Whether no text shows it. Hidden parameters do not count as variants; every other one must be readable "
        "off the stem or a prompt."
    ),
]


class Range(Model, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """The numbers from ``from`` to ``to``, both included, by ``step``."""

    first: Annotated[Exact, Field(description="The smallest number.", examples=[-1, 0.5])]
    last: Annotated[
        Exact, Field(description="The largest number; steps from the smallest must reach it.", examples=[1, 3])
    ]
    step: Annotated[
        Exact, Field(gt=0, description="How far neighbouring numbers lie apart.", examples=[0.1, "1/4"])
    ] = Fraction(1)
    hidden: Hidden = False

    def __post_init__(self) -> None:
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
        return _steps(self.first, self.last, self.step)


@lru_cache(maxsize=1024)
def _steps(first: Fraction, last: Fraction, step: Fraction) -> tuple[Fraction, ...]:
    return tuple(first + step * count for count in range(int((last - first) / step) + 1))


class OneOf(Model, frozen=True, kw_only=True, rename={"values": "one_of"}):
    """One of these numbers, shown exactly."""

    values: Annotated[
        tuple[Exact, ...],
        Field(
            min_length=1,
            description="The numbers, one of which is drawn; each is shown exactly.",
            examples=[[0.9, 0.95, 0.99]],
        ),
    ]
    hidden: Hidden = False

    def __post_init__(self) -> None:
        _refuse_repeats("one_of", self.values)


class WordsOf(Model, frozen=True, kw_only=True, rename={"values": "words"}):
    """One of these words, for the story of a question."""

    values: Annotated[
        tuple[str, ...],
        Field(
            min_length=1,
            description="The words, one of which is drawn, for the story of the question.",
            examples=[["a summariser", "a coding assistant"]],
        ),
    ]
    hidden: Hidden = False

    def __post_init__(self) -> None:
        _refuse_repeats("words", self.values)
        for number, word in enumerate(self.values):
            if not word.strip():
                message = "this word is empty"
                raise FieldError(message, "words", number)


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

    first: Annotated[Whole, Field(ge=1, description="The smallest number of elements.")]
    last: Annotated[Whole, Field(le=MAX_LENGTH, description="The largest number of elements.")]

    def __post_init__(self) -> None:
        if self.last < self.first:
            message = f"'to' ({self.last}) lies below 'from' ({self.first})"
            raise FieldError(message, "to")


def _lengths(raw: object) -> object:
    """``length: 4`` is from 4 to 4."""
    return {"from": raw, "to": raw} if isinstance(raw, Fraction) else raw


class ListOf(Model, frozen=True, kw_only=True, rename={"element": "list_of"}):
    """A list whose elements are drawn one by one; its length may vary."""

    element: Annotated[
        Range | OneOf,
        Kinds(kind, lambda: ELEMENTS),
        Field(
            description="What each element is drawn from: a range, or one of some numbers.",
            examples=[{"from": -1, "to": 2, "step": 0.5}],
        ),
    ]
    length: Annotated[
        Lengths,
        Before(_lengths, accepts=Annotated[Whole, Field(ge=1, le=MAX_LENGTH)] | Lengths),
        Field(description="How many elements: a number, or `{from: 3, to: 5}`.", examples=[4, {"from": 3, "to": 5}]),
    ]
    hidden: Hidden = False


ELEMENTS: Mapping[str, type[Model]] = {"<one_of>": OneOf, "<range>": Range}
PARAMETERS: Mapping[str, type[Model]] = {"<one_of>": OneOf, "<words>": WordsOf, "<list_of>": ListOf, "<range>": Range}

Parameter = Annotated[Range | OneOf | WordsOf | ListOf, Kinds(kind, lambda: PARAMETERS), Field(title="parameter")]


def _refuse_repeats(field: str, values: tuple[object, ...]) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            message = "this value stands twice"
            raise FieldError(message, field, number)
