"""Where rules of a formula give the same, as data: found and proved once (``qbank.checking.regions``), kept in regions.json."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Region(Struct, frozen=True):
    """Two rules, a formula's own or alternates by name, and the conditions under each of which they give the same."""

    first: str
    second: str
    when: tuple[str, ...]


@cache
def regions() -> Mapping[str, tuple[Region, ...]]:
    """The regions of each formula that has some, by its name.

    >>> regions()["td_error"][0].when
    ('discount == 1', 'next_value == 0')
    """
    content = files("qbank.rl").joinpath("regions.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, tuple[Region, ...]])


def regions_json(found: Mapping[str, tuple[Region, ...]]) -> str:
    """The file's content: a line for each pair of rules."""
    formulas = []
    for name, ones in found.items():
        lines = ",\n".join(f"  {msgspec.json.encode(one).decode()}" for one in ones)
        formulas.append(f'"{name}": [\n{lines}\n]')
    return "{\n" + ",\n".join(formulas) + "\n}\n"
