"""``Model``: the record that data from outside (YAML, lock files) is checked against; and the words for its fields.

A model is a frozen struct, as records are everywhere in qbank, so defining, making and keeping one costs little. Its
annotations say what a field must fulfil and what it means; pydantic, which finds every fault in one go, is imported when data
must be checked, and not before::

    class Delay(Model, frozen=True, kw_only=True, rename={"first": "from"}):
        first: Annotated[Exact, Field(ge=0, description="in seconds")]
        tries: Whole = 3

Names under ``rename`` are those that the data have. What compares fields stands in ``__post_init__`` and raises FieldError;
as far as JSON Schema can say it too, ``together`` does.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, Union, get_args, get_origin

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from pydantic import BaseModel, GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema


class Model(Struct, frozen=True):
    """A frozen record that refuses unknown fields."""

    together: ClassVar[Mapping[str, Any]] = {}
    """What the fields must fulfil together, in the words of JSON Schema."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema  # who asks has imported it

        fields = handler.generate_schema(_fields_of(cls))
        return core_schema.no_info_after_validator_function(lambda checked: cls(**checked.__dict__), fields)

    @classmethod
    def model_validate(cls, data: object) -> Self:
        """The record that the data hold; pydantic's ValidationError, with every fault, when they hold none."""
        made: Self = adapter(cls).validate_python(data)
        return made

    def model_dump(self, mode: str = "json") -> Any:  # noqa: ARG002  pydantic's word for what is the only way here
        """The record as mappings, lists, strings and numbers."""
        return msgspec.to_builtins(self)

    def model_dump_json(self, indent: int) -> str:
        """The record as JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=indent).decode()


@cache
def adapter(kind: type[Model]) -> "TypeAdapter[Any]":
    """What checks data against a model."""
    from pydantic import TypeAdapter  # 150 ms, and not needed for files that were checked before

    return TypeAdapter(kind)


@cache
def _fields_of(kind: type[Model]) -> "type[BaseModel]":
    """The model's fields as pydantic knows them."""
    from pydantic import ConfigDict, create_model
    from pydantic import Field as PydanticField

    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        words: dict[str, Any] = {} if field.name == field.encode_name else {"alias": field.encode_name}
        if field.default is not msgspec.NODEFAULT:
            words["default"] = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            words["default_factory"] = field.default_factory
        fields[field.name] = _translated(field.type), PydanticField(**words)
    return create_model(
        kind.__name__, __config__=ConfigDict(extra="forbid", defer_build=True), __doc__=kind.__doc__, **fields
    )


def _translated(annotation: Any) -> Any:
    """An annotation whose outermost words are pydantic's own, so that they describe the field and not only its type."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *words = get_args(annotation)
    return Annotated[(kind, *(word.made() if isinstance(word, Word) else word for word in words))]


class Word:
    """What an annotation says to pydantic, said when pydantic asks."""

    def made(self) -> Any:
        """The word as pydantic's own object; itself where pydantic has no such word."""
        return self

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic import GetPydanticSchema  # who asks has imported it

        below = handler(source)
        return handler.generate_schema(Annotated[source, GetPydanticSchema(lambda *_: below), self.made()])


class Field(Word):
    """What a value must fulfil: ge, gt, le, lt, pattern, min_length, max_length; and its description and examples."""

    def __init__(self, **words: object) -> None:
        self.words = words

    def made(self) -> Any:
        from pydantic import Field as PydanticField

        words: dict[str, Any] = self.words
        return PydanticField(**words)


class Before(Word):
    """A function that reads what the author wrote before its kind is looked at; it raises ValueError.

    ``accepts`` is what it reads, where that is more than the kind itself; it describes, and checks nothing.
    """

    def __init__(self, read: Callable[[object], object], accepts: Any = None) -> None:
        self.read, self.accepts = read, accepts

    def made(self) -> Any:
        from pydantic import BeforeValidator

        return BeforeValidator(self.read)


class After(Word):
    """A function that looks at a value whose fields are right; it returns the value or raises ValueError.

    ``schema`` says the same in the words of JSON Schema, as far as they go.
    """

    def __init__(self, check: Callable[[Any], object], schema: Mapping[str, Any] | None = None) -> None:
        self.check, self.schema = check, schema or {}

    def made(self) -> Any:
        from pydantic import AfterValidator

        return AfterValidator(self.check)


class Kinds(Word):
    """Several models, told apart by ``kind_of`` the data; ``kinds`` gives them by kind, and is asked when data are checked."""

    def __init__(self, kind_of: Callable[[object], str | None], kinds: Callable[[], Mapping[str, type[Model]]]) -> None:
        self.kind_of, self.kinds = kind_of, kinds

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic import Discriminator, Tag

        tagged = tuple(Annotated[kind, Tag(name)] for name, kind in self.kinds().items())
        return handler.generate_schema(Annotated[Union[tagged], Discriminator(self.kind_of)])  # noqa: UP007  made here


class OneOrMore(Kinds):
    """One value of a kind, or a list of such values; the record has a tuple of them either way.

    >>> class Choice(Model, frozen=True):
    ...     of: Annotated[tuple[Whole, ...], OneOrMore(Whole)]
    >>> Choice.model_validate({"of": 3}), Choice.model_validate({"of": [3, 4]})
    (Choice(of=(3,)), Choice(of=(3, 4)))
    """

    def __init__(self, kind: Any) -> None:
        single = Annotated[kind, After(lambda one: (one,))]
        super().__init__(
            lambda data: "<list>" if isinstance(data, (list, tuple)) else "<one>",
            lambda: {"<one>": single, "<list>": Annotated[tuple[kind, ...], Field(min_length=1)]},
        )


KEY = "[key]"
"""The last step of a path to a fault in the key of a mapping; the word is pydantic's."""


class FieldError(ValueError):
    """A fault of a field, found where fields are compared; ``path`` leads from the record to it."""

    def __init__(self, message: str, *path: str | int, hint: str = "") -> None:
        super().__init__(message)
        self.path, self.hint = path, hint


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


Exact = Annotated[Fraction, Before(exact)]
Whole = Annotated[int, Before(whole)]
