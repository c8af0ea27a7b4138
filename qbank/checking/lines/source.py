"""Where a relation stands in the author's text: the excerpt under a message underlines it."""

import re
from collections.abc import Iterator, Sequence

from qbank.tex.lexer import Reader, Token
from qbank.tex.symbols import RELATION, TEXTS
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN
from qbank.text import FormulaSource, formulas_of

SIGNS = {f"\\{command}" if command.isalpha() else command for command in RELATION} | set(RELATION.values())
RAW = TEXTS | {"operatorname", "begin", "end"}
"""Commands whose braces hold words."""
EDGES = {"&", "\\\\", ",", ";", "\\quad", "\\qquad", "\\begin", "\\end"} | {f"\\{text}" for text in TEXTS}


def formula_place(source: str, formula: int, relation: int) -> tuple[int, int] | None:
    """Offset and length of a relation, by the numbers of its formula and of its sign; None when it is not found.

    >>> formula_place("Here $a = 1 + 1 = 3$.", 0, 1)
    (10, 9)
    """
    found = formulas_of(source)
    if formula >= len(found):
        return None
    span = relation_span(found[formula].text, relation)
    return None if span is None else _placed(found[formula], *span)


def _placed(formula: FormulaSource, start: int, end: int) -> tuple[int, int]:
    first = formula.origins[start]
    return first, max(1, formula.origins[end] - first)


def relation_span(formula: str, relation: int) -> tuple[int, int] | None:
    r"""Where the sides of a relation begin and end in a formula's LaTeX.

    >>> relation_span(r"a &= 1 \\ &\approx 2", 1)
    (11, 20)
    """
    tokens = list(_tokens(formula))
    signs = [number for number, token in enumerate(tokens) if token.text in SIGNS]
    if relation >= len(signs):
        return None
    at = signs[relation]
    start, end = _edge(tokens, at, -1) + 1, _edge(tokens, at, 1)
    return tokens[start].offset, tokens[end - 1].end


def _edge(tokens: Sequence[Token], at: int, step: int) -> int:
    """Where a side ends that begins beside the sign: at another sign or a separator that stands in no bracket.

    The mark of a column before the sign belongs to neither side.
    """
    beside = at + step
    aligned = step < 0 and beside > 0 and tokens[beside].text == "&" and not _parts(tokens[beside - 1])
    level, place = 0, beside - 1 if aligned else beside
    while 0 <= place < len(tokens) and (level or not _parts(tokens[place])):
        level += step * {"(": 1, "[": 1, ")": -1, "]": -1}.get(tokens[place].text, 0)
        place += step
    return place


def _parts(token: Token) -> bool:
    return token.text in SIGNS or token.text in EDGES


def _tokens(formula: str) -> Iterator[Token]:
    """The tokens of a formula, its words left out."""
    reader = Reader(formula)
    while reader.token.kind != "end":
        token = reader.take()
        yield token
        if token.text.removeprefix("\\") in RAW and reader.token.text == "{":
            reader.take_raw(token)


HIDDEN = re.compile(r"\$\$.*?\$\$|\$(?:\\.|[^$\\])*\$|`[^`]*`|^ {0,3}>[^\n]*", re.DOTALL | re.MULTILINE)
"""Formulas, code and quotations: what is not prose of the author's own."""
_NUMBER = rf"(?:{HOLE_OPEN}[0-9]+{HOLE_CLOSE}|[0-9]+(?:\.[0-9]+)?%?)"
SUM = re.compile(rf"[-−+(]*{_NUMBER}(?:[ \n]*[-−+·×*/^()=≈]+[ \n]*(?:[-−+(]*{_NUMBER}\)*))+")
"""Numbers with signs between them."""


def sums_in(marked: str) -> Iterator[tuple[int, str]]:
    """The calculations that stand in the prose of a text whose places are marks: offsets, and what they say.

    >>> list(sums_in("So 0.5 + 0.9 · 1 = 1.4, and $1 = 2$ is a formula."))
    [(3, '0.5 + 0.9 · 1 = 1.4')]
    """
    prose = HIDDEN.sub(lambda hidden: "\0" * len(hidden[0]), marked)
    for found in SUM.finditer(prose):
        if "=" in found[0] or "≈" in found[0]:
            yield found.start(), found[0]
