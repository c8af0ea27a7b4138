"""The words for what a student does and what it earns: the same on paper, on a page, on the terminal and in the key."""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from qbank.content import Number, plain
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    Shape,
    SingleChoice,
    TextEntry,
)
from qbank.item import Literals

SHAPES = {
    Shape.ANY: "",
    Shape.EXPANDED: " Multiply it out.",
    Shape.FACTORED: " Give it as a product.",
    Shape.ONE_FRACTION: " Give it as one fraction.",
}

FOLLOWS = "This follows from your earlier answer, which is not right."
"""What is said of a number that is right for what was answered in other parts."""


def instruction(interaction: Interaction) -> str:
    """What a student is to do.

    >>> instruction(NumericEntry(3)), instruction(ExpressionEntry((), Shape.FACTORED))
    ('Give 3 decimals.', 'Write a formula. Give it as a product.')
    """
    match interaction:
        case NumericEntry():
            return asked(interaction)
        case ExpressionEntry(symbols, shape):
            return f"Write a formula{' in these symbols' if symbols else ''}.{SHAPES[shape]}"
        case TextEntry():
            return "Write a word or a few."
        case SingleChoice():
            return "Choose one."
        case MultipleChoice():
            return "Choose all that apply."
        case Matching():
            return "Give each letter a number. A number may be used once, several times or not at all."
        case Ordering():
            return "Number the steps in their right order: 1 for the first step."
        case ExtendedText(lines):
            return f"Write about {counted(Fraction(lines), 'line')}."
        case _:
            assert_never(interaction)


def asked(entry: NumericEntry) -> str:
    """How a number is to be given, and how precisely it is to be worked out.

    >>> asked(NumericEntry(3)), asked(NumericEntry(0)), asked(NumericEntry())
    ('Give 3 decimals.', 'Give a whole number.', 'Give the exact value.')
    >>> asked(NumericEntry(1, kept=3))
    'Give 1 decimal; keep at least 3 in between.'
    """
    match entry.decimals:
        case None:
            return "Give the exact value."
        case 0:
            return f"Give a whole number{_keeping(entry, 'decimals ')}."
        case decimals:
            return f"Give {counted(Fraction(decimals), 'decimal')}{_keeping(entry)}."


def _keeping(entry: NumericEntry, noun: str = "") -> str:
    return "" if entry.kept is None else f"; keep at least {entry.kept} {noun}in between"


def precision(entry: NumericEntry) -> str:
    """The same in a note beside where the number goes.

    >>> precision(NumericEntry(2)), precision(NumericEntry(2, kept=4)), precision(NumericEntry())
    ('2 decimals', '2 decimals; keep at least 4 in between', 'exact')
    """
    return "exact" if entry.decimals is None else counted(Fraction(entry.decimals), "decimal") + _keeping(entry)


def earning(policy: ScoringPolicy) -> str:
    """How a part is scored, for students and markers alike; empty when it is all or nothing.

    >>> earning(ScoringPolicy.PER_PAIR), earning(ScoringPolicy.ALL_OR_NOTHING)
    ('Each right pair earns a share of the points.', '')
    """
    match policy:
        case ScoringPolicy.ALL_OR_NOTHING:
            return ""
        case ScoringPolicy.PROPORTIONAL:
            return "Each option that is rightly chosen, or rightly left alone, earns a share of the points."
        case ScoringPolicy.RIGHT_MINUS_WRONG:
            return "Each right choice earns a share of the points; each wrong one takes a share away."
        case ScoringPolicy.PER_PAIR:
            return "Each right pair earns a share of the points."
        case ScoringPolicy.LONGEST_RUN:
            return "The longest run of steps in the right order counts, others left out: each step of it earns a share."
        case _:
            assert_never(policy)


def spelling(literals: Literals) -> str:
    """How exactly a text must be met.

    >>> spelling(Literals(("value*",), typos=1))
    'Capitals do not matter. One letter may be wrong, missing or too many. The sign * stands for any characters.'
    """
    capitals = "Capitals matter." if literals.case else "Capitals do not matter."
    typos = {0: "", 1: " One letter may be wrong, missing or too many."}.get(
        literals.typos, f" Up to {literals.typos} letters may be wrong, missing or too many."
    )
    starred = any("*" in text.replace("\\*", "") for text in literals.accepted)
    return capitals + typos + (" The sign * stands for any characters." if starred else "")


def counted(number: Fraction, noun: str) -> str:
    """A number of things, in words for a page.

    >>> counted(Fraction(1), "point"), counted(Fraction(5, 2), "point"), counted(Fraction(1, 3), "point")
    ('1 point', '2.5 points', '1/3 points')
    """
    return f"{exactly(number)} {noun}{'' if number == 1 else 's'}"


def exactly(value: Fraction) -> str:
    """An exact value as displayed.

    >>> exactly(Fraction(-1, 3)), exactly(Fraction(1, 2000))
    ('−1/3', '0.0005')
    """
    return plain(Number(value))


def percent(share: Fraction) -> str:
    """A share of the points; empty when it is nothing.

    >>> percent(Fraction(1, 2)), percent(Fraction(0))
    ('50%', '')
    """
    return plain(Number(share, None, "percent")) if share else ""


def letter(place: int) -> str:
    """The letter of an option or a part: A to Z, then AA, AB, ...

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def enumerated(words: Sequence[str]) -> str:
    """Words side by side, as one says them.

    >>> enumerated(["1"]), enumerated(["1", "2"]), enumerated(["1", "2", "3"])
    ('1', '1 and 2', '1, 2 and 3')
    """
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def sentence(error: Exception) -> str:
    """What an error says, as a sentence.

    >>> sentence(ValueError("the time is up"))
    'The time is up.'
    """
    told = str(error)
    return f"{told[:1].upper()}{told[1:]}."
