"""JSON that is written record by record: a head, then one list with a record on each line.

It is read by any JSON reader at once, and by ``read`` line by line, so that neither side needs memory for all of it.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from qbank.errors import QbankError


def lines(head: dict[str, object], name: str, records: Iterable[object]) -> Iterator[bytes]:
    """The fields of the head, one on each line, then the list under its name.

    >>> print(b"".join(lines({"quiz": "q"}, "items", [1, 2])).decode())
    {
    "quiz": "q",
    "items": [
    1,
    2
    ]
    }
    <BLANKLINE>
    """
    yield b"{\n"
    for key, value in head.items():
        yield f"{_json(key)}: {_json(value)},\n".encode()
    yield f"{_json(name)}: [".encode()
    for number, record in enumerate(records):
        yield ("\n" if number == 0 else ",\n").encode() + _json(record).encode()
    yield b"\n]\n}\n"


def read(path: Path, name: str) -> tuple[dict[str, object], Iterator[object]]:
    """The head, and the records one after the other while they are asked for."""
    opening = f"{_json(name)}: ["
    head = []
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.rstrip("\n") == opening:
                break
            head.append(line)
        else:
            raise QbankError(
                f"{str(path)!r} has no line with {opening!r}\n  hint: it was not written by qbank, or changed"
            )
    fields: dict[str, object] = json.loads("".join(head).rstrip().rstrip(",") + "}")
    return fields, _records(path, skipped=len(head) + 1)


def _records(path: Path, *, skipped: int) -> Iterator[object]:
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            if number < skipped:
                continue
            if line == "]\n":
                return
            yield json.loads(line.rstrip().removesuffix(","))


def encoded(value: object) -> bytes:
    """A value as JSON on one line; exact numbers as text."""
    return msgspec.json.encode(value, enc_hook=str)


def _json(value: object) -> str:
    return encoded(value).decode()
