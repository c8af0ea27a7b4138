"""Records as JSON that a later qbank can still read: every field by its name, every record by its kind.

What was asked is kept as it was asked, for years: so neither pickles, which depend on the order of fields, nor the bank's
files, which are edited. A field at its default is left out, and one that a later qbank adds has its default. Nothing but our
own records, numbers and words is ever made of what is read.
"""

from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from qbank.content import Tree
from qbank.errors import QbankError

HOMES = ("content", "interactions", "item", "pictures", "practice.plan", "response", "term", "tex.tree")
"""The modules whose records may be kept."""
KIND = "is"
FRACTION = "fraction"
ENTRIES = "entries"
TREES = 4096
"""So many compiled trees are remembered as they are written, and as they were read: all draws of a question share them."""

Record = TypeVar("Record")


def written(value: object) -> str:
    """A record, number, word, tuple, or mapping by words, as JSON.

    >>> from qbank.item import Pair
    >>> written((Fraction(1, 5), Pair("a", "b")))
    '[{"fraction":"1/5"},{"is":"item.Pair","source":"a","target":"b"}]'
    """
    return msgspec.json.encode(_plain(value)).decode()


def read(text: str | bytes, kind: type[Record]) -> Record:
    """The record of that kind that was written; QbankError when it is none.

    >>> read(written((Fraction(1, 5), "a")), tuple)
    (Fraction(1, 5), 'a')
    """
    try:
        found = _made(msgspec.json.decode(text))
    except (msgspec.MsgspecError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise QbankError(f"a kept record cannot be read: {error}") from error
    if not isinstance(found, kind):
        raise QbankError(f"a kept record is a {type(found).__name__}, not a {kind.__name__}")
    return found


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return {KIND: _name(type(value)), "value": value.value}
        case None | str() | int() | float():
            return value
        case Fraction():
            return {FRACTION: str(value)}
        case tuple():
            return [_plain(one) for one in value]
        case dict():
            return {ENTRIES: [[name, _plain(one)] for name, one in value.items()]}
        case Tree():
            return _written_tree(_ByDigest(value))
        case Struct():
            return _named(value)
        case _:
            message = f"{type(value).__name__} is no record of ours"
            raise TypeError(message)


def _named(value: Struct) -> dict[str, Any]:
    """A record's kind, and its fields by their names."""
    return {KIND: _name(type(value))} | {
        name: _plain(field)
        for name, default in _fields(type(value))
        if (field := getattr(value, name)) is not default and field != default
    }


class _ByDigest(Struct, frozen=True):
    """A tree as the key of a cache: two with the same digest are the same."""

    tree: Tree

    def __hash__(self) -> int:
        return hash(self.tree.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.tree.digest == self.tree.digest


@lru_cache(maxsize=TREES)
def _written_tree(of: _ByDigest) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(_named(of.tree)))


def _made(data: Any) -> Any:
    """What JSON stands for; told by exact types, since a page waits for it."""
    if type(data) is list:
        return tuple([_made(one) for one in data])
    if type(data) is not dict:
        return data
    if FRACTION in data:
        return Fraction(data[FRACTION])
    if ENTRIES in data:
        return {name: _made(one) for name, one in data[ENTRIES]}
    kind = _kinds()[data.pop(KIND)]
    if kind is Tree:
        return _tree(data)
    return kind(data["value"]) if issubclass(kind, Enum) else kind(**{name: _made(one) for name, one in data.items()})


def _tree(data: dict[str, Any]) -> Tree:
    """A tree, made once for each digest that it was written with."""
    found = _read_trees.get(data["digest"])
    if found is None:
        if len(_read_trees) >= TREES:
            _read_trees.clear()
        found = _read_trees[data["digest"]] = Tree(_made(data["blocks"]))
    return found


_read_trees: dict[str, Tree] = {}
"""What was read, without the JSON of which it was made, which a cache by arguments would keep, too."""


@cache
def _fields(kind: type[Struct]) -> tuple[tuple[str, object], ...]:
    """The fields of a record, each with what it is when nothing is said."""
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


@cache
def _name(kind: type) -> str:
    """A record's kind in one word: its module and its class; TypeError where it is not to be kept."""
    name = f"{kind.__module__.removeprefix('qbank.')}.{kind.__name__}"
    if name not in _kinds():
        message = f"{name} is no record of ours"
        raise TypeError(message)
    return name


@cache
def _kinds() -> dict[str, type[Any]]:
    """Every kind of record that may be kept, by its name."""
    return {
        f"{home}.{name}": found
        for home in HOMES
        for name, found in vars(import_module(f"qbank.{home}")).items()
        if isinstance(found, type) and found.__module__ == f"qbank.{home}" and issubclass(found, (Struct, Enum))
    }
