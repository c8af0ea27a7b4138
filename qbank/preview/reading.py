"""What a question's file says at one moment: a compiled question, or faults."""

from pathlib import Path

from msgspec import Struct

from qbank.authoring.bank import load_file
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.errors import AuthoringError, Fault, QbankError
from qbank.generation.program import Program, compile_item


class Reading(Struct, frozen=True, eq=False):
    """What was made of a file: a program, or else at least one fault."""

    program: Program | None = None
    faults: tuple[Fault, ...] = ()


def read(path: Path) -> Reading:
    """Read and compile a question's file.

    >>> read(Path("nowhere.yaml")).faults[0].message
    'cannot be read: No such file or directory'
    """
    try:
        model = load_file(path)
        if isinstance(model, ItemModel):
            return Reading(compile_item(model))
        return Reading(faults=tuple(finding.fault for finding in certify(model).findings))
    except AuthoringError as error:
        return Reading(faults=tuple(error.faults))
    except QbankError as error:
        return Reading(faults=(Fault(path.as_posix(), 0, 0, str(error)),))
