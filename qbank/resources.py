"""Where qbank's own templates, questions and plug-ins are: in a checkout and in an installed wheel alike.

A wheel carries the two folders inside the package (``_templates``, ``_questions``); in a checkout, also an editable
install, they stand beside it. The packaged copy is looked for first, so that a folder that happens to be called
``questions`` beside an installed package is never taken for ours. In a checkout ``pyproject.toml`` is asked as well as
the installed metadata, so that a format or question type just declared there is found without installing again.
"""

import os
import re
import sys
import tomllib
from contextlib import suppress
from functools import cache
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
    from importlib import metadata  # 25 ms, and most commands do not ask

    project = _project()
    return str(project["version"]) if project else metadata.version("qbank")


@cache
def build_of_qbank() -> str:
    """What only the same qbank has, with the same packages: a digest of its own files and of the packages' versions."""
    import hashlib  # only a cluster asks
    from importlib import metadata

    told = hashlib.blake2b(digest_size=16)
    for folder, pattern in ((PACKAGE, "*.py"), (template_folder(), "*")):
        for path in sorted(
            path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts
        ):
            told.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode() + path.read_bytes())
    for one in metadata.requires("qbank") or ():
        name = re.match(r"[\w-]+", one)
        if name and "extra ==" not in one:
            told.update(f"{name[0]} {metadata.version(name[0])}\n".encode())
    return told.hexdigest()


@cache
def declared(group: str) -> dict[str, str]:
    """What packages declare under an entry-point group: each name and the module that it stands for, sorted by name.

    >>> declared("qbank.formats")["moodle"]
    'qbank.writers.moodle'
    """
    found = {}
    for folder in reversed(installed()):
        with suppress(OSError), Path(folder, "entry_points.txt").open(encoding="utf-8") as stream:
            found.update(_points(stream.read(), group))
    groups = _project().get("entry-points", {})
    ours = groups.get(group, {}) if isinstance(groups, dict) else {}
    return dict(sorted((found | ours).items()))


@cache
def installed() -> tuple[str, ...]:
    """The folders that describe the installed packages; their names tell each package and its version.

    ``importlib.metadata`` knows as much, and takes 30 ms to be imported and asked: a tenth of a short command.
    """
    found = []
    for place in dict.fromkeys(sys.path):
        with suppress(OSError), os.scandir(place or ".") as entries:
            found += sorted(entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    return tuple(found)


def _points(text: str, group: str) -> dict[str, str]:
    """The entry points of a group in a package's ``entry_points.txt``.

    The format: https://packaging.python.org/en/latest/specifications/entry-points/#file-format

    >>> _points("[console_scripts]\\na = b:c\\n\\n[qbank.formats]\\n# ours\\nodt = course.odt [extra]\\n", "qbank.formats")
    {'odt': 'course.odt'}
    """
    section = re.search(rf"^\[{re.escape(group)}\]$(.*?)(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL)
    lines = section[1].splitlines() if section else []
    points = (line.partition("=") for line in lines if "=" in line and not line.startswith(("#", ";")))
    return {name.strip(): module.partition("[")[0].strip() for name, _, module in points}


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
