"""``Model``: the record that data from outside (YAML, lock files) is checked against.

Records that qbank itself makes, by the thousand, are frozen structs: they need no checking.
"""

from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Model(BaseModel):
    """A frozen record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldError(ValueError):
    """A fault of a field, found where fields are compared; ``path`` leads from the record to it."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


def exact(value: object) -> Fraction:
    """A number as authored, exact: ``0.1`` is 1/10, and ``"1/3"`` is 1/3.

    >>> exact("1/3")
    Fraction(1, 3)
    """
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    try:
        return Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError):
        message = f"expected a number such as 0.5, -2 or 1/3, not {value!r}"
        raise ValueError(message) from None


def whole(value: object) -> object:
    """A whole number, however it was written: YAML gives exact fractions."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


Exact = Annotated[Fraction, BeforeValidator(exact)]
Whole = Annotated[int, BeforeValidator(whole)]
