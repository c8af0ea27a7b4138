"""What is typed: numbers, formulas, words."""

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import ExpressionEntry, NumericEntry, Shape
from qbank.item import Answer, Known, Part, expected
from qbank.term import Term
from qbank.wording import asked, instruction
from qbank.writers.olx import formula, pattern, text
from qbank.writers.olx.numbers import decimal, number, tolerance
from qbank.writers.olx.template import Number, Typed

HALF = Fraction(1, 2)
NO_FORMULA = "unused@0:1#1"
"""Where a number is compared that Open edX takes for a formula: a quantity that does not occur in it."""


def numeric(part: Part, answer: Answer) -> Number:
    """A number; where wrong ones are known, a formula without quantities, because only those have hints of their own."""
    entry = expected(part.interaction, NumericEntry)
    key, allowed = answer.number, answer.tolerance
    half = [known for known in answer.known if known.credit == HALF and known.response != key]
    hints = () if half else tuple(_hints(answer))
    return Number(
        label=text.attribute(text.said(part.prompt)) if part.inline else text.line(part.prompt),
        note=asked(entry),
        answer=number(key, allowed),
        tolerance=tolerance(key, allowed),
        unit=text.attribute(entry.unit),
        samples=NO_FORMULA,
        half=",".join(decimal(expected(known.response, Fraction)) for known in half),
        hints=hints,
        inline=part.inline,
    )


def _hints(answer: Answer) -> Iterator[tuple[str, str]]:
    for known in answer.known:
        value = expected(known.response, Fraction)
        if value != answer.number and (known.feedback or known.misconception):
            yield number(value, answer.tolerance), told(known)


def told(known: Known) -> str:
    """What is said of a wrong answer, a formula before it, as text that holds markup."""
    said = text.blocks(known.feedback)
    if isinstance(known.shown, Text):
        said = f"{text.blocks(known.shown)}\n{said}"
    name = text.attribute(known.misconception or "")
    return escape(f'<div data-misconception="{name}">{said}</div>' if name else said)


def numeric_losses(answer: Answer) -> Iterator[str]:
    """What Open edX does otherwise."""
    wrong = [known for known in answer.known if known.response != answer.number]
    if any(known.credit not in (0, HALF) for known in wrong):
        yield "Open edX gives a wrong number half of the points or none: other shares earn nothing"
    if any(known.credit == HALF for known in wrong):
        yield "Open edX tells nothing about wrong numbers where one of them earns half of the points"


# --- formulas ---


def expression(part: Part, answer: Answer) -> Number:
    """A formula, compared at numbers that are drawn where it has a value."""
    entry = expected(part.interaction, ExpressionEntry)
    names = formula.names(entry.symbols)
    key = answer.formula
    hints = [(formula.written(term, names), told(known)) for known, term in _wrong(answer) if formula.fits(term)]
    return Number(
        label=text.line(part.prompt),
        note=f"{instruction(entry)} {formula.spelling(entry.symbols, names, key)}",
        answer=formula.written(key, names),
        tolerance="",
        unit="",
        samples=formula.samples(key, entry.symbols, names),
        half="",
        hints=tuple(hints),
        inline=False,
    )


def _wrong(answer: Answer) -> Iterator[tuple[Known, Term]]:
    for known in answer.known:
        if known.feedback or known.misconception:
            yield known, expected(known.response, Term)


def expression_losses(part: Part, answer: Answer) -> Iterator[str]:
    """What Open edX does otherwise."""
    if expected(part.interaction, ExpressionEntry).shape is not Shape.ANY:
        yield "Open edX compares values: a formula of another form than the one asked for is right too"
    if any(known.credit > 0 for known in answer.known):
        yield "Open edX gives a wrong formula no share of the points"
    if not all(formula.fits(term) for _, term in _wrong(answer)):
        yield "Open edX tells nothing about wrong formulas with cases in them"


# --- words ---


def words(part: Part, answer: Answer) -> Typed:
    """A word or a few, as a regular expression of all that is right."""
    literals = answer.literals
    if not all(literal.strip() for literal in literals.accepted) or not literals.accepted:
        raise RefusedError("Open edX takes no empty text for an answer, and needs a right one")
    hints = [
        (
            text.attribute(pattern.of([expected(known.response, str)])),
            text.line(known.feedback),
            text.attribute(known.misconception or ""),
        )
        for known in answer.known
        if known.feedback or known.misconception
    ]
    return Typed(
        label=text.attribute(text.said(part.prompt)) if part.inline else text.line(part.prompt),
        note="",
        answer=text.attribute(pattern.of(literals.accepted)),
        case=literals.case,
        hints=tuple(hints),
        inline=part.inline,
    )


def words_losses(answer: Answer) -> Iterator[str]:
    """What Open edX does otherwise."""
    if answer.literals.typos:
        yield "Open edX allows for no typing errors"
    if any(known.credit > 0 for known in answer.known):
        yield "Open edX gives a text that is nearly right no share of the points"
