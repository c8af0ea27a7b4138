"""The fields of a form for each interaction: what they hold, and the response that they make.

Every field is one that a browser has by itself. Options are known by their ids, which is also how messages call them, so
``not matched yet: c`` means the row under c.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from qbank.content import Text
from qbank.document import Spelling, response, spellings
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Part
from qbank.response import Response

Form = Mapping[str, Sequence[str]]
"""What a form sent: the values of each field by its name."""


class Option(Struct, frozen=True):
    """Something to choose, and whether it is chosen."""

    id: str
    text: Text
    chosen: bool = False


class Row(Struct, frozen=True):
    """A source or a step, and the field in which it gets its target or place."""

    name: str
    id: str
    text: Text
    value: str = ""


class Field(Struct, frozen=True, kw_only=True):
    """Where a part is answered: by which kind of fields, under which name, and what they hold now."""

    name: str
    kind: str
    note: str
    value: str
    unit: str = ""
    lines: int = 0
    symbols: tuple[Spelling, ...] = ()
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    values: tuple[str, ...] = ()


def field(name: str, part: Part, given: Response) -> Field:
    """The field of a part, filled with a response; empty when nothing was answered."""
    entry = part.interaction
    note, values = response(part).note, _held(entry, given)
    basic = Field(name=name, kind=kind(entry), note=note, value=given)
    match entry:
        case NumericEntry(unit=unit):
            return replace(basic, unit=unit)
        case ExpressionEntry(symbols):
            return replace(basic, symbols=spellings(symbols))
        case TextEntry():
            return basic
        case SingleChoice(choices) | MultipleChoice(choices):
            return replace(basic, options=_options(choices, values))
        case Matching(sources, targets):
            rows = _rows(name, sources, values)
            return replace(basic, options=_options(targets, {}), rows=rows, values=tuple(one.id for one in targets))
        case Ordering(steps):
            places = tuple(str(place) for place in range(1, len(steps) + 1))
            return replace(basic, rows=_rows(name, steps, values), values=places)
        case ExtendedText(lines):
            return replace(basic, lines=lines)
        case _:
            assert_never(entry)


def _options(choices: tuple[Choice, ...], chosen: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(choice.id, choice.text, choice.id in chosen) for choice in choices)


def _rows(name: str, choices: tuple[Choice, ...], values: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(Row(f"{name}-{choice.id}", choice.id, choice.text, values.get(choice.id, "")) for choice in choices)


def given(name: str, entry: Interaction, form: Form) -> Response:
    """The response that a form makes to an interaction; empty when nothing was filled in.

    >>> from qbank.content import Text
    >>> steps = tuple(Choice(letter, Text()) for letter in "abc")
    >>> given("q", Ordering(steps), {"q-a": ["2"], "q-b": ["1"], "q-c": ["3"]})
    'b,a,c'
    >>> given("q", Matching(steps, steps), {"q-a": ["c"], "q-b": [""], "q-c": ["a"]})
    'a:c;c:a'
    """
    match entry:
        case NumericEntry() | ExpressionEntry() | TextEntry() | ExtendedText() | SingleChoice():
            return "".join(form.get(name, ())[:1]).strip()
        case MultipleChoice():
            return ",".join(form.get(name, ()))
        case Matching(sources):
            pairs = _filled(name, sources, form)
            return ";".join(f"{source}:{target}" for source, target in pairs.items())
        case Ordering(steps):
            return _in_order(_filled(name, steps, form))
        case _:
            assert_never(entry)


def _filled(name: str, choices: tuple[Choice, ...], form: Form) -> dict[str, str]:
    """The rows that have a value, by their ids."""
    values = {choice.id: "".join(form.get(f"{name}-{choice.id}", ())[:1]) for choice in choices}
    return {name: value for name, value in values.items() if value}


def _in_order(places: Mapping[str, str]) -> Response:
    """Steps by their places; of several at one place only the first, so that the others are found missing, not guessed."""
    alone = {place: step for step, place in reversed(list(places.items())) if place.isdecimal()}
    return ",".join(alone[place] for place in sorted(alone, key=int))


def _held(entry: Interaction, response: Response) -> dict[str, str]:
    """What each option, source or step holds after a response that was made by ``given``.

    >>> from qbank.content import Text
    >>> steps = tuple(Choice(letter, Text()) for letter in "abc")
    >>> _held(Ordering(steps), "b,a,c"), _held(Matching(steps, steps), "a:c;c:a")
    ({'b': '1', 'a': '2', 'c': '3'}, {'a': 'c', 'c': 'a'})
    """
    match entry:
        case SingleChoice() | MultipleChoice() | Ordering():
            chosen = (one for one in response.split(",") if one)
            return {one: str(place) for place, one in enumerate(chosen, start=1)}
        case Matching():
            pairs = (pair.partition(":") for pair in response.split(";") if pair)
            return {source: target for source, _, target in pairs}
        case _:
            return {}
