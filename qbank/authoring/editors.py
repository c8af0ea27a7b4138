"""What an editor with YAML support needs: the schemas, in a folder of the bank that the first lines of its files point at.

    # yaml-language-server: $schema=.qbank/question.schema.json

The path is relative to the file, so the bank may be moved and shared, and nothing is fetched from anywhere. The line is read by
the YAML language server (https://github.com/redhat-developer/yaml-language-server) and whatever builds on it, such as the YAML
extension of VS Code. To the loader of a bank it is a comment.
"""

import json
import os
from pathlib import Path

from qbank.authoring.json_schema import SCHEMAS
from qbank.errors import OutputError

FOLDER = ".qbank"


def schema_text(of: str) -> str:
    """The JSON Schema of questions, blueprints or objectives, as text."""
    return json.dumps(SCHEMAS[of](), ensure_ascii=False, indent=2) + "\n"


def place_schemas(bank: Path) -> tuple[Path, ...]:
    """Write the schemas into the bank's folder, where they are missing or out of date; returns their files."""
    return tuple(_placed(_file(bank, of), schema_text(of)) for of in SCHEMAS)


def pointer(file: Path, bank: Path, of: str = "question") -> str:
    """The first line of a file of the bank, by which an editor finds the schema.

    >>> pointer(Path("mine/td/error.yaml"), Path("mine"))
    '# yaml-language-server: $schema=../.qbank/question.schema.json'
    """
    path = Path(os.path.relpath(_file(bank, of), file.parent)).as_posix()
    return f"# yaml-language-server: $schema={path}"


def _file(bank: Path, of: str) -> Path:
    return bank / FOLDER / f"{of}.schema.json"


def _placed(file: Path, text: str) -> Path:
    try:
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from error
    return file
