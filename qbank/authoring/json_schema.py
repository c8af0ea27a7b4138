"""JSON Schema of what instructors write, so that an editor completes, explains and checks while they type.

The same annotations that pydantic checks are written down in the words of JSON Schema (2020-12), with what an editor needs
beside: parts are told apart by ``type`` and parameters by the field that only they have, so that only the fields of one kind
are offered; numbers may be written ``0.1`` or ``1/3``. What only a comparison of fields, or the question's mathematics, can
tell is left to ``qbank check``.

    https://json-schema.org/draft/2020-12/schema
"""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from qbank.authoring.blueprint import Blueprint
from qbank.authoring.file import File
from qbank.authoring.schema import ItemModel, ObjectivesModel
from qbank.model import After, Before, Field, Kinds, Model

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
LENGTHS = {"string": "Length", "array": "Items", "object": "Properties"}
NUMBER = r"^\s*[-+]?(\d+/\d*[1-9]\d*|(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)\s*$"
NAME_SAID = "small letters, digits and the marks between them"
PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    Any: {},
    Fraction: {
        "type": ["number", "string"],
        "pattern": NUMBER,
        "patternErrorMessage": "expected a number such as 0.5, -2 or 1/3",
    },
}


def question_schema() -> Schema:
    """The schema of a question's file.

    >>> sorted(question_schema()["required"])
    ['bloom', 'objectives', 'parts', 'stem', 'title']
    """
    return _document(ItemModel, "question")


def blueprint_schema() -> Schema:
    """The schema of a blueprint's file."""
    return _document(Blueprint, "blueprint")


def objectives_schema() -> Schema:
    """The schema of a file of objectives."""
    writer = _Writer()
    (objectives,) = fields(ObjectivesModel)
    body = writer.of(objectives.type)
    return {
        "$schema": DIALECT,
        "title": "objectives",
        **_described(_said(ObjectivesModel)),
        **body,
        "$defs": writer.records,
    }


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "question": question_schema,
    "blueprint": blueprint_schema,
    "objectives": objectives_schema,
}
"""The schemas that there are, by what they are of."""


def record_schema(kind: type[Model]) -> Schema:
    """The schema of a record, with those of the records in it.

    >>> from qbank.question_types.question_type import WrongRule
    >>> sorted(record_schema(WrongRule)["properties"])
    ['credit', 'feedback', 'set', 'value']
    """
    writer = _Writer()
    return {**writer.record(kind), "$defs": dict(sorted(writer.records.items()))}


def _document(kind: type[File], title: str) -> Schema:
    return {"$schema": DIALECT, **record_schema(kind), "title": title}


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Model)


def _said(kind: type[Model]) -> str:
    """A record in a sentence."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].replace("``", "`").split())


def _described(text: str) -> Schema:
    """A description, which has its marks only where an editor shows Markdown."""
    return {"description": text.replace("`", ""), **({"markdownDescription": text} if "`" in text else {})}


class _Writer:
    """Writes annotations as schemas, and collects those of the records that they name."""

    def __init__(self) -> None:
        self.records: dict[str, Schema] = {}

    def of(self, annotation: Any) -> Schema:
        """The schema of a value."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if annotation in PLAIN:
            return dict(PLAIN[annotation])
        if origin is Annotated:
            return self.worded(inner[0], inner[1:])
        if origin in {Union, types.UnionType}:
            return _either([self.of(one) for one in inner])
        if origin is Literal:
            return {"type": "string", "const": inner[0]} if len(inner) == 1 else {"type": "string", "enum": [*inner]}
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is dict:
            names = {key: word for key, word in self.of(inner[0]).items() if key not in {"type", "description"}}
            return {
                "type": "object",
                "additionalProperties": self.of(inner[1]),
                **({"propertyNames": names} if names else {}),
            }
        if _is_record(annotation):
            return self.named(annotation)
        raise TypeError(annotation)

    def worded(self, kind: Any, words: tuple[Any, ...]) -> Schema:
        """The schema of a value with what its annotation says of it."""
        told = next((word for word in words if isinstance(word, Kinds)), None)
        read = [word.accepts for word in words if isinstance(word, Before) and word.accepts is not None]
        schema = self.alternatives(told.kinds()) if told else self.of(read[-1] if read else kind)
        for word in words:
            if isinstance(word, Field):
                schema = _limited(schema, word.words)
            elif isinstance(word, After):
                schema = {**schema, **word.schema}
        return schema

    def named(self, kind: type[Model]) -> Schema:
        """A reference to a record's schema."""
        if kind.__name__ not in self.records:
            self.records[kind.__name__] = {}  # so that a record may hold its like
            self.records[kind.__name__] = self.record(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def record(self, kind: type[Model]) -> Schema:
        """The schema of a record: its fields and no others; a file's id is its name, and no field."""
        own = [field for field in fields(kind) if not (field.name == "id" and issubclass(kind, File))]
        return {
            "type": "object",
            "title": re.sub("(?<=[a-z])(?=[A-Z])", " ", kind.__name__.removesuffix("Model")).lower(),
            **_described(_said(kind)),
            "properties": {field.encode_name: self.field(field) for field in own},
            "required": [field.encode_name for field in own if field.required],
            "additionalProperties": False,
            **kind.together,
        }

    def field(self, field: FieldInfo) -> Schema:
        schema, default = self.of(field.type), field.default
        if default is NODEFAULT:
            default = None if field.default_factory is NODEFAULT else field.default_factory()
        return schema if default is None else {**schema, "default": _plain(default)}

    def alternatives(self, kinds: Mapping[str, Any]) -> Schema:
        """Several kinds of value, told apart as simply as can be: by JSON type, by the word under ``type``, by their fields."""
        if not all(_is_record(kind) for kind in kinds.values()):
            return _either([self.of(kind) for kind in kinds.values()])
        typed = all("type" in kind.__struct_fields__ for kind in kinds.values())
        return self.by_type(kinds) if typed else self.by_fields(kinds)

    def by_type(self, kinds: Mapping[str, type[Model]]) -> Schema:
        """Records told apart by the word under ``type``."""
        types = {
            "enum": [*kinds],
            "enumDescriptions": [_said(kind) for kind in kinds.values()],
            "description": "What the student does.",
        }
        return {
            "type": "object",
            "required": ["type"],
            "properties": {"type": types},
            "allOf": [
                {"if": {**_any_of(["type"]), "properties": {"type": {"const": name}}}, "then": self.named(kind)}
                for name, kind in kinds.items()
            ],
        }

    def by_fields(self, kinds: Mapping[str, type[Model]]) -> Schema:
        """Records told apart by the fields that they must have; where none of these stands yet, all of them are offered."""
        marks = {kind: [field.encode_name for field in fields(kind) if field.required] for kind in kinds.values()}
        offered = {name: self.record(kind)["properties"][name] for kind, names in marks.items() for name in names}
        schema: Schema = {"properties": offered, "additionalProperties": False, **_any_of(offered)}
        for kind, names in reversed(marks.items()):
            schema = {"if": _any_of(names), "then": self.named(kind), "else": schema}
        return schema


def _any_of(names: Iterable[str]) -> Schema:
    """Fields, one of these among them."""
    return {"type": "object", "anyOf": [{"required": [name]} for name in names]}


def _either(schemas: list[Schema]) -> Schema:
    """One of several schemas; what differs only in its JSON type is written as one."""
    *others, last = schemas
    if last == {"type": "null"}:
        return _or_null(others[0] if len(others) == 1 else _either(others))
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


def _or_null(schema: Schema) -> Schema:
    """The same with nothing allowed, too: a field without a value is as if it were not there."""
    match schema:
        case {"type": str() as kind, **others}:
            admitted = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
            return {**others, "type": [kind, "null"], **admitted}
        case {"type": list() as kinds, **others}:
            return {**others, "type": [*kinds, "null"]}
        case {"anyOf": options, **others}:
            return {**others, "anyOf": [*options, {"type": "null"}]}
        case _:
            return {"anyOf": [schema, {"type": "null"}]}


def _limited(schema: Schema, words: Mapping[str, Any]) -> Schema:
    """A schema with what a Field says."""
    for word, value in words.items():
        schema = _with(schema, word, value)
    if schema.get("pattern") == NUMBER and max(schema.get("minimum", -1), schema.get("exclusiveMinimum", -1)) >= 0:
        schema["pattern"] = NUMBER.replace("[-+]", "\\+", 1)
    return schema


def _with(schema: Schema, word: str, value: Any) -> Schema:
    match word:
        case "ge" | "gt" | "le" | "lt":
            return {**schema, LIMITS[word]: _plain(value)}
        case "min_length" | "max_length":
            kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
            return {**schema, word.removesuffix("_length") + LENGTHS[kind]: value}
        case "pattern":
            return {**schema, "pattern": value, "patternErrorMessage": NAME_SAID}
        case "description":
            options = [_undescribed(one) for one in schema.get("anyOf", ())]
            return {**_undescribed(schema), **({"anyOf": options} if options else {}), **_described(value)}
        case _:
            return {**schema, word: value}


def _undescribed(schema: Schema) -> Schema:
    return {word: value for word, value in schema.items() if word not in {"description", "markdownDescription"}}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Fraction(denominator=1):
            return int(value)
        case Fraction():
            return str(value)
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value
