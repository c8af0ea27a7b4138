"""What pydantic found, said as an author would want it said, at its place in the file."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import fields
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from qbank.errors import AuthoringError, Fault
from qbank.model import KEY, Model, adapter
from qbank.source import Source

Path = tuple[str | int, ...]

BOUNDS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}


@contextmanager
def told(source: Source, kind: type[Model], base: Path = ()) -> Iterator[None]:
    """Raise what pydantic finds as AuthoringError."""
    try:
        yield
    except ValidationError as error:
        raise AuthoringError(faults_of(error, source, kind, base)) from None


def faults_of(error: ValidationError, source: Source, kind: type[Model], base: Path = ()) -> list[Fault]:
    """One fault for each thing that is wrong, in the order of the file."""
    found = error.errors()
    faults = [_fault(details, source, kind, base) for details in found if not _follows(details, found)]
    return sorted(set(faults), key=lambda fault: (fault.line, fault.column, fault.message))


def _follows(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """Whether a list is only found too short since elements in it were refused."""
    loc = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found
    )


def _fault(details: ErrorDetails, source: Source, kind: type[Model], base: Path) -> Fault:
    loc = (*base, *details["loc"], *getattr(details.get("ctx", {}).get("error"), "path", ()))
    path = source.nearest(loc)
    message, hint = _said(details, kind, path)
    at_key = path and (details["type"] == "extra_forbidden" or loc[-1] == KEY)
    place = source.key_place(path) if at_key else source.place(path)
    return Fault(source.file, *place, message, hint)


def _said(details: ErrorDetails, kind: type[Model], path: Path) -> tuple[str, str]:
    field, given = details["loc"][-1] if details["loc"] else "", details.get("input")
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "missing":
            return f"the field {field!r} is missing", ""
        case "extra_forbidden":
            return _unknown_field(str(field), details["loc"][:-1], kind)
        case "literal_error":
            return f"{given!r} is not known here; expected {context['expected']}", _close(given, context["expected"])
        case "union_tag_invalid":
            return f"there is no type {context['tag']!r}; known: {context['expected_tags']}", ""
        case "union_tag_not_found":
            return "the field 'type' is missing", ""
        case "value_error":
            return str(context["error"]), ""
        case "string_pattern_mismatch":
            return f"{given!r} is not a name: small letters, digits and the marks between them", ""
        case "too_short":
            return f"at least {_counted(context['min_length'])} needed here, found {context['actual_length']}", ""
        case "too_long":
            return f"at most {_counted(context['max_length'])} allowed here, found {context['actual_length']}", ""
        case "string_too_short":
            return f"{_name(path)} is empty", ""
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" as bound:
            return f"{_name(path)} must be {BOUNDS[bound]} {next(iter(context.values()))}, not {given}", ""
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{_name(path)} must be a whole number, not {_shown(given)}", ""
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"expected fields, found {_shown(given)}", "write them below, or in braces: {from: 0, to: 1}"
        case "tuple_type":
            return f"expected a list, found {_shown(given)}", "write one element after each '- ', or [a, b]"
        case "string_type":
            return f"expected text, found {_shown(given)}", "put it between quotes" if given is not None else ""
        case _:
            text = details["msg"]
            return text[:1].lower() + text[1:], f"found {_shown(given)} in {path[-1]!r}" if path else ""


def _unknown_field(name: str, above: Path, kind: type[Model]) -> tuple[str, str]:
    known = _fields(kind, above)
    close = difflib.get_close_matches(name, known, n=1)
    return f"unknown field {name!r}", f"did you mean {close[0]!r}?" if close else ""


def _fields(kind: type[Model], above: Path) -> list[str]:
    """The fields that could stand at a place: those of every record in the schema when the place is inside one."""
    own = {field.encode_name for field in fields(kind)}
    if not above:
        return sorted(own)
    definitions = adapter(kind).json_schema().get("$defs", {})
    return sorted(own.union(*(definition.get("properties", {}) for definition in definitions.values())))


def _name(path: Path) -> str:
    return repr(path[-1]) if path else "this"


def _counted(number: int) -> str:
    return "one element is" if number == 1 else f"{number} elements are"


def _close(given: object, expected: str) -> str:
    options = [option.strip("'") for option in expected.replace(" or ", ", ").split(", ")]
    close = difflib.get_close_matches(str(given), options, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "fields"
        case list() | tuple():
            return "a list"
        case _:
            return repr(str(value))
