"""Worked solutions: a key's derivation as a text, one tree for every shape of the draw.

Lines: the formula in the field's notation, the numbers put in, each intermediate line exact, the result, and the result
rounded as it was asked for where that is not the same. ``≈`` stands before what is shown rounded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from msgspec import Struct

from qbank.content import Maths, Number, Paragraph, Piece, Text, Tree, Value
from qbank.errors import MathsError
from qbank.expressions.evaluate import opened
from qbank.expressions.latex import Named, latex, symbol
from qbank.expressions.steps import MAX_LINES, VALUE, Derivation, can_derive, derivation
from qbank.generation.draw import Terms
from qbank.generation.working import Row, Shown, ahead_of, enough_decimals, numbers_in, rows_of
from qbank.question_types.question_type import Draw
from qbank.rl.formula import formulas
from qbank.rl.notation import NOTATION, has_symbol, notation
from qbank.term import Algebra, Call, Cond, Index, Num, Sub, Sym, Term, Words, rebuild, substitute, walk
from qbank.tex.parser import parse as parse_maths
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN

WORKING_DECIMALS = 4
"""How irrational intermediate values are shown, when the result does not ask for more."""


class Lines(Struct, frozen=True):
    """A derivation's trees, with the result as it is and with it rounded, and the quantities that fill them."""

    exact: Tree
    rounded: Tree
    quantities: tuple[Shown, ...]
    rows: tuple[Row, ...] = ()
    """The lines as arithmetic, where some of their numbers are rounded."""


@dataclass(slots=True)
class Derived:
    """The derivation of a Term, as a text.

    ``name`` is the LaTeX of what is derived, or empty; ``looks`` the decimals with which each parameter is shown. ``found`` are
    names in the Term that stand for what procedures find: each with the Term that it means and its LaTeX.
    """

    term: Term
    name: str
    decimals: int | None
    looks: Mapping[str, int | None]
    terms: Terms
    is_real: Callable[[Term], bool]
    found: Mapping[str, tuple[Term, str]] = field(default_factory=dict)
    shapes: dict[object, tuple[Term, bool]] = field(default_factory=dict)
    lines: dict[object, Lines] = field(default_factory=dict)

    def fill(self, draw: Draw) -> Text:
        """The lines with this draw's numbers."""
        shape = draw.shape
        if shape not in self.shapes:
            plain = opened(self.term, dict(shape))
            self.shapes[shape] = plain, any(isinstance(node, Cond) for node in walk(plain))
        plain, branching = self.shapes[shape]
        taken: list[bool] = []
        if branching:
            plain = self._decided(plain, draw, taken)
        key = (shape, *taken)
        if key not in self.lines:
            self.lines[key] = self._lines(plain, opened_body(self.term, dict(shape)))
        lines = self.lines[key]
        values = (
            enough_decimals(lines.quantities, lines.rows, draw.shown)
            if lines.rows
            else tuple([draw.shown(one.quantity, one.decimals) for one in lines.quantities])
        )
        return Text((self._piece(lines, values),))

    def _piece(self, lines: Lines, values: tuple[Value, ...]) -> Piece:
        """The result is rounded in a line of its own when that changes it."""
        result = cast("Number", values[-1]).value
        if self.decimals is None or result.numerator * 10**self.decimals % result.denominator == 0:
            return Piece(lines.exact, values)
        return Piece(lines.rounded, (*values, Number(result, self.decimals)))

    def _decided(self, term: Term, draw: Draw, taken: list[bool]) -> Term:
        """The Term with each case distinction replaced by the branch that this draw takes."""
        if isinstance(term, Cond):
            taken.append(bool(draw.value(self.terms.register(self._meant(term.test)))))
            return self._decided(term.then if taken[-1] else term.otherwise, draw, taken)
        return rebuild(term, lambda below: self._decided(below, draw, taken))

    def _lines(self, plain: Term, task: Term) -> Lines:
        """The lines of the derivation; of what cannot be derived, or is too long for a formula, only the value."""
        only = Derivation((Sym(f"{VALUE}0"),), (plain,))
        steps = derivation(plain) if can_derive(plain) else only
        if len(steps.lines) >= MAX_LINES:
            steps = only
        try:
            lines = self._printed(plain, steps, self._formula_rows(plain, task))
        except MathsError:
            lines = self._printed(plain, only, [])
        solved = isinstance(task, Algebra) and task.operation == "solve"
        return _after(_equation(_renamed(task, _symbols(self.term))), lines) if solved else lines

    def _printed(self, plain: Term, steps: Derivation, rows: list[tuple[str, str]]) -> Lines:
        if steps.values[-1:] != (plain,):
            steps = Derivation(steps.lines, (*steps.values, plain))
        meant = [self._meant(value) for value in steps.values]
        real = [self.is_real(value) for value in meant]
        for line in steps.lines:
            relation = r"\approx" if any(real[number] for number in numbers_in(line)) else "="
            row = relation, latex(line, _hole)
            rows += [row] if row not in rows[-1:] else []  # numbers alone print the same as with numbers put in
        quantities = tuple(
            Shown(
                self.terms.register(meant[number]),
                self._look(value, is_real=real[number], last=value == plain),
                ahead_of(steps.lines, number) if real[number] else 0,
            )
            for number, value in enumerate(steps.values)
        )
        rounded = [*rows, (r"\approx", _mark(len(quantities)))]
        worked = rows_of(steps.lines) if any(real) else ()
        return Lines(_aligned(self.name, rows), _aligned(self.name, rounded), quantities, worked)

    def _formula_rows(self, plain: Term, task: Term) -> list[tuple[str, str]]:
        """The general equation of a formula, or what algebra is asked; then the formula at this length."""
        names = _symbols(self.term)
        rows = []
        if isinstance(task, Algebra) and task.operation != "solve":
            rows.append(("=", latex(_renamed(task, names))))
        if (general := general_equation(self.term)) is not None:
            rows.append(("=", latex(general)))
        if not isinstance(plain, (Sym, Num)) or (isinstance(plain, Sym) and plain.name in self.found):
            rows.append(
                ("=", latex(_renamed(plain, names), Named({name: shown for name, (_, shown) in self.found.items()})))
            )
        return rows

    def _meant(self, term: Term) -> Term:
        """The Term with what procedures find put in."""
        return substitute(term, {name: meaning for name, (meaning, _) in self.found.items()}) if self.found else term

    def _look(self, value: Term, *, is_real: bool, last: bool) -> int | None:
        if is_real:
            working = max(WORKING_DECIMALS, (self.decimals or 0) + 2)
            return working if not last or self.decimals is None else self.decimals
        named = value.base if isinstance(value, Index) else value
        return self.looks.get(named.name) if isinstance(named, Sym) else None


def opened_body(term: Term, shape: dict[str, int]) -> Term:
    """What algebra is asked, its body as plain arithmetic; any other Term as it is."""
    return Algebra(term.operation, opened(term.body, shape), term.name, term.at) if isinstance(term, Algebra) else term


def general_equation(term: Term) -> Term | None:
    """The equation of the formula that is called, under the conventions named in the call, where it tells more than the
    formula with its numbers: of lists at any length, and of cases.

    >>> from qbank.expressions.parse import parse
    >>> general_equation(parse("td_target(r, g, v)").term) is None
    True
    """
    if not isinstance(term, Call):
        return None
    formula = formulas()[term.name]
    general = formula.general(**{name: word.text for name, word in term.arguments if isinstance(word, Words)})
    tells_more = formula.equation is not None or any(isinstance(node, Cond) for node in walk(general))
    return general if tells_more else None


def _mark(number: int) -> str:
    return f"{HOLE_OPEN}{number}{HOLE_CLOSE}"


def _hole(leaf: Term) -> str:
    """The mark of a value; names that a derivation leaves alone print as symbols."""
    if isinstance(leaf, Sym) and leaf.name.startswith(VALUE):
        return _mark(int(leaf.name.removeprefix(VALUE)))
    return symbol(leaf)


def _aligned(name: str, rows: list[tuple[str, str]]) -> Tree:
    """The rows under each other, aligned at their relations."""
    first = f"{name} &{rows[0][0]} {rows[0][1]}" if name else f"& {rows[0][1]}"
    source = r" \\ ".join([first, *(f"&{relation} {text}" for relation, text in rows[1:])])
    formula = Maths(parse_maths(rf"\begin{{aligned}} {source} \end{{aligned}}"), display=True)
    return Tree((Paragraph((formula,)),))


def _equation(task: Term) -> Tree:
    """The equation that is solved, by itself."""
    match task:
        case Algebra(body=Sub(left=left, right=right)) if not isinstance(right, Num):
            source = f"{latex(left)} = {latex(right)}"
        case Algebra(body=body):
            source = f"{latex(body)} = 0"
        case _:
            message = f"{type(task).__name__} is no equation"
            raise TypeError(message)
    return Tree((Paragraph((Maths(parse_maths(source), display=True),)),))


def _after(first: Tree, lines: Lines) -> Lines:
    """The lines with something before them."""
    exact, rounded = (Tree((*first.blocks, *tree.blocks)) for tree in (lines.exact, lines.rounded))
    return Lines(exact, rounded, lines.quantities, lines.rows)


def _symbols(term: Term) -> dict[str, str]:
    """Names without a symbol of their own borrow that of the formula's parameter they are given to, if only they do."""
    wanted: dict[str, set[str]] = {}
    for call in walk(term):
        if isinstance(call, Call):
            for parameter, argument in call.arguments:
                if isinstance(argument, Sym):
                    wanted.setdefault(parameter, set()).add(argument.name)
    return {
        next(iter(names)): parameter
        for parameter, names in wanted.items()
        if len(names) == 1 and not has_symbol(next(iter(names)))
    }


def _renamed(term: Term, names: Mapping[str, str]) -> Term:
    if isinstance(term, Sym):
        return Sym(names.get(term.name, term.name))
    return rebuild(term, lambda below: _renamed(below, names))


def name_of(name: str | None, term: Term) -> str:
    """The LaTeX of what is derived: the author's quantity, or the formula's own symbol; else empty."""
    if name is not None and has_symbol(name):
        return notation(name)
    if isinstance(term, Call) and term.name in NOTATION:
        return notation(term.name)
    return "" if name is None else notation(name)


def sides(condition: Term) -> list[Term]:
    """What a condition compares, where it is more than a number or a name."""
    operands = [getattr(condition, "left", None), getattr(condition, "right", None)]
    return [side for side in operands if isinstance(side, Term) and not isinstance(side, (Num, Sym))]
