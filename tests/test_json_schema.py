"""The JSON Schema of what authors write: all that is shipped fulfils it, structural faults do not, and it explains each field."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import ValidationError

from qbank import source
from qbank.authoring.bank import BLUEPRINTS
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.json_schema import NUMBER, SCHEMAS, Schema, question_schema
from qbank.authoring.references import OBJECTIVES
from qbank.authoring.schema import ItemModel, ObjectivesModel
from qbank.errors import AuthoringError
from qbank.model import FieldError, exact
from qbank.question_types.question_type import question_types
from qbank.resources import questions_folder, template_folder
from tests.test_authoring_cases import CASE, FENCE, FOLDER

Place = tuple[str | int, ...]

SHIPPED = sorted((*questions_folder().rglob("*.yaml"), *template_folder().glob("new/*.yaml")))

SOONER = ("computed options need 'decimals'", "write either 'set'")
"""Faults that the schema tells of before a question is compiled."""


class PlainLoader(yaml.SafeLoader):
    """What an editor makes of YAML 1.2: decimals are floats, and only true and false are truths."""

    yaml_implicit_resolvers: dict[str, Any] = {}


CORE = {
    "null": ("~|null|", ["~", "n", ""]),
    "bool": ("true|false", ["t", "f"]),
    "int": (r"[-+]?[0-9]+", list("-+0123456789")),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
}
for name, (pattern, first) in CORE.items():
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"(?:{pattern})$"), first)


def numbers(data: Any) -> Any:
    """What our own reader gives, with numbers as JSON has them."""
    match data:
        case dict():
            return {key: numbers(value) for key, value in data.items()}
        case list():
            return [numbers(value) for value in data]
        case Fraction():
            return int(data) if data.denominator == 1 else float(data)
        case _:
            return data


READERS = {
    "ours": lambda text: numbers(source.parse(text, "q.yaml").data),
    "YAML 1.2": lambda text: yaml.load(text, PlainLoader),
    "YAML 1.1": yaml.safe_load,
}


def what(file: Path) -> str:
    return "objectives" if file.name == OBJECTIVES else "blueprint" if BLUEPRINTS in file.parts else "question"


@cache
def validator(of: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[of]())


def faults(of: str, data: Any) -> list[SchemaError]:
    """What a schema finds, alternatives that were tried among it."""
    return list(_flat(validator(of).iter_errors(data)))


def _flat(errors: Any) -> Iterator[SchemaError]:
    for error in errors:
        yield error
        yield from _flat(error.context or ())


@pytest.mark.parametrize("of", SCHEMAS)
def test_a_schema_is_one(of: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[of]())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_everything_shipped_fulfils_its_schema_however_it_is_read(file: Path, reader: str) -> None:
    assert faults(what(file), READERS[reader](file.read_text(encoding="utf-8"))) == []


def cases() -> Iterator[object]:
    """Every file of every case: what it is, its text, and what is told of all of them."""
    for file in sorted(FOLDER.glob("[!y]*.md")):
        text = file.read_text(encoding="utf-8")
        for case in CASE.finditer(text):
            line = text.count("\n", 0, case.start()) + 1
            for block in FENCE.finditer(case[0]):
                of = what(Path(block["name"] or "q.yaml"))
                yield pytest.param(of, block["yaml"], case["text"], id=f"{file.name}:{line}:{block['name'] or ''}")


@pytest.mark.parametrize(("of", "text", "told"), list(cases()))
def test_a_structural_fault_fails_the_schema_at_its_place_and_nothing_else_does(of: str, text: str, told: str) -> None:
    """Structural is what the models refuse before they compare fields: names, types, words, limits, what is missing."""
    try:
        written = source.parse(text, "q.yaml")
    except AuthoringError:
        return  # it is not YAML, so there is nothing to hold against a schema
    found = faults(of, numbers(written.data))
    refusals = [(written.nearest(place), compares) for place, _, compares in refused(of, written)]
    structural = [place for place, compares in refusals if not compares]
    for place in structural:
        follows = any(len(other) > len(place) and other[: len(place)] == place for other, _ in refusals)
        assert follows or any(_is_at(tuple(error.absolute_path), place) for error in found), place
    if not refusals and not any(sooner in told for sooner in SOONER):
        assert found == []


def test_the_cases_hold_structural_faults_of_every_kind() -> None:
    readable = [(of, text) for of, text in map(_of_and_text, cases()) if not _unreadable(text)]
    kinds = {kind for of, text in readable for _, kind, _ in refused(of, source.parse(text, "q.yaml"))}
    assert kinds >= {
        "missing",
        "extra_forbidden",
        "literal_error",
        "too_short",
        "string_type",
        "greater_than",
        "less_than_equal",
    }


def _of_and_text(case: Any) -> tuple[str, str]:
    return case.values[0], case.values[1]


def _unreadable(text: str) -> bool:
    return bool(source.Source("q.yaml", text).reading.faults)


def refused(of: str, written: source.Source) -> list[tuple[Place, str, bool]]:
    """What the models refuse in a file: where, of which kind, and whether only by comparing fields."""
    try:
        match of:
            case "question":
                ItemModel.read(written, "q")
            case "blueprint":
                Blueprint.read(written, "q")
            case _:
                ObjectivesModel.model_validate({"objectives": written.data})
    except ValidationError as error:
        start = 1 if of == "objectives" else 0
        return [
            (one["loc"][start:], one["type"], isinstance(one.get("ctx", {}).get("error"), FieldError))
            for one in error.errors()
        ]
    return []


def _is_at(path: Place, place: Place) -> bool:
    """Whether a schema's fault is at a place, or within it, or in the record whose field is missing or unknown."""
    return path[: len(place)] == place or path == place[:-1]


def test_every_field_of_every_record_is_described_and_every_record_is_closed() -> None:
    for of in SCHEMAS:
        for name, record in records(SCHEMAS[of]()):
            assert record["additionalProperties"] is False, name
            assert record["description"]
            for field, about in record["properties"].items():
                assert about["description"], (name, field)
                assert set(about) & {"type", "anyOf", "enum", "if", "allOf"}, (name, field)


def records(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schemas of a file's records: its own first."""
    yield from schema["$defs"].items()
    if "properties" in schema:
        yield schema["title"], schema


def test_a_part_takes_the_fields_of_its_type_alone() -> None:
    schema = question_schema()
    parts = schema["properties"]["parts"]["items"]
    assert parts["properties"]["type"]["enum"] == list(question_types())
    assert [one["if"]["properties"]["type"]["const"] for one in parts["allOf"]] == list(question_types())
    for name, kind in question_types().items():
        fields = schema["$defs"][kind.model.__name__]["properties"]
        assert fields["type"]["const"] == name
        assert ("decimals" in fields) == (name in {"numeric", "single_choice"})


def test_defaults_limits_and_words_are_told() -> None:
    kinds = question_schema()["$defs"]
    numeric, choice, rule = (kinds[name]["properties"] for name in ("NumericPart", "SingleChoicePart", "WrongRule"))
    assert (numeric["decimals"]["minimum"], numeric["decimals"]["maximum"]) == (0, 10)
    assert numeric["follow_credit"]["default"] == 1
    assert choice["order"]["enum"] == ["shuffle", "ascending", "fixed"]
    assert (choice["options"]["default"], rule["credit"]["exclusiveMaximum"]) == (4, 1)
    assert set(kinds["Range"]["properties"]) == {"from", "to", "step", "hidden"}


@pytest.mark.parametrize(
    "text", ["1/3", "-1/3", "0.1", ".5", "5.", "1e-3", "+2", " 7 ", "1/0", "1/00", "x", "", "1/-3", "--1", "12:30"]
)
def test_a_number_in_quotes_is_one_exactly_if_we_read_it_so(text: str) -> None:
    try:
        exact(text)
        read = True
    except ValueError:
        read = False
    assert bool(re.search(NUMBER, text)) == read


@pytest.mark.parametrize(
    ("parameter", "accepted"),
    [
        ({"from": 0, "to": "1/3", "step": "1/3"}, True),
        ({"from": 0, "to": 1, "step": 0}, False),
        ({"from": 0}, False),
        ({"to": 1}, False),
        ({}, False),
        (5, False),
        ({"one_of": [0.1, "1/3"]}, True),
        ({"one_of": [0.1], "from": 0}, False),
        ({"words": ["a"]}, True),
        ({"words": [1]}, False),
        ({"list_of": {"from": 0, "to": 1}, "length": 3}, True),
        ({"list_of": {"one_of": [1]}, "length": {"from": 1, "to": 50}}, True),
        ({"list_of": {"from": 0, "to": 1}, "length": 51}, False),
        ({"list_of": {"words": ["a"]}, "length": 1}, False),
    ],
)
def test_a_parameter_is_one_of_its_kinds(parameter: object, accepted: bool) -> None:
    question = READERS["ours"]((questions_folder() / "value-function/td-advantage.yaml").read_text(encoding="utf-8"))
    question["parameters"]["new"] = parameter
    assert (faults("question", question) == []) == accepted
