"""From what a YAML parser complains about to what an author should do.

Parsers report where they gave up, in their own words; authors need the usual slip behind it: an unquoted ``{{``, a colon
inside text, LaTeX in double quotes, a tab.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml

Advice: TypeAlias = tuple[str, str]
Diagnosis: TypeAlias = tuple[int, str, str]

# Printable text, line feeds and tabs; not the private-use characters, which mark places, nor other line separators.
FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

QUOTE = "put quotes around the text"
QUOTE_COMMAS = "put quotes around a text or expression that holds a comma"
QUOTE_BRACKETS = "put quotes around a text or expression that holds brackets, commas or colons"
BACKSLASH = "use single quotes or a block (|), where a backslash is just a backslash"
PLACE: Advice = ("an unquoted value starts with '{{'", "put quotes around text that starts with {{")
NOT_A_NAME: Advice = ("the name of a field must be a word", QUOTE)
TAB: Advice = ("a tab", "indent and separate with spaces")
INDENTATION = "align it with the lines it belongs to"

GLUED = re.compile(r"([A-Za-z_][\w-]*):(?!//)\S")
_FIELD = re.compile(r"\s*(?:- +)*[^\s:#'\"][^:#]*: +\S")
_GLUED_LINE = re.compile(r"\s*(?:- +)*" + GLUED.pattern)
_OPEN_PLACE = re.compile(r"(?:^\s*(?:- +)*(?:[\w-]+: +)?|[\[{,]\s*(?:[\w-]+: +)?)(\{\{)")
_ESCAPE = re.compile(r"\\(.)([A-Za-z]*)", re.DOTALL)
_NEWLINE_COMMANDS = {"nu", "ne", "neq", "neg", "nabla", "not", "notin", "ni", "nmid", "nleq", "ngeq"}


def forbidden(character: str) -> Advice:
    """What to say about a character that may not stand in a file."""
    kind = "private-use" if "\ue000" <= character <= "\uf8ff" else "control"
    return f"the {kind} character U+{ord(character):04X} may not stand here", "delete it; it is often invisible"


def anchor(sign: str) -> Advice:
    """What to say about a value that starts with ``&``, ``*`` or ``!``."""
    kind = {"&": "anchors", "*": "aliases", "!": "tags"}[sign]
    return f"{kind} (values that start with {sign!r}) are not used here", f"put quotes around text that starts with {sign}"


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
        yield 0, *forbidden(bad[0])


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
            return advise(text, problem, context, error.problem or "")
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


def _colon(text: str, problem: int, context: int, _: str) -> Diagnosis:
    start = text.rfind("\n", 0, problem) + 1
    if _FIELD.match(text[start : problem + 1]):
        return problem, "a colon inside unquoted text", QUOTE
    above_start, above = _previous(text, problem)
    if name := _GLUED_LINE.match(above):
        return above_start + name.start(1), *glued(name[1])
    line = _line(text, problem)
    indented = start + len(line) - len(line.lstrip())
    if _FIELD.match(above):
        return indented, "this line is indented deeper than the field above, which already has a value", INDENTATION
    return indented, "this line continues the text above", "is a colon missing in the line above?"


def _no_colon(text: str, problem: int, context: int, _: str) -> Diagnosis:
    start = text.rfind("\n", 0, context) + 1
    if name := _GLUED_LINE.match(_line(text, context)):
        return start + name.start(1), *glued(name[1])
    return context, "expected a field, 'name: value'", "is a colon missing, or is the line not indented enough?"


def _start(text: str, problem: int, context: int, _: str) -> Diagnosis:
    if text[problem : problem + 1] == "\t":
        return problem, *TAB
    return problem, f"unquoted text cannot start with {text[problem : problem + 1]!r}", QUOTE


def _unknown_escape(text: str, problem: int, context: int, reason: str) -> Diagnosis:
    index = problem - (1 if "unknown" in reason else 2)
    match = _ESCAPE.match(text, index)
    shown = f"\\{match[1]}{match[2]}" if match else "\\"
    return index, f"in double quotes a backslash starts an escape, and '{shown}' is none", BACKSLASH


def _sign(text: str, problem: int, context: int, _: str) -> Diagnosis:
    sign = text[context : context + 1]
    return context, *anchor(sign if sign in {"&", "*", "!"} else "!")


def _header(text: str, problem: int, context: int, _: str) -> Diagnosis:
    sign = text[context]
    hint = f"begin the text on the next line, or put quotes around text that starts with {sign}"
    return problem, f"text in the same line as the {sign!r} that starts a block", hint


def _open_quote(text: str, problem: int, context: int, _: str) -> Diagnosis:
    return context, "this quote is never closed", f"close it with {text[context]}"


def _after(text: str, problem: int, context: int, _: str) -> Diagnosis:
    before = text[:problem].rstrip()[-1:]
    if before in {"'", '"'}:
        hint = "inside single quotes write '' for an apostrophe" if before == "'" else "inside double quotes write \\\" for a quote"
        return problem, "text after the closing quote", hint
    if before in {"]", "}"}:
        return problem, "text after the closing bracket", QUOTE
    return problem, "this does not fit the lines above", INDENTATION


def _bracket(text: str, problem: int, context: int, _: str) -> Diagnosis:
    opening = text[context : context + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    if "\n" in text[context:problem] or problem >= len(text):
        return context, f"this {opening!r} is not closed", f"close it with {closing}"
    return problem, f"expected ',' or {closing!r} here", QUOTE_BRACKETS


def _list(text: str, problem: int, context: int, _: str) -> Diagnosis:
    return problem, "a list starts in a line of its own", "move '- ' to the next line, or put quotes around the text"


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
