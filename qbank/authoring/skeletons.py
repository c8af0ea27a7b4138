"""Questions to start from: one for each question type, and a case of several parts, in ``templates/new``.

Each is a sound question as it stands, with comments that say what its fields do. A new file gets a first line that points
editors at the schema, and objectives that its bank defines; a bank that defines none gets a file of objectives, too.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

from qbank.authoring.bank import read_model
from qbank.authoring.editors import place_schemas, pointer
from qbank.authoring.references import OBJECTIVES
from qbank.authoring.schema import ItemModel
from qbank.errors import OutputError, QbankError
from qbank.resources import template_folder
from qbank.source import Source, read

_LINE = re.compile(r"^objectives: \[(?P<ids>[^]]*)\]", re.MULTILINE)


class Begun(Struct, frozen=True):
    """What was written: the question, and the file of objectives where there was none.

    ``fitting`` is false where the objective is not what the question is about, but any that the bank defines.
    """

    question: Path
    objectives: tuple[str, ...]
    defined: Path | None
    fitting: bool


def skeletons() -> tuple[str, ...]:
    """What there are questions to start from for.

    >>> skeletons()[:4]
    ('case', 'essay', 'expression', 'matching')
    """
    return tuple(sorted(file.stem for file in _folder().glob("*.yaml") if file.name != OBJECTIVES))


def skeleton(kind: str) -> ItemModel:
    """The question to start from, as it stands."""
    file = _folder() / f"{kind}.yaml"
    return read_model(ItemModel, Source(file.name, file.read_text(encoding="utf-8")), f"a-{kind}".replace("_", "-"))


def begin(kind: str, file: Path, banks: Sequence[Path], objective: str | None = None) -> Begun:
    """Write a question of that kind into the first of the banks; QbankError when its id is taken, by whichever of them.

    Its objective is the one that is named, or the skeleton's own, or any that the banks define.
    """
    _refuse_taken(file.stem, banks)
    text = (_folder() / f"{kind}.yaml").read_text(encoding="utf-8")
    own, known = _own(text), _objectives(banks)
    chosen = _chosen(objective, own, known or own)
    place_schemas(banks[0])
    defined = None if known else banks[0] / OBJECTIVES
    if defined is not None:
        start = (_folder() / OBJECTIVES).read_text(encoding="utf-8")
        _write(defined, f"{pointer(defined, banks[0], 'objectives')}\n{start}")
    question = _LINE.sub(f"objectives: [{', '.join(chosen)}]", text)
    _write(file, f"{pointer(file, banks[0])}\n{question}")
    return Begun(file, chosen, defined, fitting=chosen in {own, (objective,)})


def _folder() -> Path:
    return template_folder() / "new"


def _own(text: str) -> tuple[str, ...]:
    """The objectives that a skeleton names."""
    return tuple(name for line in _LINE.finditer(text) for name in line["ids"].split(", "))


def _refuse_taken(id: str, banks: Iterable[Path]) -> None:
    for bank in banks:
        for file in sorted(bank.rglob(f"{id}.yaml")):
            raise QbankError(
                f"the id {id!r} is taken by {file.as_posix()}\n  hint: choose another; nothing was written"
            )


def _objectives(banks: Iterable[Path]) -> tuple[str, ...]:
    """The ids of the objectives that the banks define; AuthoringError where their file cannot be read."""
    files = [file for bank in banks for file in sorted(bank.rglob(OBJECTIVES))]
    found = [read(file).data for file in files]
    return tuple(dict.fromkeys(name for data in found if isinstance(data, dict) for name in data))


def _chosen(named: str | None, own: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    if named is None:
        return own if set(own) <= set(known) else known[:1]
    if named not in known:
        close = get_close_matches(named, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"define it in {OBJECTIVES}"
        raise QbankError(f"there is no objective {named!r}\n  hint: {hint}")
    return (named,)


def _write(file: Path, text: str) -> None:
    """Write a file that does not exist yet."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from error
