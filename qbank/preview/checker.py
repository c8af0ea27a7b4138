"""A process of its own that makes certificates: ``python -m qbank.preview.checker``.

It reads questions and writes what it finds, a line of JSON each, until its input ends. A large question thereby keeps neither
the pages nor the server's end waiting: whoever started it may end it at any time.
"""

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, Finding, certify
from qbank.errors import AuthoringError
from qbank.generation.program import forget
from qbank.source import content_of, decoded, parse

POLITENESS = 10


class Found(Struct, frozen=True):
    """A question's title, or its file's name while it cannot be read, and its certificate."""

    title: str
    certificate: Certificate


def find(path: Path) -> Found:
    """What there is to say about a question's file."""
    name = path.as_posix()
    try:
        model = read_model(ItemModel, parse(decoded(content_of(path), name), name), path.stem)
    except AuthoringError as error:
        findings = tuple(Finding("authoring", fault) for fault in error.faults)
        return Found(path.stem, Certificate(path.stem, 0, 0, {}, 0, findings))
    try:
        return Found(model.title, certify(model))
    finally:
        forget()


def main() -> None:
    """Answer every line of standard input, which is a file's name in JSON."""
    if hasattr(os, "nice"):  # Windows has none
        os.nice(POLITENESS)  # pages come first
    for line in sys.stdin.buffer:
        found = find(Path(msgspec.json.decode(line, type=str)))
        try:
            sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # whoever asked has ended
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return


if __name__ == "__main__":
    main()
