"""What a question's file says at one moment: a compiled question, or faults."""

from pathlib import Path

from msgspec import Struct

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.generation.program import Program, compile_item
from qbank.source import content_of, decoded, parse


class Reading(Struct, frozen=True, eq=False):
    """A file's text, and what was made of it: a program, or else at least one fault."""

    text: str
    program: Program | None = None
    faults: tuple[Fault, ...] = ()


def read(path: Path) -> Reading:
    """Read and compile a question's file.

    >>> read(Path("nowhere.yaml")).faults[0].message
    'cannot be read: No such file or directory'
    """
    text, file = "", path.as_posix()
    try:
        text = decoded(content_of(path), file)
        return Reading(text, compile_item(read_model(ItemModel, parse(text, file), path.stem)))
    except AuthoringError as error:
        return Reading(text, faults=tuple(error.faults))
    except QbankError as error:
        return Reading(text, faults=(Fault(file, 0, 0, str(error)),))
