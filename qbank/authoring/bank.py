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
from qbank.authoring.references import OBJECTIVES, Presupposed, blueprint_faults, objective_faults, prerequisite_faults
from qbank.authoring.schema import Draft, ItemModel, ObjectiveModel, ObjectivesModel
from qbank.authoring.texts import Texts
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.source import Source, content_of, decoded
from qbank.strict_yaml.values import Where

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


@dataclass(slots=True)
class Survey:
    """A bank as far as it can be read: what is sound in it, the questions that are not, and all that is wrong."""

    bank: Bank = field(default_factory=Bank)
    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """The objectives that files define, well or not."""
    presupposed: list[Presupposed] = field(default_factory=list)
    """What objectives presuppose, and where they say so: any file may define it."""
    unread: bool = False
    """Whether objectives may be defined in what could not be read."""


def load(folders: Sequence[Path], cache: Path | None = None) -> Bank:
    """The bank in these folders; raises AuthoringError with every fault of form in every file.

    ``cache`` is a folder in which what was checked is kept, so that unchanged files are read quickly the next time.
    """
    found = survey(folders, cache)
    if found.faults:
        raise AuthoringError(found.faults)
    return found.bank


def survey(folders: Sequence[Path], cache: Path | None = None) -> Survey:
    """As ``load``, of faulty banks too."""
    found = Survey()
    for folder in folders:
        if not folder.is_dir():
            found.faults.append(Fault(str(folder), 0, 0, "there is no such folder"))
            continue
        found.bank.memories.append(Memory(folder, cache))
        for path in sorted(folder.rglob("*.yaml")):
            try:
                _add(found, folder, path)
            except AuthoringError as error:
                found.faults += error.faults
    found.bank.remember()
    found.faults += _dangling(found)
    return found


def is_question(path: Path) -> bool:
    """Whether a file of a bank holds a question, and neither objectives nor a blueprint.

    >>> is_question(Path("mine/td.yaml")), is_question(Path("mine/objectives.yaml")), is_question(Path("blueprints/a.yaml"))
    (True, False, False)
    """
    return path.name != OBJECTIVES and BLUEPRINTS not in path.parts[:-1]


def load_file(path: Path) -> ItemModel | Draft:
    """One question's file, read by itself, or what can be said about a faulty one; its objectives are not looked up."""
    return _model(ItemModel, path, Memory(path.parent, cache=None))


def is_blueprint(path: Path) -> bool:
    """Whether a file describes a test, and not a question."""
    source = Source(path.as_posix(), decoded(content_of(path), path.as_posix()))
    return isinstance(source.data, dict) and "sections" in source.data


def load_blueprint(path: Path, bank: Bank) -> Blueprint:
    """One blueprint's file, wherever it is, for questions of this bank."""
    read = _model(Blueprint, path, Memory(path.parent, cache=None))
    faults = list(read.faults) if isinstance(read, Draft) else blueprint_faults(read, bank.items, bank.objectives)
    if faults or isinstance(read, Draft):
        raise AuthoringError(faults)
    return read


def _add(found: Survey, folder: Path, path: Path) -> None:
    within, memory = path.relative_to(folder), found.bank.memories[-1]
    if within.name == OBJECTIVES:
        _add_objectives(found, path, memory)
        return
    blueprint = BLUEPRINTS in within.parts[:-1]
    read = _model(Blueprint, path, memory) if blueprint else _model(ItemModel, path, memory)
    if isinstance(read, Blueprint):
        _put(found.bank.blueprints, read)
    elif isinstance(read, ItemModel):
        _put(found.bank.items, read)
    else:
        found.faults += read.faults
        found.drafts += [] if blueprint else [read]


Authored = TypeVar("Authored", ItemModel, Blueprint)


def _put(entries: dict[str, Authored], model: Authored) -> None:
    if model.id in entries:
        if entries[model.id].origin.text == model.origin.text:
            return  # the shipped bank, seen a second time from a checkout
        message = f"the id {model.id!r} is taken by {entries[model.id].origin.file}"
        hint = "rename one of them, or name the folders to use with --bank"
        raise AuthoringError([Fault(model.origin.file, 0, 0, message, hint)])
    entries[model.id] = model


def _model(kind: type[Authored], path: Path, memory: Memory) -> Authored | Draft:
    """What the file holds: remembered, or read and checked now."""
    content, file = content_of(path), path.as_posix()
    text = decoded(content, file)
    if known := memory.recall(kind, path.stem, content):
        model, texts = known
        return model.at(Source(file, text), texts)
    from qbank.authoring.drafts import read_draft  # with pydantic, which files that were checked before do not need

    read = read_draft(kind, Source(file, text), path.stem)
    if isinstance(read, kind):
        memory.keep(kind, path.stem, content, read, read.texts)
    return read


def read_model(kind: type[Authored], source: Source, id: str) -> Authored:
    """The question or blueprint that a file holds; AuthoringError with every fault of its form."""
    from qbank.authoring.drafts import read_draft  # with pydantic, see above

    read = read_draft(kind, source, id)
    if isinstance(read, Draft):
        raise AuthoringError(list(read.faults))
    return read


def _add_objectives(found: Survey, path: Path, memory: Memory) -> None:
    """Add the objectives that the file defines: remembered, or read and checked now."""
    content, file = content_of(path), path.as_posix()
    source = Source(file, decoded(content, file))
    if remembered := memory.recall(ObjectivesModel, path.stem, content):
        defined, faults = remembered[0].objectives, list[Fault]()
    else:
        defined, faults = _objectives(source)
        if not faults:
            memory.keep(ObjectivesModel, path.stem, content, ObjectivesModel(objectives=defined), Texts())
    found.bank.objectives |= defined
    found.named |= set(source.data if faults and isinstance(source.data, dict) else defined)
    found.unread |= bool(faults) and (source.reading.lost or source.data is None)
    found.presupposed += [
        (source, (name, "prerequisites", number), other)
        for name, objective in defined.items()
        for number, other in enumerate(objective.prerequisites)
    ]
    found.faults += sorted(faults, key=lambda fault: (fault.line, fault.column))


def _objectives(source: Source) -> tuple[dict[str, ObjectiveModel], list[Fault]]:
    """The objectives of a file, and what is wrong with the others."""
    faults = list(source.reading.faults)
    if not isinstance(source.data, dict):
        wanted = source.fault((), "expected objectives, each with 'name' and 'definition'")
        return {}, faults or [wanted]
    from qbank.authoring.drafts import entries  # with pydantic, see above

    found, wrong = entries(source, ObjectiveModel)
    return found, faults + wrong


def _dangling(found: Survey) -> list[Fault]:
    """What objectives, questions and blueprints name and nobody wrote."""
    bank, faults = found.bank, list[Fault]()
    if not found.unread:
        faults += prerequisite_faults(found.presupposed, found.named)
    models: list[tuple[ItemModel, frozenset[Where]]] = [(model, frozenset()) for model in bank.items.values()]
    models += [(draft.model, draft.unread) for draft in found.drafts if draft.model is not None]
    for model, unread in models if not found.unread else ():
        faults += objective_faults(model, found.named, unread)
    for blueprint in bank.blueprints.values():
        faults += blueprint_faults(blueprint, bank.items, found.named, {draft.id for draft in found.drafts})
    return faults
