"""Where qbank's own templates, questions and plug-ins are: in a checkout and in an installed wheel alike.

A wheel carries the two folders inside the package (``_templates``, ``_questions``); in a checkout, also an editable
install, they stand beside it. The packaged copy is looked for first, so that a folder that happens to be called
``questions`` beside an installed package is never taken for ours. In a checkout ``pyproject.toml`` is asked as well as
the installed metadata, so that a format or question type just declared there is found without installing again.
"""

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

from qbank.errors import QbankError

PACKAGE = Path(__file__).resolve().parent


def template_folder() -> Path:
    """The folder of the output templates."""
    return _folder("templates")


def questions_folder() -> Path:
    """The folder of the questions that come with qbank."""
    return _folder("questions")


@cache
def version() -> str:
    """The version of qbank, such as ``0.1.0``."""
    project = _project()
    return str(project["version"]) if project else metadata.version("qbank")


@cache
def declared(group: str) -> dict[str, str]:
    """What packages declare under an entry-point group: each name and the module that it stands for, sorted by name.

    >>> declared("qbank.formats")["moodle"]
    'qbank.writers.moodle'
    """
    installed = {point.name: point.value for point in metadata.entry_points(group=group)}
    groups = _project().get("entry-points", {})
    ours = groups.get(group, {}) if isinstance(groups, dict) else {}
    return dict(sorted((installed | ours).items()))


def _folder(name: str) -> Path:
    packaged = PACKAGE / f"_{name}"
    if packaged.is_dir():
        return packaged
    beside = PACKAGE.parent / name
    if _project() and beside.is_dir():
        return beside
    raise QbankError(f"this installation of qbank has no {name} folder\n  hint: install qbank again")


@cache
def _project() -> dict[str, object]:
    """The ``[project]`` table of the checkout's pyproject.toml; empty when this is not a checkout of qbank."""
    file = PACKAGE.parent / "pyproject.toml"
    if not file.is_file():
        return {}
    project: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    return project if project.get("name") == "qbank" else {}
