"""A student's formula read into a Term over the names of a question's symbols.

    r_t + γ V(s_{t+1}) - V(s_t)     gamma*V' + r - V     2(V-1)     \\frac{a}{b}     |x|     e^{-x}     min(a, b)
    clip(ρ, 1-ε, 1+ε)     σ(x)     log p     a if x > 0 else b

What mathematicians would read in two ways is not read at all: ``1/2 x``, ``log x y``, ``|a|b|``. A name is a quantity or it is
unknown; it is never applied as a function. Everything is bounded: length, depth, exponents.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from qbank.errors import ExpressionError
from qbank.grading.notation.cases import cases, conditional
from qbank.grading.notation.functions import applied
from qbank.grading.notation.names import RESERVED, Name, Names
from qbank.grading.notation.numbers import begins_number, read_number
from qbank.grading.notation.shown import Shown
from qbank.grading.notation.spellings import begins_name, name_end
from qbank.grading.notation.units import (
    CASES,
    CLOSING,
    FRACTION,
    LONGEST_SHOWN,
    OPEN_BAR,
    TWO_WAYS,
    Unit,
)
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Sym, Term

MAX_DEPTH = 25
E_NUMBER = Apply("exp", (Num(Fraction(1)),))


@dataclass
class Reader:
    """Reads units from left to right; every method begins where ``place`` stands and leaves it behind what it read."""

    units: list[Unit]
    text: str
    names: Names
    shown: Shown
    comma: bool
    place: int = 0
    depth: int = 0
    bars: int = 0
    loose: str = ""
    parting: list[str] = field(default_factory=list)

    # --- where we are ---

    @property
    def here(self) -> Unit:
        """The present unit."""
        return self.units[self.place]

    def fail(self, message: str, hint: str = "", place: int | None = None) -> NoReturn:
        """Raise a fault at the present unit, or at another."""
        raise ExpressionError(message, self.units[self.place if place is None else place].offset, hint)

    def fail_here(self) -> NoReturn:
        """Say of the present unit that it has no place here."""
        if not self.here.text:
            self.fail("the formula ends too early" if self.place else "nothing was typed")
        hints = {
            ",": "give one formula",
            ";": "give one formula",
            "'": "a prime stands behind a letter",
            "|": "write abs(…)",
        }
        shown = self.text[self.here.offset : self.here.offset + 1] or self.here.text
        self.fail(f"did not expect {shown!r} here", hints.get(self.here.text, ""))

    def take(self, *texts: str) -> bool:
        """Whether the present unit is one of these; if so, go on."""
        if self.here.text in texts and self.here.text:
            self.place += 1
            return True
        return False

    def word(self, *words: str) -> bool:
        """Whether one of these words stands here; if so, go on."""
        for word in words:
            end = self.names.word_end(self.units, self.place, word)
            if end is not None:
                self.place = end
                return True
        return False

    def at_word(self) -> bool:
        """Whether a word of a case distinction stands here."""
        return any(self.names.word_end(self.units, self.place, word) is not None for word in RESERVED)

    def deeper(self, read: Callable[[], Term]) -> Term:
        """What is read one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"this is nested more than {MAX_DEPTH} deep")
        term = read()
        self.depth -= 1
        return term

    def expression(self) -> Term:
        """A case distinction, or a sum."""
        return conditional(self, self.deeper(self.sum))

    # --- sums and products ---

    def sum(self) -> Term:
        """Terms with + and - between them."""
        left = self.product()
        while self.here.text in ("+", "-"):
            node = Add if self.here.text == "+" else Sub
            self.place += 1
            left = node(left, self.product())
        return left

    def product(self) -> Term:
        """Factors with * and / between them, from the left; a factor directly behind another multiplies it."""
        begin = self.place
        left, divided = self.signed(), False
        while True:
            if self.loose and (self.here.text in ("*", "/") or self.begins_factor()) and not self._root_on_root():
                self.fail(TWO_WAYS, "write brackets around what the function is applied to")
            if self.take("*"):
                left = Mul(left, self.signed())
            elif self.take("/"):
                left, divided = Div(left, self.signed()), True
            elif not self.begins_factor():
                return left
            elif begins_number(self.here):
                self.fail("a number stands behind a factor", "write * between them")
            else:
                left = self.beside(left, begin, divided=divided)

    def _root_on_root(self) -> bool:
        """Whether this is the second root of √2 √3."""
        return self.loose == self.here.text == "√"

    def beside(self, left: Term, begin: int, *, divided: bool) -> Term:
        """The product of what was read and the factor that stands directly behind it."""
        place = self.place
        if self.here.text in ("(", "[") and self.names.ends_symbol(self.units, begin, place):
            right = self.multiplied_bracket(place)
        else:
            right = self.power()
        if not divided:
            return Mul(left, right)
        return self.fail(TWO_WAYS, self._both(left, right), place)

    def _both(self, left: Term, right: Term) -> str:
        """How to write the two readings of a/b c."""
        if not isinstance(left, Div):
            return "write * and brackets"
        texts = (self.shown.text(part) for part in (left.left, left.right, right))
        above, below, factor = (f"({text})" if set(text) & set(" /") else text for text in texts)
        return f"write ({above}/{below})*{factor} or {above}/({below}*{factor})"

    def multiplied_bracket(self, place: int) -> Term:
        """A bracket directly behind a symbol: a product when it holds an operation, else it looks like an argument."""
        symbol = self.names.last_symbol(self.units, place)
        typed = self.text[self.units[symbol].offset : self.units[place].offset]
        shown = re.sub(r"\\[A-Za-z]+\s*$", "", typed).strip()[:LONGEST_SHOWN] or typed.strip()[:LONGEST_SHOWN]
        try:
            right = self.power()
        except ExpressionError:
            if not self._is_lone(place):
                raise
            right = None
        if right is None or isinstance(right, Num | Sym):
            hint = f"write {shown}*(…) for a product; {self.shown.listed}"
            self.fail(f"{shown!r} is a quantity, not a function", hint, place)
        return right

    def _is_lone(self, place: int) -> bool:
        """Whether a bracket holds no operation."""
        level = 0
        for unit in self.units[place:]:
            level += (unit.text in ("(", "[", "{")) - (unit.text in (")", "]", "}"))
            if level == 1 and unit.text in ("+", "-", "*", "/", FRACTION):
                return False
            if level == 0:
                break
        return True

    def begins_factor(self) -> bool:
        """Whether a factor begins here."""
        unit = self.here
        if unit.text == "|":
            return self.bars == 0
        structure = unit.text in ("(", "[", "{", OPEN_BAR, FRACTION, "√")
        return structure or begins_number(unit) or (begins_name(unit) and not self.at_word())

    def signed(self) -> Term:
        """``-x``, where a power binds tighter than the sign."""
        negative = False
        while self.here.text in ("+", "-"):
            negative ^= self.here.text == "-"
            self.place += 1
        term = self.power()
        if not negative:
            return term
        return Num(-term.value) if isinstance(term, Num) else Neg(term)

    def power(self) -> Term:
        """``x^2``; a power of e is an exponential."""
        base = self.atom()
        if self.here.text == "*" and self.units[self.place + 1].text == "*":
            self.place += 1
        elif self.here.text != "^":
            return base
        if self.loose:
            self.fail(TWO_WAYS, "write brackets around what the function is applied to")
        self.place += 1
        braced = self.here.text == "{"
        exponent = self.bracket() if braced else self.deeper(self.signed)
        if braced and self.here.text == "^":
            self.fail(TWO_WAYS, "write brackets around the first power")
        return Apply("exp", (exponent,)) if base is E_NUMBER else Pow(base, exponent)

    # --- atoms ---

    def atom(self) -> Term:
        """A number, a symbol, a function of something, or something in brackets."""
        self.loose = ""
        unit = self.here
        if begins_number(unit) or (self.comma and unit.text == "," and self.units[self.place + 1].text.isdecimal()):
            return self.number()
        if unit.text in ("(", "[", "{"):
            return self.bracket()
        if unit.text in ("|", OPEN_BAR):
            return self.absolute()
        if self.take(FRACTION):
            above = self.argument()
            return Div(above, self.argument())
        if self.take(CASES):
            return self.deeper(lambda: cases(self))
        if self.take("√"):
            return applied(self, "sqrt", self.place - 1)
        return self.named() if begins_name(unit) else self.fail_here()

    def number(self) -> Term:
        """A number."""
        parts = bool(self.parting) and self.parting[-1] == ","
        scientific = not self.names.has("e") and not self.names.has("E")
        value, self.place = read_number(self.units, self.place, comma=self.comma, parts=parts, scientific=scientific)
        return Num(value)

    def bracket(self) -> Term:
        """Something in brackets."""
        place, end = self.place, CLOSING[self.here.text]
        self.place += 1
        self.bars, bars = 0, self.bars
        term = self.expression()
        if not self.take(end):
            if not self.here.text:
                self.fail(f"a bracket is not closed: {end!r} is missing", place=place)
            self.fail_here()
        self.bars, self.loose = bars, ""
        return term

    def absolute(self) -> Term:
        """``|x|``."""
        place, end = self.place, CLOSING[self.here.text]
        self.place += 1
        self.bars += end == "|"
        term = self.deeper(self.sum)
        if not self.take(end):
            self.fail("a bar is not closed", "write abs(…)", place)
        self.bars -= end == "|"
        self.loose = ""
        if end == "|" and self.here.text != "|" and self.begins_factor() and self._bar_follows():
            self.fail("the bars can be paired in two ways", "write abs(…)", place)
        return Apply("abs", (term,))

    def _bar_follows(self) -> bool:
        """Whether another bar stands further on, outside brackets."""
        level = 0
        for unit in self.units[self.place :]:
            level += (unit.text in ("(", "[", "{")) - (unit.text in (")", "]", "}"))
            if unit.text == "|" and level == 0:
                return True
        return False

    def argument(self) -> Term:
        r"""What ``\frac`` takes: something in braces, or one digit or symbol."""
        if self.here.text in ("{", "("):
            return self.bracket()
        if self.here.text.isdecimal():
            self.place += 1
            return Num(Fraction(self.units[self.place - 1].text))
        if not begins_name(self.here):
            self.fail("expected { here", r"write \frac{…}{…}")
        return self.named()

    def named(self) -> Term:
        """A symbol, the number e, or a function of something."""
        place = self.place
        found = self.names.at(self.units, place)
        if found is None:
            self.fail_unknown()
        if found == "ambiguous":
            end = name_end(self.units, place)
            self.fail(TWO_WAYS, f"write * between the factors of {self._typed(place, end)!r}")
        assert isinstance(found, Name)  # noqa: S101  the other cases have failed
        self.place = found.end
        match found.kind:
            case "symbol":
                return Sym(found.name)
            case "e":
                return E_NUMBER
            case _:
                return applied(self, found.name, place)

    def _typed(self, place: int, end: int) -> str:
        return self.text[self.units[place].offset : self.units[end].offset].rstrip()[:LONGEST_SHOWN]

    def fail_unknown(self) -> NoReturn:
        """Say that no such name is known, and which ones are."""
        end = name_end(self.units, self.place)
        name = self._typed(self.place, end)
        close = difflib.get_close_matches(name, self.names.known, n=1, cutoff=0.5)
        guess = f"did you mean {close[0]!r}? " if close else ""
        self.fail(
            f"unknown {'function' if self.units[end].text == '(' else 'name'} {name!r}", guess + self.shown.listed
        )
