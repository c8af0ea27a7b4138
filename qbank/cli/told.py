"""What a learner is told on the terminal: of an answer, a hint, a solution, a test that is over."""

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from qbank.cli.responses import INDENT, unread
from qbank.cli.screen import Screen
from qbank.content import Number, plain
from qbank.item import Item
from qbank.labels import labels
from qbank.markup.text import blocks, inline
from qbank.practice.session import Result, Serving, counting, hints_seen, result
from qbank.response import Invalid, Outcome, Pending, Response, Score
from qbank.wording import counted, percent

RIGHT, PART, WRONG, QUIET = "bold green", "bold yellow", "bold red", "dim"


def tell(screen: Screen, item: Item, told: Mapping[str, Outcome], responses: Mapping[str, Response]) -> None:
    """What became of answers that were given together."""
    named = labels(item)
    for part, outcome in told.items():
        before = f"{named[part]} " if named[part] else ""
        match outcome:
            case Score():
                _score(screen, before, outcome)
            case Invalid():
                screen.say(f"{before}That cannot be read, which costs nothing:", PART)
                screen.say(unread(outcome, responses[part]))
            case Pending(reason):
                screen.say(f"{before}{reason[:1].upper()}{reason[1:]}.", PART)
            case _:
                assert_never(outcome)


def _score(screen: Screen, before: str, score: Score) -> None:
    of = f"{plain(Number(score.earned))} of {counted(score.possible, 'point')}"
    if score.earned == score.possible:
        screen.say(f"{before}✓ Right: {of}.", RIGHT)
    elif score.earned:
        screen.say(f"{before}◐ In part: {of}.", PART)
    else:
        screen.say(f"{before}✗ Not right: {of}. It was read as {score.read_as}.", WRONG)
    if score.feedback:
        screen.say(f"{INDENT}{inline(score.feedback)}")


def tell_hint(screen: Screen, serving: Serving) -> None:
    """The hint that was taken last."""
    screen.say(blocks(hints_seen(serving)[-1].text), "cyan")


def tell_solution(screen: Screen, serving: Serving) -> None:
    """The worked solution, part by part."""
    named = labels(serving.item)
    for part in serving.item.parts:
        answer = serving.item.answer(part.id)
        if answer.solution:
            screen.say(f"{named[part.id]} Solution:".strip(), "bold")
            screen.say("\n".join(f"{INDENT}{line}".rstrip() for line in blocks(answer.solution).split("\n")))


def tell_balance(screen: Screen, serving: Serving) -> None:
    """What a question has earned, where that was not said of its only part."""
    balance, cost = result(serving), max((one.cost for one in counting(serving).values()), default=Fraction(0))
    if cost:
        screen.say(f"With the hints, which cost {percent(cost)}: {_of(balance)}.")
    elif len(serving.item.parts) > 1:
        screen.say(f"In all: {_of(balance)}.")


def _of(balance: Result) -> str:
    waiting = ", and some wait to be judged" if balance.waiting else ""
    return f"{plain(Number(balance.earned))} of {counted(balance.possible, 'point')}{waiting}"


def tell_test(screen: Screen, servings: tuple[Serving, ...]) -> None:
    """How a test went: what was earned, and each question with its answers and solution."""
    for number, serving in enumerate(servings, start=1):
        screen.say(f"\n{number}. {serving.item.title}: {_of(result(serving))}", "bold")
        given = counting(serving)
        tell(
            screen,
            serving.item,
            {part: one.outcome for part, one in given.items() if isinstance(one.outcome, Score)},
            {},
        )
        if result(serving).earned < serving.item.points:
            tell_solution(screen, serving)
    balances = [result(serving) for serving in servings]
    earned = sum((one.earned for one in balances), Fraction(0))
    possible = sum((one.possible for one in balances), Fraction(0))
    screen.say(f"\nYou earned {plain(Number(earned))} of {counted(possible, 'point')}.", "bold")
