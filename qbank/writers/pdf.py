"""Printed papers and their keys, as tagged PDF: PDF/A-2a for archives and PDF/UA-1 for screen readers.

The Typst template is constant and draws ``data.json``; nothing of an author's is ever Typst source. Up to 25 copies share a
file: a longer one would need memory without end, and shorter ones more time. The date is fixed, fonts are those that come
with Typst, and the folder it may read is empty, so the same quiz is the same bytes everywhere.
"""

import json
import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

import typst
from msgspec import Struct

from qbank.answer_key import Key, answer_key
from qbank.content import Text
from qbank.document import Blank, GapTask, Paper, Question, questions
from qbank.interactions import KINDS
from qbank.item import Form, Quiz
from qbank.markup.typst import blocks, node
from qbank.resources import template_folder
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output

COPIES = 25  # in one file
DATE = datetime(2000, 1, 1, tzinfo=UTC)
STANDARDS = ["a-2a", "ua-1"]


class Booklet(Struct, frozen=True):
    """The papers, or the keys, that share a file."""

    title: str
    language: str
    papers: tuple[Paper, ...] = ()
    keys: tuple[Key, ...] = ()


def write(quiz: Quiz, output: Output) -> None:
    """Booklets of papers, and booklets of keys."""
    for number, (papers, keys) in enumerate(quiz.papers(COPIES, _booklets)):
        stem = quiz.name + _range(number * COPIES, quiz.copies)
        output.write(f"{stem}.pdf", papers)
        output.write(f"{stem}-key.pdf", keys)


def _booklets(forms: Iterable[Form]) -> tuple[bytes, bytes]:
    """A booklet of papers, and one of their keys."""
    made = list(forms)
    title, language = made[0].title, made[0].language
    papers, keys = tuple(map(questions, made)), tuple(map(answer_key, made))
    return pdf(Booklet(title, language, papers=papers)), pdf(Booklet(f"{title}: answer key", language, keys=keys))


def pdf(booklet: Booklet) -> bytes:
    """A booklet as a PDF file."""
    return _typeset(booklet, "pdf")[0]


def pictures(booklet: Booklet) -> list[bytes]:
    """The pages of a booklet, each an SVG picture, for looking at them on a screen."""
    return _typeset(booklet, "svg")


def _typeset(booklet: Booklet, form: str) -> list[bytes]:
    """The files that a booklet becomes: one, or one for each page where a form holds no more."""
    with tempfile.TemporaryDirectory() as empty:
        made = typst.compile(  # type: ignore[call-overload]  # its stub does not know that files may be given as a dict
            _sources() | {"data.json": as_json(booklet).encode()},
            root=empty,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=form,
            timestamp=DATE,
            pdf_standards=STANDARDS,
        )
    return list(map(bytes, made)) if isinstance(made, list) else [bytes(made)]


def as_json(record: object) -> str:
    """A record as JSON, field by field; its texts as the content tree that the template draws.

    >>> as_json(("a", 1, Text()))
    '["a",1,[]]'
    """
    if isinstance(record, Text):
        return blocks(record)
    if isinstance(record, tuple):
        return f"[{','.join(map(as_json, record))}]"
    if isinstance(record, Question):
        return _object(record, stem=blocks(record.stem, {gap.number: _gap(gap) for gap in record.gaps}))
    if isinstance(record, Struct):
        return _object(record)
    return json.dumps(record, ensure_ascii=False)


def _object(record: Struct, **made: str) -> str:
    """The fields of a record, but for those that are JSON already."""
    names = record.__struct_fields__
    pairs = (f"{json.dumps(name)}:{made.get(name) or as_json(getattr(record, name))}" for name in names)
    return f"{{{','.join(pairs)}}}"


def _gap(gap: GapTask) -> str:
    unit = gap.response.unit if isinstance(gap.response, Blank) else ""
    return node("gap", json.dumps(gap.number), kind=gap.response.kind, unit=unit)


def _range(first: int, copies: int) -> str:
    if copies <= COPIES:
        return ""
    width = max(3, len(str(copies)))
    return f"-{first + 1:0{width}}-{min(first + COPIES, copies):0{width}}"


@cache
def _sources() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((template_folder() / "pdf").glob("*.typ"))}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _interactions() -> frozenset[str]:
    """The interactions that the template has a function for: those are what the format holds."""
    named = re.findall(r"(?m)^#let (\w+)\(task\)", _sources()["interactions.typ"].decode())
    return frozenset(named) & frozenset(KINDS.values())


FORMAT = Format(
    name="pdf",
    ending="pdf",
    summary="papers to print, up to 25 copies in a file, with their keys",
    keys="apart",
    interactions=_interactions(),
    features=dict.fromkeys(FEATURES, EXACT),
    examine=lambda _item: [],
    writes={"quiz": write},
)
