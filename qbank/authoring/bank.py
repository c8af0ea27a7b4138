"""A bank: the questions, objectives and blueprints in one or more folders.

A folder holds ``*.yaml`` questions at any depth (the file name is the id), ``objectives.yaml`` and ``blueprints/*.yaml``.
Every fault of every file is found before anything is raised.
"""

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qbank.authoring.blueprint import Blueprint
from qbank.authoring.cache import Memory
from qbank.authoring.references import OBJECTIVES, blueprint_faults, objective_faults, unknown
from qbank.authoring.schema import ItemModel, ObjectiveModel, ObjectivesModel
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.source import Source, content_of, decoded, parse
from qbank.text import Texts

BLUEPRINTS = "blueprints"


@dataclass(slots=True)
class Bank:
    """Questions, objectives and blueprints, each by its id."""

    items: dict[str, ItemModel] = field(default_factory=dict)
    objectives: dict[str, ObjectiveModel] = field(default_factory=dict)
    blueprints: dict[str, Blueprint] = field(default_factory=dict)
    memories: list[Memory] = field(default_factory=list, repr=False, compare=False)

    def item(self, id: str) -> ItemModel:
        """The question of that id; QbankError with the nearest id when there is none."""
        return _one(self.items, id, "question")

    def blueprint(self, id: str) -> Blueprint:
        """The blueprint of that id."""
        return _one(self.blueprints, id, "blueprint")

    def remember(self) -> None:
        """Keep what was checked and compiled for the next process, in the cache with which the bank was loaded."""
        for memory in self.memories:
            memory.save()

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


def load(folders: Sequence[Path], cache: Path | None = None) -> Bank:
    """The bank in these folders; raises AuthoringError with every fault in every file.

    ``cache`` is a folder in which what was checked is kept, so that unchanged files are read quickly the next time.
    """
    bank, faults = Bank(), list[Fault]()
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault(str(folder), 0, 0, "there is no such folder"))
            continue
        bank.memories.append(Memory(folder, cache))
        for path in sorted(folder.rglob("*.yaml")):
            try:
                _add(bank, folder, path)
            except AuthoringError as error:
                faults += error.faults
    bank.remember()
    faults += _dangling(bank)
    if faults:
        raise AuthoringError(faults)
    return bank


def load_file(path: Path) -> ItemModel:
    """One question's file, read by itself; its objectives are not looked up."""
    return _model(ItemModel, path, Memory(path.parent, cache=None))


def is_blueprint(path: Path) -> bool:
    """Whether a file describes a test, and not a question."""
    source = parse(decoded(content_of(path), path.as_posix()), path.as_posix())
    return isinstance(source.data, dict) and "sections" in source.data


def load_blueprint(path: Path, bank: Bank) -> Blueprint:
    """One blueprint's file, wherever it is, for questions of this bank."""
    blueprint = _model(Blueprint, path, Memory(path.parent, cache=None))
    if faults := blueprint_faults(blueprint, bank.items, bank.objectives):
        raise AuthoringError(faults)
    return blueprint


def _add(bank: Bank, folder: Path, path: Path) -> None:
    within, memory = path.relative_to(folder), bank.memories[-1]
    if within.name == OBJECTIVES:
        _add_objectives(bank, path, memory)
    elif BLUEPRINTS in within.parts[:-1]:
        _put(bank.blueprints, _model(Blueprint, path, memory))
    else:
        _put(bank.items, _model(ItemModel, path, memory))


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


def _model(kind: type[Authored], path: Path, memory: Memory) -> Authored:
    """What the file holds: remembered, or read and checked now."""
    content, file = content_of(path), path.as_posix()
    text = decoded(content, file)
    if known := memory.recall(kind, path.stem, content):
        model, texts = known
        return model.at(Source(file, text), texts)
    model = read_model(kind, parse(text, file), path.stem)
    memory.keep(kind, path.stem, content, model, model.texts)
    return model


def read_model(kind: type[Authored], source: Source, id: str) -> Authored:
    """The question or blueprint that a file holds; AuthoringError with every fault found."""
    if not isinstance(source.data, dict):
        raise AuthoringError([Fault(source.file, 1, 1, "expected fields such as 'title: ...'")])
    if "id" in source.data:
        place = source.key_place(("id",))
        raise AuthoringError([Fault(source.file, *place, "unknown field 'id'", "the file's name is the id")])
    from qbank.authoring.messages import told  # with pydantic, which files that were checked before do not need

    with told(source, kind):
        return kind.read(source, id)


def _add_objectives(bank: Bank, path: Path, memory: Memory) -> None:
    """Add the objectives that the file defines: remembered, or read and checked now."""
    content, file = content_of(path), path.as_posix()
    text = decoded(content, file)
    if known := memory.recall(ObjectivesModel, path.stem, content):
        source, found, faults = Source(file, text), known[0].objectives, list[Fault]()
    else:
        source = parse(text, file)
        found, faults = _objectives(source)
        if not faults:
            memory.keep(ObjectivesModel, path.stem, content, ObjectivesModel(objectives=found), Texts())
    names = list(source.data) if faults and isinstance(source.data, dict) else list(found)
    bank.objectives |= found
    for name, objective in found.items():
        for number, other in enumerate(objective.prerequisites):
            if other not in names and other not in bank.objectives:
                place = source.place((name, "prerequisites", number))
                faults.append(unknown(source, place, other, names, "objective"))
    if faults:
        raise AuthoringError(faults)


def _objectives(source: Source) -> tuple[dict[str, ObjectiveModel], list[Fault]]:
    """The objectives of a file, and what is wrong with the others."""
    if not isinstance(source.data, dict):
        raise AuthoringError([Fault(source.file, 1, 1, "expected objectives, each with 'name' and 'definition'")])
    from qbank.authoring.messages import told  # with pydantic, which files that were checked before do not need

    found, faults = dict[str, ObjectiveModel](), list[Fault]()
    for name, raw in source.data.items():
        try:
            with told(source, ObjectiveModel, (name,)):
                found[name] = ObjectiveModel.model_validate(raw)
        except AuthoringError as error:
            faults += error.faults
    return found, faults


def _dangling(bank: Bank) -> list[Fault]:
    """What questions and blueprints name and nobody wrote."""
    faults = [fault for model in bank.items.values() for fault in objective_faults(model, bank.objectives)]
    for blueprint in bank.blueprints.values():
        faults += blueprint_faults(blueprint, bank.items, bank.objectives)
    return faults
