"""A bank: the questions, objectives and blueprints in one or more folders.

A folder holds ``*.yaml`` questions at any depth (the file name is the id), ``objectives.yaml`` and ``blueprints/*.yaml``.
Every fault of every file is found before anything is raised.
"""

import difflib
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from qbank.authoring.messages import faults_of
from qbank.authoring.schema import Blueprint, ItemModel, ObjectiveModel
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.source import Source, read

OBJECTIVES = "objectives.yaml"
BLUEPRINTS = "blueprints"


@dataclass(slots=True)
class Bank:
    """Questions, objectives and blueprints, each by its id."""

    items: dict[str, ItemModel] = field(default_factory=dict)
    objectives: dict[str, ObjectiveModel] = field(default_factory=dict)
    blueprints: dict[str, Blueprint] = field(default_factory=dict)

    def item(self, id: str) -> ItemModel:
        """The question of that id; QbankError with the nearest id when there is none."""
        return _one(self.items, id, "question")

    def blueprint(self, id: str) -> Blueprint:
        """The blueprint of that id."""
        return _one(self.blueprints, id, "blueprint")

    @property
    def digest(self) -> str:
        """A digest of every file's text: the same questions, the same digest."""
        texts = sorted((model.id, model.origin.text) for model in (*self.items.values(), *self.blueprints.values()))
        return hashlib.blake2b(repr(texts).encode(), digest_size=16).hexdigest()


Entry = TypeVar("Entry")


def _one(entries: dict[str, Entry], id: str, what: str) -> Entry:
    if id in entries:
        return entries[id]
    close = difflib.get_close_matches(id, entries, n=1)
    message = f"there is no {what} {id!r}" + (f"; did you mean {close[0]!r}?" if close else "")
    raise QbankError(message)


def load(folders: Sequence[Path]) -> Bank:
    """The bank in these folders; raises AuthoringError with every fault in every file."""
    bank, faults = Bank(), list[Fault]()
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault(str(folder), 0, 0, "there is no such folder"))
            continue
        for path in sorted(folder.rglob("*.yaml")):
            try:
                _add(bank, folder, path)
            except AuthoringError as error:
                faults += error.faults
    faults += _dangling(bank)
    if faults:
        raise AuthoringError(faults)
    return bank


def load_file(path: Path) -> ItemModel:
    """One question's file, read by itself; its objectives are not looked up."""
    return _model(ItemModel, path)


def _add(bank: Bank, folder: Path, path: Path) -> None:
    within = path.relative_to(folder)
    if within.name == OBJECTIVES:
        _add_objectives(bank, path)
    elif BLUEPRINTS in within.parts[:-1]:
        _put(bank.blueprints, _model(Blueprint, path))
    else:
        _put(bank.items, _model(ItemModel, path))


Authored = TypeVar("Authored", ItemModel, Blueprint)


def _put(entries: dict[str, Authored], model: Authored) -> None:
    if model.id in entries:
        if entries[model.id].origin.text == model.origin.text:
            return  # the shipped bank, seen a second time from a checkout
        other = entries[model.id].origin.file
        raise AuthoringError(
            [
                Fault(
                    model.origin.file,
                    0,
                    0,
                    f"the id {model.id!r} is taken by {other}",
                    "rename one of them, or name the folders to use with --bank",
                )
            ]
        )
    entries[model.id] = model


def _model(kind: type[Authored], path: Path) -> Authored:
    return read_model(kind, read(path), path.stem)


def read_model(kind: type[Authored], source: Source, id: str) -> Authored:
    """The question or blueprint that a file holds; AuthoringError with every fault found."""
    if not isinstance(source.data, dict):
        raise AuthoringError([Fault(source.file, 1, 1, "expected fields such as 'title: ...'")])
    if "id" in source.data:
        place = source.key_place(("id",))
        raise AuthoringError([Fault(source.file, *place, "unknown field 'id'", "the file's name is the id")])
    try:
        return kind.read(source, id)
    except ValidationError as error:
        raise AuthoringError(faults_of(error, source, kind)) from None


def _add_objectives(bank: Bank, path: Path) -> None:
    source = read(path)
    if not isinstance(source.data, dict):
        raise AuthoringError([Fault(source.file, 1, 1, "expected objectives, each with 'name' and 'definition'")])
    faults = []
    for name, raw in source.data.items():
        try:
            bank.objectives[name] = ObjectiveModel.model_validate(raw)
        except ValidationError as error:
            faults += faults_of(error, source, ObjectiveModel, (name,))
    for name in source.data:
        for number, other in enumerate(bank.objectives[name].prerequisites if name in bank.objectives else ()):
            if other not in source.data and other not in bank.objectives:
                place = source.place((name, "prerequisites", number))
                faults.append(_unknown(source, place, other, source.data))
    if faults:
        raise AuthoringError(faults)


def _dangling(bank: Bank) -> list[Fault]:
    """Objectives that questions name and nobody defines, and questions that blueprints should not name."""
    faults = []
    for model in bank.items.values():
        for number, objective in enumerate(model.objectives):
            if objective not in bank.objectives:
                place = model.origin.place(("objectives", number))
                faults.append(_unknown(model.origin, place, objective, bank.objectives))
    for blueprint in bank.blueprints.values():
        faults += _faulty_items(blueprint, bank)
    return faults


def _faulty_items(blueprint: Blueprint, bank: Bank) -> list[Fault]:
    """Questions of a blueprint that nobody wrote, or that it names twice: a copy would hold the same draw twice."""
    faults, seen = list[Fault](), set[str]()
    for first, section in enumerate(blueprint.sections):
        for second, item in enumerate(section.items):
            place = blueprint.origin.place(("sections", first, "items", second))
            if item not in bank.items:
                faults.append(_unknown(blueprint.origin, place, item, bank.items, what="question"))
            elif item in seen:
                faults.append(Fault(blueprint.origin.file, *place, f"the question {item!r} is named twice"))
            seen.add(item)
    return faults


def _unknown(source: Source, place: tuple[int, int], name: str, known: Iterable[str], what: str = "objective") -> Fault:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"define it in {OBJECTIVES}" if what == "objective" else ""
    return Fault(source.file, *place, f"there is no {what} {name!r}", hint)
