"""The fields of a record as a list in Markdown, from the schema that editors and the checks use."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from qbank.authoring.json_schema import record_schema
from qbank.authoring.parameters import PARAMETERS
from qbank.model import Model
from qbank.question_types.question_type import question_types

Schema = Mapping[str, Any]


def fields(kind: type[Model], without: Collection[str] = ()) -> str:
    """What each field of a model takes and means, those of its own records below it.

    >>> from qbank.question_types.options import ChoiceModel
    >>> print(fields(ChoiceModel, without=("text", "correct", "feedback")))
    * `last` (`true` or `false`): Whether it stays at the end when the others are shuffled.
    """
    schema = record_schema(kind)
    return "\n".join(_list(schema, schema["$defs"], without, ""))


def _list(record: Schema, records: Mapping[str, Schema], without: Collection[str], indent: str) -> list[str]:
    lines = []
    required = record.get("required", ())
    for name, field in record["properties"].items():
        if name in without:
            continue
        lines.append(indent + _line(name, field, required=name in required))
        for below in _named(field):
            if below in _elsewhere():
                lines[-1] += f" See `qbank help {_elsewhere()[below]}`."
                break
            lines += _list(records[below], records, (), indent + "    ")
    return lines


def _line(name: str, field: Schema, *, required: bool) -> str:
    """One field: its name, what it takes, what it means."""
    about = [takes(field), "required" if required else _without(field.get("default"))]
    says = field.get("markdownDescription", field.get("description", ""))
    return f"* `{name}` ({', '.join(filter(None, about))})" + (f": {says}" if says else "")


def _without(default: object) -> str:
    """What holds where the field is not given; nothing to say where that is nothing."""
    return "" if default in (None, "", [], {}, False) else f"without it `{default}`"


def takes(field: Schema) -> str:
    """What a field takes, in words.

    >>> takes({"type": ["integer", "null"], "minimum": 0, "maximum": 3}), takes({"enum": ["shuffle", "fixed"]})
    ('a whole number from 0 to 3', '`shuffle` or `fixed`')
    """
    match field:
        case {"const": value}:
            return f"`{value}`"
        case {"enum": values}:
            return _either([f"`{value}`" for value in values])
        case {"anyOf": kinds, **rest}:
            return _union([{**rest, **kind} for kind in kinds if kind.get("type") != "null"])
        case {"type": [*kinds]}:
            return _of_types([kind for kind in kinds if kind != "null"], field)
        case {"type": kind}:
            return _of_types([kind], field)
        case _:
            return "fields"


def _union(kinds: list[Schema]) -> str:
    match kinds:
        case [one, {"type": "array", "items": each}] if takes(each) == takes(one):
            return f"{takes(one)}, alone or in a list"
        case _:
            return _either(list(dict.fromkeys(map(takes, kinds))))


def _of_types(kinds: list[str], field: Schema) -> str:
    """What a field of these JSON types takes; numbers may be written as text, ``1/2``, and expressions as numbers."""
    match kinds:
        case ["array"]:
            return "a list" + _range(field, "minItems", "maxItems", " of")
        case ["object"]:
            return "names with their values" if field.get("additionalProperties") else "fields"
        case ["boolean"]:
            return "`true` or `false`"
        case ["integer"]:
            return "a whole number" + _range(field, "minimum", "maximum")
        case ["number", *_]:
            return "a number" + _range(field, "minimum", "maximum")
        case ["string", "number"]:
            return "an expression"
        case _:
            return "text"


def _range(field: Schema, least: str, most: str, of: str = "") -> str:
    match field.get(least), field.get(most), field.get("exclusiveMinimum"):
        case None, None, None:
            return ""
        case None, None, above:
            return f" above {above}"
        case low, None, _ if "exclusiveMaximum" in field:
            return f" from {low} to less than {field['exclusiveMaximum']}"
        case None, high, _:
            return f"{of} up to {high}"
        case low, None, _:
            return f"{of} at least {low}"
        case low, high, _:
            return f"{of} {low} to {high}" if of else f" from {low} to {high}"


def _either(kinds: list[str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}" if others else last


def _named(field: object) -> list[str]:
    """The records that a field holds, by their names in the schema."""
    match field:
        case {"$ref": reference}:
            return [str(reference).rpartition("/")[2]]
        case dict():
            return list(dict.fromkeys(name for value in field.values() for name in _named(value)))
        case list():
            return list(dict.fromkeys(name for value in field for name in _named(value)))
        case _:
            return []


@cache
def _elsewhere() -> Mapping[str, str]:
    """The records that have a page of their own, with its topic."""
    parts = {kind.model.__name__: "types" for kind in question_types().values()}
    parameters = {model.__name__: "parameters" for model in PARAMETERS.values()}
    return {**parts, **parameters, "WrongRule": "misconceptions", "ProcessModel": "processes"}
