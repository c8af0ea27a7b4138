"""Certificates that were made before, kept for the next process: what did not change is not proved again.

A certificate depends on the question's text, where its file is, what is wrong with it in its bank, and qbank itself with the
packages that it uses; it is used again only where all of these are the same. Each is written down as soon as it is made, in a
file of its own, so that whoever interrupts a check keeps what was proved.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.keeping import digest, forget_oldest, keep, kept, pickled, unpickled
from qbank.authoring.schema import ItemModel
from qbank.errors import Fault

ENDING = ".certificate"
MOST = 10_000
"""So many are kept; the oldest go."""

Found = TypeVar("Found")


class Remembered(Struct, frozen=True):
    """What was found out before, in a cache folder. Without one, nothing is."""

    cache: Path | None

    def recall(self, kind: type[Found], key: str) -> Found | None:
        """The record of that kind under the key; None when there is none."""
        found = unpickled(kept(self._file(self.cache, key))) if self.cache and key else None
        return found if isinstance(found, kind) else None

    def keep(self, key: str, found: object) -> None:
        """Remember a record under a key."""
        content = pickled(found) if self.cache and key else b""
        if self.cache and content:
            keep(self._file(self.cache, key), content)

    def forget_oldest(self) -> None:
        """Make room."""
        if self.cache:
            forget_oldest(self.cache, ENDING, MOST)

    @staticmethod
    def _file(cache: Path, key: str) -> Path:
        return cache / f"{key}{ENDING}"


def question_key(model: ItemModel, besides: Sequence[Fault] = (), what: str = "certificate") -> str:
    """The name under which something about a question is remembered; empty where it depends on other packages' code."""
    ours = all(type(part).__module__.partition(".")[0] == "qbank" for part in model.parts)
    return _key(what, model.id, model.origin.file, model.origin.text, besides) if ours else ""


def blueprint_key(blueprint: Blueprint, bank: Bank) -> str:
    """The name under which it is remembered whether a blueprint's questions are found in a bank."""
    return _key("blueprint", blueprint.id, blueprint.origin.file, blueprint.origin.text, bank.digest)


def _key(*facts: object) -> str:
    return digest(repr(facts).encode())
