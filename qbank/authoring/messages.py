"""What pydantic found, said as an author would want it said, at its place in the file."""

import difflib
from typing import Any

from msgspec import Struct
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from qbank.authoring.fields import fields_at
from qbank.errors import Fault
from qbank.model import KEY, Model
from qbank.source import Source

Path = tuple[str | int, ...]

BOUNDS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}


class Complaint(Struct, frozen=True):
    """What is wrong with the value at a path, in pydantic's words for its kind, and as a fault.

    The path leads to a field that is missing, or that is unknown and means ``close``; it may lead out of the file.
    """

    path: Path
    kind: str
    fault: Fault
    close: str = ""


def complaints_of(
    error: ValidationError, source: Source, kind: type[Model], data: object, base: Path = ()
) -> list[Complaint]:
    """One complaint for each thing that is wrong; ``data`` is what was looked at, from ``base`` on in the file."""
    found = error.errors()
    return [_complaint(details, source, kind, (base, data)) for details in found if not _follows(details, found)]


def _follows(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """Whether a list is only found too short since elements in it were refused, or a branch was tried that is not meant."""
    loc, said = details["loc"], details["type"]
    if said == "too_short":
        return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found)
    branch = str(loc[-1]) if loc else ""
    is_list = isinstance(details.get("input"), list)
    return (said == "string_type" and branch == "str" and is_list) or (
        said == "tuple_type" and branch.startswith("tuple[") and not is_list
    )


def _complaint(details: ErrorDetails, source: Source, kind: type[Model], looked_at: tuple[Path, object]) -> Complaint:
    base, data = looked_at
    loc = (*details["loc"], *getattr(details.get("ctx", {}).get("error"), "path", ()))
    path, said, close = (*base, *nearest(data, loc)), details["type"], ""
    if said == "missing":
        message, hint = f"the field {loc[-1]!r} is missing", f"write '{loc[-1]}: ...'"
        return Complaint((*path, loc[-1]), said, source.fault(path, message, hint))
    if said == "extra_forbidden":
        message, hint, close = _unknown_field(str(loc[-1]), fields_at(kind, details["loc"][:-1]))
    elif said == "union_tag_invalid":
        path = (*path, "type")
        message, hint, close = _unknown_type(details.get("ctx", {}))
    else:
        message, hint = _said(details, path)
    at_key = path in source.spans and (said == "extra_forbidden" or loc[-1:] == (KEY,))
    fault = source.key_fault(path, message, hint) if at_key else source.fault(path, message, hint)
    return Complaint(path, said, fault, close)


def nearest(data: object, loc: Path) -> Path:
    """The path in the data that a longer path means: the names of kinds, which pydantic puts between, lead nowhere.

    >>> nearest({"parts": [{"points": "x"}]}, ("parts", 0, "numeric", "points"))
    ('parts', 0, 'points')
    """
    path: Path = ()
    for step in loc:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data))):
            data, path = data[step], (*path, step)  # type: ignore[index]
    return path


def _said(details: ErrorDetails, path: Path) -> tuple[str, str]:
    given = details.get("input")
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "literal_error":
            expected = context["expected"]
            return f"{_shown(given)} is not known here; expected {expected}", _close(given, expected)
        case "union_tag_not_found" if isinstance(given, dict):
            return "the field 'type' is missing", "write 'type: ...'"
        case "union_tag_not_found":
            hint = "" if _is_nested(given) else "put it between quotes"
            return f"expected text, or fields, found {_shown(given)}", hint
        case "value_error":
            return str(context["error"]), getattr(context["error"], "hint", "")
        case "string_pattern_mismatch" if details["loc"] == ("id",):
            return f"the file's name is the id, and {given!r} is none: small letters, digits and '-'", "rename the file"
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
        case "bool_type" | "bool_parsing":
            return f"{_name(path)} is true or false, not {_shown(given)}", ""
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{_name(path)} must be a whole number, not {_shown(given)}", ""
        case "model_type" | "model_attributes_type" | "dict_type":
            example = "{from: 0, to: 1}" if "parameters" in path else "{name: value}"
            return f"expected fields, found {_shown(given)}", f"write them below, or in braces: {example}"
        case "tuple_type":
            return f"expected a list, found {_shown(given)}", "write one element after each '- ', or [a, b]"
        case "string_type":
            return f"expected text, found {_shown(given)}", "" if _is_nested(given) else "put it between quotes"
        case _:
            text = details["msg"]
            return text[:1].lower() + text[1:], f"found {_shown(given)} in {path[-1]!r}" if path else ""


def _unknown_field(name: str, known: list[str]) -> tuple[str, str, str]:
    """What is said about a field that there is not, the hint, and the field that is probably meant."""
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known)}"
    return f"unknown field {name!r}", hint, "".join(close)


def _unknown_type(context: dict[str, Any]) -> tuple[str, str, str]:
    """What is said about a type that there is not, the hint, and the type that is probably meant."""
    known = [word.strip("'") for word in context["expected_tags"].split(", ")]
    close = difflib.get_close_matches(context["tag"], known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
    return f"there is no type {context['tag']!r}", hint, "".join(close)


def _name(path: Path) -> str:
    return repr(path[-1]) if path else "this"


def _counted(number: int) -> str:
    return "one element is" if number == 1 else f"{number} elements are"


def _close(given: object, expected: str) -> str:
    options = [option.strip("'") for option in expected.replace(" or ", ", ").split(", ")]
    close = difflib.get_close_matches(str(given), options, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def _is_nested(value: object) -> bool:
    return value is None or isinstance(value, (dict, list, tuple))


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
