"""A process of its own that makes certificates: ``python -m qbank.preview.checker``.

It reads questions and writes certificates, a line of JSON each, until its input ends. A large question thereby keeps neither
the pages nor the server's end waiting: whoever started it may end it at any time.
"""

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, certify
from qbank.source import parse

POLITENESS = 10


class Asked(Struct, frozen=True):
    """A question to certify: its file's name and text."""

    file: str
    text: str


def certificate(asked: Asked) -> Certificate:
    """The certificate of a question whose file can be read."""
    return certify(read_model(ItemModel, parse(asked.text, asked.file), Path(asked.file).stem))


def main() -> None:
    """Answer every line of standard input."""
    if hasattr(os, "nice"):  # Windows has none
        os.nice(POLITENESS)  # pages come first
    for line in sys.stdin.buffer:
        asked = msgspec.json.decode(line, type=Asked)
        sys.stdout.buffer.write(msgspec.json.encode(certificate(asked)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
