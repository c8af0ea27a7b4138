"""The examples of the guide, templates/guide/*.md: what each kind of fenced block means, and what comes of it.

```yaml                a whole question, which must be sound
```yaml part           one or more parts for the guide's first question
```yaml fields         fields for the guide's first question; with 'parameters' they stand alone, all shown in the stem
```yaml FILE.yaml      a file for the console blocks below it, until another one of its name
```yaml faulty         what is no YAML; a ``text`` block follows with what its author is told
```console             commands and what they print
```sh, ```json         lines that cannot be run here; JSON must be JSON
```values              expression → its value, over the guide's first question with its first test's numbers
```places              a text → as a student sees it, with the same numbers
```maths               LaTeX → as plain text
```numbers key: 0.2    what is typed → what becomes of it; the words behind are fields of a row of cases/grading.yaml
```formulas            the same, for the formula of the guide's first question
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.errors import Undefined
from qbank.expressions.equation import shown
from qbank.expressions.evaluate import evaluate
from qbank.expressions.kinds import kind_of
from qbank.generation.findings import Findings
from qbank.generation.program import program
from qbank.generation.workshop import ItemWorkshop
from qbank.grading.grade import grade
from qbank.guide.pages import TOPICS, WIDTH
from qbank.guide.pages import source as page_source
from qbank.item import Item
from qbank.markup.text import blocks as plain_text
from qbank.resources import template_folder
from qbank.response import Invalid, Outcome, Pending, Score
from qbank.rl.balls import Ball, decided
from tests.grading_cases import Case, item_of

BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<words>[^\n]+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^(?P<name>[a-z]+):.*?(?=^[a-z]+:|\Z)", re.MULTILINE | re.DOTALL)
FIRST = "questions/token-advantage.yaml"
ARROW, BESIDE, BELOW = "→ ", " → ", "    → "
FOLDER = template_folder() / "guide"


class Block(NamedTuple):
    """A fenced block: the how-manieth of its page it is, and the line where it begins."""

    topic: str
    number: int
    line: int
    kind: str
    words: str
    text: str

    def __str__(self) -> str:
        return f"{self.topic}.md:{self.line}"


def blocks() -> Iterator[Block]:
    """Every block of every page."""
    for topic in TOPICS:
        text = page_source(topic)
        for number, found in enumerate(BLOCK.finditer(text)):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(topic, number, line, found["kind"], found["words"] or "", found["text"])


def rewrite(block: Block, actual: str) -> None:
    """Give a block of a page another text."""
    file = FOLDER / f"{block.topic}.md"
    text = file.read_text(encoding="utf-8")
    start, end = list(BLOCK.finditer(text))[block.number].span("text")
    file.write_text(text[:start] + actual + text[end:], encoding="utf-8")


# --- questions ---


@cache
def frame() -> str:
    """The guide's first question."""
    return next(block.text for block in blocks() if block.words == FIRST)


def fields(text: str) -> dict[str, str]:
    """The fields of a question, each as it is written."""
    return {found["name"]: found[0] for found in FIELD.finditer(text)}


def with_part(text: str) -> str:
    """The guide's first question with other parts."""
    return "".join({**without_tests(), "parts": "parts:\n" + indented(text)}.values())


def with_fields(text: str) -> str:
    """The guide's first question with other fields; those over its quantities go where others are given."""
    given = fields(text)
    if "parameters" not in given:
        return "".join({**fields(frame()), **given}.values())
    names = re.findall(r"^  ([a-z]\w*):(?!.*hidden: true)", given["parameters"], re.MULTILINE)
    alone = {
        "stem": "stem: '" + "; ".join(f"{{{{ {name} }}}}" for name in names) + "'\n",
        "parts": "parts:\n  - {type: numeric, prompt: What is one and one?, answer: 1 + 1}\n",
    }
    kept = {name: text for name, text in fields(frame()).items() if name in ("title", "objectives", "bloom")}
    return "".join({**kept, **alone, **given}.values())


def without_tests() -> dict[str, str]:
    return {name: text for name, text in fields(frame()).items() if name != "tests"}


def indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def model(text: str) -> ItemModel:
    return read_model(ItemModel, source.parse(text, "q.yaml"), "q")


def findings(text: str) -> list[str]:
    """What is wrong with a question."""
    return [str(finding.fault) for finding in certify(model(text)).findings]


# --- lines with an arrow ---


def numbers() -> Mapping[str, Fraction]:
    """The numbers that the first test of the guide's first question gives."""
    return {name: Fraction(value) for name, value in model(frame()).tests[0].given.items()}


@cache
def scope() -> ItemWorkshop:
    question = model(with_fields(LISTED))
    return ItemWorkshop(question, Findings(question.origin))


LISTED = """
parameters:
  reward: {one_of: [0.5], hidden: true}
  value: {one_of: [1.2], hidden: true}
  next_value: {one_of: [1], hidden: true}
  discount: {one_of: [0.9], hidden: true}
  rewards: {list_of: {one_of: [1, 0, 2]}, length: 3, hidden: true}
  model: {words: [critic], hidden: true}
"""
DRAW = {"rewards": (Fraction(1), Fraction(0), Fraction(2)), "model": "critic"}


def value(expression: str) -> str:
    """The value of an expression, exact; six decimals of an irrational one."""
    term = scope().resolved(expression)
    kind_of(term, scope().kinds())
    try:
        found = decided(lambda: evaluate(term, {**numbers(), **DRAW}))
        return f"≈ {float(decided(lambda: found.rounded(6))):f}" if isinstance(found, Ball) else _exact(found)
    except Undefined:
        return "no value"


def _exact(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_exact, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def place(text: str) -> str:
    """A text as a student sees it."""
    question = with_fields(
        LISTED + f"let:\n  advantage: reward + discount * next_value - value\nstem: |\n{indented(text)}\n"
    )
    compiled = program(model(question))
    return plain_text(compiled.given({**numbers(), **DRAW}, "guide", 0).stem).strip()


def number(response: str, about: str) -> str:
    """What becomes of a response to a numeric part."""
    case = source.parse("{" + about + "}", "guide").data
    assert isinstance(case, dict)
    row: Case = {name: str(one) for name, one in case.items()}
    return said(grade(item_of(row), {"a": response})["a"])


@cache
def formula_item() -> Item:
    part = next(block.text for block in blocks() if (block.topic, block.words) == ("expression", "part"))
    return program(model(with_part(part))).item("guide", 0)


def formula(response: str) -> str:
    item = formula_item()
    return said(grade(item, {item.parts[0].id: response})[item.parts[0].id])


def said(outcome: Outcome) -> str:
    """An outcome in a few words."""
    match outcome:
        case Score(earned, possible, _, slip, read_as):
            verdict = "right" if earned == possible else "wrong" if earned == 0 else f"{earned} of {possible}"
            return verdict + (f", read as {read_as}" if read_as else "") + (f" ({slip})" if slip else "")
        case Invalid(message, _, hint):
            return f"not read: {message}" + (f" ({hint})" if hint else "")
        case Pending(reason):
            return f"left to a person: {reason}"


def mapped(block: Block) -> str:
    """The block with what the code gives behind each arrow: in the same line, or below where that would be too wide."""
    lines = (line.partition(ARROW)[0].rstrip() for line in block.text.splitlines())
    rows = [line for line in lines if line]
    answers = [MAPS[block.kind](row, block.words) for row in rows]
    wide, room = max(map(len, rows)), WIDTH - max(map(len, answers))
    if wide + len(BESIDE) <= room:
        return "".join(f"{row:{wide}}{BESIDE}{answer}\n" for row, answer in zip(rows, answers, strict=True))
    return "".join(f"{row}\n{BELOW}{answer}\n" for row, answer in zip(rows, answers, strict=True))


MAPS: Mapping[str, Callable[[str, str], str]] = {
    "values": lambda text, _: value(text),
    "places": lambda text, _: place(text),
    "maths": lambda text, _: shown(text),
    "numbers": number,
    "formulas": lambda text, _: formula(text),
}
