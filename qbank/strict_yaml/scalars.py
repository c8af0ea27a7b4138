"""Scalars of YAML: which words are numbers, and where each character of a value stands in the file."""

import functools
import re
from collections.abc import Iterator
from fractions import Fraction

MAX_DIGITS = 100

NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE]([-+]?[0-9]+))?")
ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\n[ \t]*|.)", re.DOTALL)
BLANK = " \t\n"


def looks_like_number(word: str) -> bool:
    """Whether a plain word is an integer or a decimal; ``012``, ``1/2`` and ``1_000`` are words."""
    return word[0] in "+-.0123456789" and NUMBER.fullmatch(word) is not None


@functools.lru_cache(maxsize=4096)  # a bank writes the same few numbers again and again
def number(word: str) -> Fraction | None:
    """The exact number that a word writes, or None when it has more digits than anybody means.

    >>> number("0.9"), number("1e-3"), number("1e999999999")
    (Fraction(9, 10), Fraction(1, 1000), None)
    """
    found = NUMBER.fullmatch(word)
    if found is None or len(word) > MAX_DIGITS or abs(int(found[1] or 0)) > MAX_DIGITS:
        return None
    return Fraction(word)


def position(text: str, index: int) -> tuple[int, int]:
    """The line and column, from 1, of a character of a text.

    >>> position("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def indexes(raw: str, style: str, value: str) -> list[int]:
    """Where in the written scalar each character of its value stands, and one more for the place just behind the last.

    Both are walked side by side. Written characters that are not in the value are only blanks, which folding and
    indentation take away, so the walk cannot go astray; when it does not fit, the last place is repeated.

    >>> indexes("'it''s'", "'", "it's")
    [1, 2, 3, 5, 6]
    """
    written = list(_characters(raw, style, value))
    found: list[int] = []
    at = 0
    for character in value:
        at = _advance(written, at, character)
        if at == len(written):
            break
        found.append(written[at][0])
        at += 1
    behind = len(raw) - 1 if style in {"'", '"'} else found[-1] + 1 if found else 0
    return found + [behind] * (len(value) + 1 - len(found))


def _advance(written: list[tuple[int, str]], at: int, character: str) -> int:
    """The next written character that gives this one: itself, or for a folded line break the first blank."""
    start = at
    while at < len(written) and written[at][1] != character and written[at][1] in BLANK:
        at += 1
    found = at < len(written) and written[at][1] == character
    return at if found or character not in BLANK else start


def _characters(raw: str, style: str, value: str) -> Iterator[tuple[int, str]]:
    """The characters of a written scalar that may be part of its value, each with its index."""
    match style:
        case '"':
            yield from _double_quoted(raw)
        case "'":
            yield from ((found.start() + 1, found[0][0]) for found in re.finditer("''|[^']", raw[1:-1]))
        case "|" | ">":
            yield from _block(raw, value)
        case _:
            yield from enumerate(raw)


def _double_quoted(raw: str) -> Iterator[tuple[int, str]]:
    at = 1
    while at < len(raw) - 1:
        escape = ESCAPE.match(raw, at)
        if escape is None:
            yield at, raw[at]
            at += 1
            continue
        if not escape[0].startswith("\\\n"):
            yield at, _escaped(escape[0][1:])
        at = escape.end()


SIMPLE_ESCAPES = dict(zip("0abtnvfre NLP_", "\0\a\b\t\n\v\f\r\x1b \x85\u2028\u2029\xa0", strict=True))


def _escaped(escape: str) -> str:
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return SIMPLE_ESCAPES.get(escape, escape)


def _block(raw: str, value: str) -> Iterator[tuple[int, str]]:
    """The content of a block without its indentation, which the first line of the value tells: indicators may change it."""
    start = raw.find("\n") + 1
    lines = raw[start:].split("\n")
    first_written = next((line for line in lines if line.strip()), "")
    first_value = next((line for line in value.split("\n") if line.strip()), "")
    indentation = _leading(first_written) - _leading(first_value)
    for line in lines:
        skipped = min(indentation, _leading(line))
        yield from ((start + offset, line[offset]) for offset in range(skipped, len(line)))
        start += len(line)
        if start < len(raw):
            yield start, "\n"
        start += 1


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
