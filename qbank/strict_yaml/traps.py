"""From what a YAML parser complains about to what an author should do.

Parsers report where they gave up, in their own words; authors need the usual slip behind it: an unquoted ``{{``, a colon
inside text, LaTeX in double quotes, a tab.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml
from msgspec import Struct

from qbank.characters import FORBIDDEN, HINT, complaint

Advice: TypeAlias = tuple[str, str]
Diagnosis: TypeAlias = tuple[int, str, str]


class _Broken(Struct, frozen=True):
    """A text, where its parser gave up, where that construct began, and the parser's reason."""

    text: str
    problem: int
    context: int
    reason: str


QUOTE = "put quotes around the text"
QUOTE_COMMAS = "put quotes around a text or expression that holds a comma"
QUOTE_BRACKETS = "put quotes around a text or expression that holds brackets, commas or colons"
BACKSLASH = "use single quotes or a block (|), where a backslash is just a backslash"
PLACE: Advice = ("an unquoted value starts with '{{'", "put quotes around text that starts with {{")
NOT_A_NAME: Advice = ("the name of a field must be a word", QUOTE)
TAB: Advice = ("a tab where only spaces may stand", "indent and separate with spaces")
INDENTATION = "align it with the lines it belongs to"

GLUED = re.compile(r"([A-Za-z_][\w-]*):(?!//)\S")
_FIELD = re.compile(r"\s*(?:- +)*[^\s:#'\"][^:#]*: +\S")
_GLUED_LINE = re.compile(r"\s*(?:- +)*" + GLUED.pattern)
_OPEN_PLACE = re.compile(r"(?:^\s*(?:- +)*(?:[\w-]+: +)?|[\[{,]\s*(?:[\w-]+: +)?)(\{\{)")
_ESCAPE = re.compile(r"\\(.)([A-Za-z]*)", re.DOTALL)
_NEWLINE_COMMANDS = {"nu", "ne", "neq", "neg", "nabla", "not", "notin", "ni", "nmid", "nleq", "ngeq"}


def anchor(sign: str) -> Advice:
    """What to say about a value that starts with ``&``, ``*`` or ``!``."""
    kind = {"&": "anchors", "*": "aliases", "!": "tags"}[sign]
    return (
        f"{kind} (values that start with {sign!r}) are not used here",
        f"put quotes around text that starts with {sign}",
    )


def glued(name: str) -> Advice:
    """What to say about ``name:value``."""
    return f"a space is missing after the colon of {name!r}", f"write '{name}: ...'"


def escapes(raw: str, value: str) -> Iterator[Diagnosis]:
    """What in a double-quoted text was surely not meant: LaTeX read as escapes, and forbidden characters.

    >>> list(escapes('"$\\\\theta$"', "$\\theta$"))[0][:2]
    (2, "in double quotes '\\\\t' is an escape, not the start of '\\\\theta'")
    """
    found = False
    for match in _ESCAPE.finditer(raw):
        letter, command = match[1], match[1] + match[2]
        latex = letter == "n" and "$" in raw and command in _NEWLINE_COMMANDS
        if latex or letter in "0abtvfreNLP_":
            found = True
            rest = f", not the start of '\\{command}'" if match[2] else ""
            yield match.start(), f"in double quotes '\\{letter}' is an escape{rest}", BACKSLASH
    if not found and (bad := FORBIDDEN.search(value)):
        yield 0, complaint(bad[0]), HINT


def diagnose(error: yaml.MarkedYAMLError, text: str) -> Diagnosis:
    """Where a YAML text is broken, why, and what to do about it."""
    problem = error.problem_mark.index if error.problem_mark else 0
    context = error.context_mark.index if error.context_mark else problem
    for index in (problem, context):
        start = text.rfind("\n", 0, index) + 1
        if place := _OPEN_PLACE.search(_line(text, index)):
            return start + place.start(1), *PLACE
    message = f"{error.context or ''}: {error.problem or ''}"
    for pattern, advise in _KINDS:
        if re.search(pattern, message):
            return advise(_Broken(text, problem, context, error.problem or ""))
    return problem, error.problem or "this is not YAML", ""


def _line(text: str, index: int) -> str:
    end = text.find("\n", index)
    return text[text.rfind("\n", 0, index) + 1 : end if end >= 0 else len(text)]


def _previous(text: str, index: int) -> tuple[int, str]:
    """The start and the text of the last line before this one that is neither blank nor a comment."""
    start = text.rfind("\n", 0, index) + 1
    while start > 0:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if line.strip() and not line.lstrip().startswith("#"):
            return start, line
    return 0, ""


def _colon(at: _Broken) -> Diagnosis:
    start = at.text.rfind("\n", 0, at.problem) + 1
    if _FIELD.match(at.text[start : at.problem + 1]):
        return at.problem, "a colon inside unquoted text", QUOTE
    above_start, above = _previous(at.text, at.problem)
    if name := _GLUED_LINE.match(above):
        return above_start + name.start(1), *glued(name[1])
    line = _line(at.text, at.problem)
    indented = start + len(line) - len(line.lstrip())
    if _FIELD.match(above):
        return indented, "this line is indented deeper than the field above, which already has a value", INDENTATION
    return indented, "this line continues the text above", "is a colon missing in the line above?"


def _no_colon(at: _Broken) -> Diagnosis:
    start = at.text.rfind("\n", 0, at.context) + 1
    if name := _GLUED_LINE.match(_line(at.text, at.context)):
        return start + name.start(1), *glued(name[1])
    return at.context, "expected a field, 'name: value'", "is a colon missing, or is the line not indented enough?"


def _start(at: _Broken) -> Diagnosis:
    if at.text[at.problem : at.problem + 1] == "\t":
        return at.problem, *TAB
    return at.problem, f"unquoted text cannot start with {at.text[at.problem : at.problem + 1]!r}", QUOTE


def _unknown_escape(at: _Broken) -> Diagnosis:
    index = at.problem - (1 if "unknown" in at.reason else 2)
    match = _ESCAPE.match(at.text, index)
    shown = f"\\{match[1]}{match[2]}" if match else "\\"
    return index, f"in double quotes a backslash starts an escape, and '{shown}' is none", BACKSLASH


def _sign(at: _Broken) -> Diagnosis:
    sign = at.text[at.context : at.context + 1]
    return at.context, *anchor(sign if sign in {"&", "*", "!"} else "!")


def _header(at: _Broken) -> Diagnosis:
    sign = at.text[at.context]
    hint = f"begin the text on the next line, or put quotes around text that starts with {sign}"
    return at.problem, f"text in the same line as the {sign!r} that starts a block", hint


def _open_quote(at: _Broken) -> Diagnosis:
    return at.context, "this quote is never closed", f"close it with {at.text[at.context]}"


def _after(at: _Broken) -> Diagnosis:
    before = at.text[: at.problem].rstrip()[-1:]
    if before in {"'", '"'}:
        hint = (
            "inside single quotes write '' for an apostrophe"
            if before == "'"
            else 'inside double quotes write \\" for a quote'
        )
        return at.problem, "text after the closing quote", hint
    if before in {"]", "}"}:
        return at.problem, "text after the closing bracket", QUOTE
    return at.problem, "this does not fit the lines above", INDENTATION


def _bracket(at: _Broken) -> Diagnosis:
    opening = at.text[at.context : at.context + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    if "\n" in at.text[at.context : at.problem] or at.problem >= len(at.text):
        return at.context, f"this {opening!r} is not closed", f"close it with {closing}"
    if at.text[at.problem] in "[{":
        return at.problem, "brackets inside unquoted text", QUOTE_BRACKETS
    if at.text[at.problem] == ":":
        return at.problem, "a colon inside unquoted text", QUOTE_BRACKETS
    if at.text[: at.problem].rstrip()[-1:] in {"'", '"'}:
        return _after(at)
    return at.problem, f"expected ',' or {closing!r} here", QUOTE_BRACKETS


def _list(at: _Broken) -> Diagnosis:
    return at.problem, "a list starts in a line of its own", "move '- ' to the next line, or put quotes around the text"


_KINDS = (
    (r"mapping values are not allowed", _colon),
    (r"could not find expected ':'", _no_colon),
    (r"cannot start any token|expected the node content", _start),
    (r"unknown escape character|expected escape sequence", _unknown_escape),
    (r"scanning an? (alias|anchor|tag)|parsing a node.*undefined tag|duplicate anchor", _sign),
    (r"scanning a block scalar", _header),
    (r"quoted scalar.*(end of stream|document separator)", _open_quote),
    (r"expected ',' or '[\]}]'", _bracket),
    (r"expected <block end>", _after),
    (r"sequence entries are not allowed", _list),
)
