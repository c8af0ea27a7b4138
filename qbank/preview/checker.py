"""A process of its own that makes certificates: ``python -m qbank.preview.checker``.

It is asked about questions and says what it finds, a line of JSON each, until its input ends. A large question thereby keeps
neither the pages nor the server's end waiting: whoever started it may end it at any time.
"""

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from qbank.authoring.bank import load_file
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, certify, unread
from qbank.checking.extremes import Extremes, extremes
from qbank.errors import AuthoringError
from qbank.generation.program import forget, program

POLITENESS = 10
NO_EXTREMES = Extremes((), 0, 0, 0)


class Asked(Struct, frozen=True):
    """A question's file; and the seed whose extreme draws are asked for, or none when it is the certificate."""

    file: str
    seed: str | None = None


class Found(Struct, frozen=True):
    """A question's title, or its file's name while it cannot be read, and its certificate."""

    title: str
    certificate: Certificate


def find(asked: Asked) -> Found | Extremes:
    """What there is to say about a question's file."""
    path = Path(asked.file)
    try:
        model = load_file(path)
        if asked.seed is None:
            return Found(model.title if isinstance(model, ItemModel) else path.stem, certify(model))
        return extremes(program(model), asked.seed) if isinstance(model, ItemModel) else NO_EXTREMES
    except AuthoringError as error:
        return Found(path.stem, unread(path.stem, error.faults)) if asked.seed is None else NO_EXTREMES
    finally:
        forget()


def main() -> None:
    """Answer every line of standard input."""
    if hasattr(os, "nice"):  # Windows has none
        os.nice(POLITENESS)  # pages come first
    for line in sys.stdin.buffer:
        found = find(msgspec.json.decode(line, type=Asked))
        try:
            sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever asked has ended
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return


if __name__ == "__main__":
    main()
