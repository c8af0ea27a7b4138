"""Options to choose from: radio buttons, check boxes, drop-downs."""

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import MultipleChoice, ScoringPolicy, SingleChoice
from qbank.item import Answer, Part, expected
from qbank.wording import earning, instruction
from qbank.writers import alternatives, looks
from qbank.writers.olx import text
from qbank.writers.olx.numbers import decimal
from qbank.writers.olx.template import Choices, Option

CREDITS = {
    ScoringPolicy.ALL_OR_NOTHING: "",
    ScoringPolicy.PROPORTIONAL: "EDC",
    ScoringPolicy.RIGHT_MINUS_WRONG: "halves",
}
"""Open edX's names: every decision counts; each mistake halves the points."""
HALVES = "One mistake leaves half of the points, two leave a quarter."
PLACES = 100
"""Open edX rounds shares to hundredths."""


def single(part: Part, answer: Answer) -> Choices:
    """Radio buttons; in the line a drop-down."""
    entry = expected(part.interaction, SingleChoice)
    return offered(part, alternatives.single_options(entry, answer), shuffle=entry.order == "shuffle")


def offered(part: Part, options: list[alternatives.Option], *, shuffle: bool, note: str = "") -> Choices:
    """Options of which one is chosen."""
    rows = tuple(map(drop_down if part.inline else radio, options))
    checked(rows)
    return Choices(
        label=text.attribute(text.said(part.prompt)) if part.inline else text.line(part.prompt),
        note=note,
        options=rows,
        shuffle=shuffle and not part.inline,
        partial=not part.inline and any(row.share for row in rows),
        credit="",
        inline=part.inline,
    )


def radio(option: alternatives.Option) -> Option:
    """An option with markup."""
    return _row(option, text.line(option.text))


def drop_down(option: alternatives.Option) -> Option:
    """An option of a drop-down, which is plain text.

    Open edX cuts its list of options at straight quotation marks, and takes from the text of an option what it is compared by.
    """
    return _row(replace(option, credit=Fraction(int(option.credit == 1))), plain(option.text))


def plain(shown: Text) -> str:
    """A text as an option of a drop-down."""
    return text.attribute(text.said(shown).replace("'", "’").replace("\\", "＼"))


def _row(option: alternatives.Option, written: str) -> Option:
    return Option(
        right=option.credit == 1,
        share=decimal(option.credit) if 0 < option.credit < 1 else "",
        text=written,
        feedback=text.line(option.feedback),
        misconception=text.attribute(option.misconception or ""),
    )


def checked(rows: tuple[Option, ...]) -> None:
    """Refuse what Open edX could not offer."""
    if len(rows) < 2 or not all(row.text for row in rows):
        raise RefusedError("Open edX needs two options or more, and none without text")
    if len({row.text for row in rows}) < len(rows):
        raise RefusedError("two of its options look the same in Open edX")


def single_losses(part: Part, answer: Answer) -> Iterator[str]:
    """What Open edX does otherwise."""
    options = alternatives.single_options(expected(part.interaction, SingleChoice), answer)
    if part.inline:
        yield from drop_down_losses([option.text for option in options])
        if any(0 < option.credit < 1 for option in options):
            yield "a drop-down of Open edX has no partial credit: its half-right options earn nothing"
    if any(option.credit < 0 for option in options):
        yield "Open edX takes no points away: options that cost points earn nothing"


def drop_down_losses(texts: list[Text]) -> Iterator[str]:
    """What a drop-down does not show."""
    if any(map(looks.has_maths, texts)):
        yield "a drop-down of Open edX shows plain text: the formulas in its options are written in Unicode characters"
    elif not all(map(looks.is_plain, texts)):
        yield "a drop-down of Open edX shows plain text: its options lose their formatting"


# --- several right options ---


def multiple(part: Part, answer: Answer) -> Choices:
    """Check boxes."""
    if part.inline:
        raise RefusedError("Open edX has no drop-down of which several options are chosen")
    if part.scoring not in CREDITS:
        raise RefusedError(f"Open edX has no {part.scoring.value} for it")
    entry = expected(part.interaction, MultipleChoice)
    rows = tuple(map(radio, alternatives.multiple_options(entry, answer)))
    checked(rows)
    note = {"EDC": earning(part.scoring), "halves": HALVES}.get(CREDITS[part.scoring], "")
    return Choices(
        label=text.line(part.prompt),
        note=f"{instruction(entry)} {note}".rstrip(),
        options=rows,
        shuffle=False,
        partial=False,
        credit=CREDITS[part.scoring],
        inline=False,
    )


def multiple_losses(part: Part) -> Iterator[str]:
    """What Open edX does otherwise."""
    entry = expected(part.interaction, MultipleChoice)
    if part.scoring is ScoringPolicy.RIGHT_MINUS_WRONG:
        yield "Open edX marks by halves instead: one mistake leaves half, two a quarter (of five options or more), three nothing"
    if part.scoring is ScoringPolicy.PROPORTIONAL and PLACES % len(entry.choices):
        yield "Open edX rounds each share to hundredths of the points"
