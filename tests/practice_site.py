"""The page that practises without a server, for tests: pages of items made by hand, and the outcomes of the page's own grader."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank.content import Text
from qbank.item import Chosen, Draw, Form, Item, Quiz, Result, Section
from qbank.markup.html import WEB
from qbank.response import Invalid, Outcome, Pending, Score
from qbank.writers.output import Output
from qbank.writers.practice_site import FORMAT
from qbank.writers.practice_site.draw import drawn
from qbank.writers.practice_site.texts import Texts
from tests.examples import STEM, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = dict[str, str]
"""An outcome as a row of tests/cases/grading.yaml says it."""

GRADE = """({ draws, asked }) => {
    const markup = (pieces, shared) => pieces.map(([name, ...filling]) =>
        shared[name].reduce((made, string, place) => made + filling[place - 1] + string)).join(" ")
    const said = (piece, shared) => piece.words ?? (piece.before ?? "") + markup(piece.text, shared) + (piece.after ?? "")
    const exact = value => value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`
    const plain = outcome => outcome.kind === "score" ? { ...outcome, earned: exact(outcome.earned), possible: "" } : outcome
    const told = (outcome, shared) => (outcome.feedback ?? []).map(piece => said(piece, shared)).join(" ")
    return asked.map(([number, responses]) => {
        const { draw, shared } = draws[number]
        const outcomes = Object.entries(qbank.grade(draw, responses))
        return outcomes.map(([part, outcome]) => [part, { ...plain(outcome), feedback: told(outcome, shared) }])
    })
}"""


@dataclass(frozen=True)
class Pools:
    """A quiz of these items, each a question of its own; those of the same id are its draws."""

    items: tuple[Item, ...]
    name: str = "made"
    title: str = "Made by hand"
    planned: bool = False
    contents: tuple[Chosen, ...] = ()

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.id for item in self.items))

    @property
    def copies(self) -> int:
        return max(len(list(self.pool(item_id))) for item_id in self.item_ids)

    def form(self, copy: int) -> Form:
        first = tuple(next(self.pool(item_id)) for item_id in self.item_ids)
        sections = (Section("Made", first, STEM),)
        return Form(self.name, self.title, "en", words("Take your time."), 30, copy, "-", sections)

    def code(self, copy: int) -> str:
        return "-"

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        return ()

    def pool(self, item_id: str) -> Iterator[Item]:
        return (item for item in self.items if item.id == item_id)

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        yield work(self.pool(item_id))

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        yield work([self.form(0)])


def write_page(quiz: Quiz, folder: Path) -> Path:
    """The page of a quiz."""
    with Output(folder, replace=True) as output:
        FORMAT.write(quiz, output)
    return folder / f"{quiz.name}.practice.html"


def in_browser(tab: "Page", graded: Sequence[tuple[Item, dict[str, str]]]) -> list[dict[str, Row]]:
    """What the page says of responses to items, by part."""
    items = {id(item): item for item, _ in graded}
    numbers = {name: number for number, name in enumerate(items)}
    draws = [_draw(item) for item in items.values()]
    asked = [[numbers[id(item)], responses] for item, responses in graded]
    found = tab.evaluate(GRADE, {"draws": draws, "asked": asked})
    return [{part: _said_by_page(outcome) for part, outcome in outcomes} for outcomes in found]


def _draw(item: Item) -> dict[str, Any]:
    texts = Texts()
    return {"draw": drawn(item, texts), "shared": texts.shared}


def _said_by_page(outcome: dict[str, Any]) -> Row:
    match outcome["kind"]:
        case "score":
            return _row(outcome["earned"], outcome["readAs"], outcome["misconception"], outcome["feedback"])
        case "invalid":
            return {"invalid": outcome["message"], "at": str(outcome["position"]), "hint": outcome["hint"]}
        case _:
            return {"pending": outcome["reason"]}


def said_by_us(outcome: Outcome) -> Row:
    """What Python says of a response, as ``in_browser`` says what the page says."""
    match outcome:
        case Score(earned, _, feedback, misconception, read_as):
            return _row(str(earned), read_as, misconception, _markup(feedback))
        case Invalid(message, position, hint):
            return {"invalid": message, "at": str(position), "hint": hint}
        case Pending(reason):
            return {"pending": reason}


def _markup(feedback: Text) -> str:
    return str(WEB.blocks(feedback))


def _row(earned: str, read_as: str, misconception: str | None, feedback: str) -> Row:
    says = " ".join(html.unescape(re.sub("<[^>]*>", "", re.sub("</p>|</li>", " ", feedback))).split())
    return {"earns": str(Fraction(earned)), "read": read_as, "slip": misconception or "", "says": says}
