"""What was read, said back to the student: ``1/5 = 0.2``, ``2·(3 + 1) = 8``, ``√(2) ≈ 1.414214``."""

from fractions import Fraction

from qbank.content import MINUS, Number, digits, finite_decimals, plain
from qbank.errors import QbankError
from qbank.rl.arithmetic import Quantity
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Term

LONGEST = 12
"""Decimals, and digits before them, up to which a value is written out."""
LONGEST_WRITTEN = 24
"""Characters up to which a number is repeated as it is."""
SIGNIFICANT = 6
ADDED, TIMES, SIGNED, RAISED, ALONE = range(1, 6)
NAMES = {"sqrt": "√", "exp": "exp", "log": "ln", "abs": "abs"}


def said(term: Term, value: Quantity) -> str:
    """What was typed as it was understood, and its value.

    >>> said(Div(Num(Fraction(-3)), Num(Fraction(4))), Fraction(-3, 4)), said(Num(Fraction(1, 2)), Fraction(1, 2))
    ('−3/4 = −0.75', '0.5')
    """
    read, shown = written(term), shown_value(value)
    if shown in ("", f"= {read}"):
        return read
    return shown if shown[2:] == read else f"{read} {shown}"


def shown_value(value: Quantity) -> str:
    """``= 0.2`` where that is exact, ``≈ 0.333333`` where it is not; nothing where no digits are certain.

    >>> shown_value(Fraction(1, 3)), shown_value(Fraction(10) ** 40)
    ('≈ 0.333333', '≈ 1.00000·10^40')
    """
    if not isinstance(value, Fraction):
        return _irrational(value)
    size = abs(value)
    if size and not Fraction(1, 10**LONGEST) <= size < 10**LONGEST:
        return f"≈ {scientific(value)}"
    places = finite_decimals(value)
    if places is not None and places <= LONGEST:
        return f"= {plain(Number(value))}"
    return f"≈ {plain(Number(value, SIGNIFICANT if size >= 1 else SIGNIFICANT + _zeros(size)))}"


def _irrational(value: Quantity) -> str:
    from qbank.rl.balls import decided  # flint takes 40 ms to import, and most answers are rational

    try:
        return f"≈ {plain(Number(decided(lambda: value.rounded(SIGNIFICANT)), SIGNIFICANT))}"
    except QbankError:
        return ""


def _zeros(size: Fraction) -> int:
    """How many zeros follow the point before the first other digit, or one less."""
    return max(0, len(str(size.denominator)) - len(str(size.numerator)) - 1)


def scientific(value: Fraction) -> str:
    """A number by its leading digits and a power of ten.

    >>> scientific(Fraction(-12345678, 10**30))
    '−1.23457·10^−23'
    """
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    power -= size < Fraction(10) ** power
    leading = digits(size / Fraction(10) ** power, SIGNIFICANT - 1)
    return f"{MINUS if value < 0 else ''}{leading}·10^{str(power).replace('-', MINUS)}"


def written(term: Term, least: int = 0) -> str:
    """A Term in characters, in brackets where it binds less than ``least``.

    >>> written(Mul(Num(Fraction(2)), Sub(Num(Fraction(1)), Num(Fraction(-3)))))
    '2·(1 − (−3))'
    """
    text, strength = _written(term)
    return f"({text})" if strength < least else text


def _written(term: Term) -> tuple[str, int]:
    match term:
        case Num(value=value):
            text = plain(Number(value))
            text = text if len(text) <= LONGEST_WRITTEN else shown_value(value)[2:]
            return text, TIMES if "/" in text or "·" in text else SIGNED if value < 0 else ALONE
        case Neg(operand=operand):
            return f"{MINUS}{written(operand, TIMES)}", SIGNED
        case Add(left=left, right=right):
            return f"{written(left, ADDED)} + {written(right, RAISED if _negative(right) else TIMES)}", ADDED
        case Sub(left=left, right=right):
            return f"{written(left, ADDED)} {MINUS} {written(right, RAISED if _negative(right) else TIMES)}", ADDED
        case Mul(left=left, right=right):
            return f"{written(left, TIMES)}·{written(right, RAISED)}", TIMES
        case Div(left=left, right=right):
            return f"{written(left, TIMES)}/{written(right, RAISED)}", TIMES
        case Pow(base=base, exponent=exponent):
            return f"{written(base, ALONE)}^{written(exponent, SIGNED)}", RAISED
        case Apply(function=function, arguments=(argument,)):
            return f"{NAMES[function]}({written(argument)})", ALONE
        case _:
            message = f"{type(term).__name__} is not what a student types"
            raise TypeError(message)


def _negative(term: Term) -> bool:
    return isinstance(term, Neg) or (isinstance(term, Num) and term.value < 0)
