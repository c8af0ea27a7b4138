"""A key's derivation, line by line: the formula, the numbers put in, every intermediate line, the result.

Each step computes all products (powers, quotients, functions) whose operands are numbers, or, when only numbers are left in
a sum, the whole sum. The lines are Terms in which ``Sym("#3")`` stands for the value of the fourth subterm, so that one
derivation serves every draw of the same shape.
"""

from msgspec import Struct

from qbank.term import Add, Call, Cond, Index, Items, Mul, Neg, Num, Sub, Sum, Sym, Term, rebuild, walk

MAX_LINES = 30
VALUE = "#"
"""What the names of values begin with; no author's name can."""


class Derivation(Struct, frozen=True):
    """The lines after the formula itself, and the Terms whose values they show, by number."""

    lines: tuple[Term, ...]
    values: tuple[Term, ...]


def derivation(term: Term) -> Derivation:
    r"""The lines from an opened Term down to its value.

    >>> from qbank.expressions.latex import latex
    >>> steps = derivation(Sub(Add(Sym("r"), Mul(Sym("g"), Sym("w"))), Sym("v")))
    >>> [latex(line, lambda leaf: leaf.name) for line in steps.lines]
    ['#0 + #1 \\cdot #2 - #3', '#0 + #4 - #3', '#5']
    """
    values: list[Term] = []
    line = _put_in(term, values)
    lines = [line]
    while not _is_value(line) and len(lines) < MAX_LINES:
        line = _reduced(line, values)
        lines.append(line)
    return Derivation(tuple(lines), tuple(values))


def can_derive(term: Term) -> bool:
    """Whether the Term is plain arithmetic: opened, with every case distinction decided."""
    return not any(isinstance(node, (Call, Cond, Sum, Items)) for node in walk(term))


def _value(term: Term, values: list[Term]) -> Term:
    """The name under which the value of a subterm is shown; the same subterm has the same name."""
    if term not in values:
        values.append(term)
    return Sym(f"{VALUE}{values.index(term)}")


def _put_in(term: Term, values: list[Term]) -> Term:
    if isinstance(term, (Sym, Index)):
        return _value(term, values)
    return rebuild(term, lambda below: _put_in(below, values))


def _is_value(term: Term) -> bool:
    return isinstance(term, Num) or (isinstance(term, Sym) and term.name.startswith(VALUE))


def _reduced(term: Term, values: list[Term]) -> Term:
    """One step: what can be computed is; what holds more than numbers is reduced inside."""
    if _is_value(term):
        return term
    if isinstance(term, Neg) and not _is_value(term.operand):
        below = _reduced(term.operand, values)
        return _value(_meaning(Neg(below), values), values) if _is_value(below) else Neg(below)
    operands = _chain(term)
    if all(_is_value(operand) or _is_negated(operand) for operand in operands):
        return _value(_meaning(term, values), values)
    return _below(term, values)


def _below(term: Term, values: list[Term]) -> Term:
    if isinstance(term, (Add, Sub)):
        left = _below(term.left, values) if isinstance(term.left, (Add, Sub)) else _reduced(term.left, values)
        return type(term)(left, _reduced(term.right, values))
    return rebuild(term, lambda below: _reduced(below, values))


def _chain(term: Term) -> list[Term]:
    """The operands of a sum or of a product, which one step computes together; else the operands of the node."""
    match term:
        case Add(left=left, right=right) | Sub(left=left, right=right):
            return [*(_chain(left) if isinstance(left, (Add, Sub)) else [left]), right]
        case Mul(left=left, right=right):
            return [*(_chain(left) if isinstance(left, Mul) else [left]), right]
        case _:
            found: list[Term] = []
            rebuild(term, lambda below: found.append(below) or below)  # type: ignore[func-returns-value]
            return found


def _is_negated(term: Term) -> bool:
    return isinstance(term, Neg) and _is_value(term.operand)


def _meaning(term: Term, values: list[Term]) -> Term:
    """The Term with the names of values replaced by the subterms they stand for."""
    if isinstance(term, Sym) and term.name.startswith(VALUE):
        return values[int(term.name.removeprefix(VALUE))]
    return rebuild(term, lambda below: _meaning(below, values))
