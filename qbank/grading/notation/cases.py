"""Case distinctions in a student's formula: ``a if x > 0 else b``, and LaTeX's ``cases``."""

from typing import TYPE_CHECKING

from qbank.grading.notation.units import END_CASES, NEXT_ROW
from qbank.term import Compare, Cond, Logic, Term

if TYPE_CHECKING:
    from qbank.grading.notation.reader import Reader

RELATIONS = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "=": "==", "≠": "!="}


def conditional(reader: "Reader", then: Term) -> Term:
    """``then``, or the whole of ``then if a > b else ...``."""
    if not reader.word("if"):
        return then
    test = _test(reader)
    if reader.take(";"):
        return Cond(test, then, _last_case(reader))
    if not reader.word("else", "otherwise"):
        reader.fail("expected 'else' here")
    return Cond(test, then, reader.deeper(reader.expression))


def _last_case(reader: "Reader") -> Term:
    """``b otherwise``, as a case distinction is said back: { a if x > 0; b otherwise }; further cases may stand before."""
    term = reader.deeper(reader.expression)
    if not reader.word("otherwise") and not isinstance(term, Cond):
        reader.fail("the last case must say 'otherwise'")
    return term


def cases(reader: "Reader") -> Term:
    r"""``\begin{cases} a & \text{if } x > 0 \\ b & \text{otherwise} \end{cases}``, its beginning taken."""
    rows: list[tuple[Term, Term]] = []
    while True:
        value = reader.deeper(reader.sum)
        reader.take(",")
        reader.take("&")
        if reader.word("otherwise", "else"):
            break
        reader.word("if", "for")
        rows.append((_test(reader), value))
        if not reader.take(NEXT_ROW):
            reader.fail("the last case must say 'otherwise'")
    reader.take(".", NEXT_ROW)
    if not reader.take(END_CASES):
        reader.fail(r"expected \end{cases} here")
    for test, then in reversed(rows):
        value = Cond(test, then, value)
    return value


def _test(reader: "Reader") -> Term:
    """Comparisons, joined by ``and`` or by ``or``."""
    found = [_comparison(reader)]
    for operator in ("and", "or"):
        while reader.word(operator):
            found.append(_comparison(reader))
        if len(found) > 1:
            return Logic(operator, tuple(found))
    return found[0]


def _comparison(reader: "Reader") -> Term:
    """``a < b``."""
    left = reader.deeper(reader.sum)
    if reader.here.text == "!" and reader.units[reader.place + 1].text == "=":
        reader.place += 2
        return Compare("!=", left, reader.deeper(reader.sum))
    sign = reader.here.text
    if sign not in RELATIONS:
        reader.fail("expected a comparison such as > here")
    reader.place += 1
    wider = sign in ("<", ">") and reader.take("=")
    if sign == "=":
        reader.take("=")
    return Compare(f"{sign}=" if wider else RELATIONS[sign], left, reader.deeper(reader.sum))
