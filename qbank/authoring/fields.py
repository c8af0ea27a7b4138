"""Which fields a record may have at a place of a file, found by walking the models' annotations."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec.structs import fields

from qbank.model import Kinds, Model

Step = str | int


def fields_at(kind: type[Model], loc: Sequence[Step]) -> list[str]:
    """The fields of the record at a place, which is said as pydantic says it: with the kinds of records between the steps.

    >>> from qbank.authoring.schema import ItemModel
    >>> fields_at(ItemModel, ("parameters", "reward", "<one_of>"))
    ['one_of', 'hidden']
    """
    return list(dict.fromkeys(name for model in _models(kind, tuple(loc)) for name in _named(model)))


def _named(model: type[Model]) -> Mapping[str, Any]:
    """The types of a model's fields, by the names that files have."""
    return {field.encode_name: field.type for field in fields(model)}


def _models(annotation: Any, loc: tuple[Step, ...]) -> Iterator[type[Model]]:
    """The models that may stand behind some steps from an annotation."""
    kinds: Mapping[str, Any] = {}
    while get_origin(annotation) is Annotated:
        annotation, *words = get_args(annotation)
        for word in words:
            kinds = word.kinds() if isinstance(word, Kinds) else kinds
    if kinds:
        chosen = [kinds[str(loc[0])]] if loc and loc[0] in kinds else kinds.values()
        for one in chosen:
            yield from _models(one, loc[1:] if loc and loc[0] in kinds else loc)
    elif get_origin(annotation) in (Union, UnionType):
        for one in get_args(annotation):
            yield from _models(one, loc)
    else:
        yield from _behind(annotation, loc)


def _behind(annotation: Any, loc: tuple[Step, ...]) -> Iterator[type[Model]]:
    """As ``_models``, of a type that is neither a choice nor annotated."""
    origin, words = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        if not loc:
            yield annotation
        elif str(loc[0]) in _named(annotation):
            yield from _models(_named(annotation)[str(loc[0])], loc[1:])
    elif origin is dict and loc:
        yield from _models(words[1], loc[1:])
    elif origin is tuple and loc:
        rest = loc[1:] if isinstance(loc[0], int) else loc[2:]  # the name of a branch may stand before the number
        yield from _models(words[0], rest)
