"""The page that practises without a server grades in the browser as qbank grades: the same outcomes of the same responses."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from qbank.authoring.bank import load
from qbank.checking.keys import key_response
from qbank.generation.program import program
from qbank.grading.grade import grade
from qbank.grading.numbers import Reading, read
from qbank.interactions import NumericEntry, TextEntry
from qbank.item import Item, Pair, Part
from qbank.resources import questions_folder
from qbank.writers.practice_site.follow import losses
from qbank.writers.practice_site.formulas import without_formulas
from tests.example_interactions import CARRIED, EXAMPLES
from tests.grading_cases import Case, cases, expected, item_of
from tests.practice_site import Pools, Row, in_browser, said_by_us, write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Graded = tuple[Item, dict[str, str]]

BITS = [
    *"0123456789.,'e+-*/^()[]{}%√ =|!x_\\",
    "−",
    "·",
    "×",
    "÷",
    "²",
    "⁻¹",
    "½",
    "\u00a0",
    "\u200b",
    "\u2009",
    "1,234",
    "10^",
]
BITS += [
    "sqrt",
    "exp(",
    "ln ",
    "abs(",
    "\\frac{1}{2}",
    "\\cdot",
    "$",
    "１",
    "٣",
    "𝟐",
    "🙂",
    "𝛾",
    "\x1c",
    "\x85",
    "\ufeff",
    "①",
]
BITS += ["0.2", "0.2005", "nats", "1e3", "2^(1/2)", "exp(exp(", "'", '"', "İ", "\u2028"]
LETTERS = [
    "critic",
    "cirtic",
    "the ",
    "an ",
    "ß",
    "STRASSE",
    "ﬁ",
    "Ⅷ",
    "②",
    "Å",
    "ς",
    "Σ",
    "—",
    "“",
    "”",
    ".",
    " ",
    "V*",
    "ı",
    "İ",
]
LETTERS += ["policy", "on-", "TD(", "0)", *"abcd123,;:", "→", " and ", "c2", "a:3", "\u200b", "\x85", "é"]
HOSTILE = 1500


@pytest.fixture(scope="module")
def shipped() -> list[Item]:
    """A draw of each question, as the page holds it."""
    bank = load([Path(questions_folder())])
    return [without_formulas(next(iter(program(model).items("site", range(1))))) for model in bank.items.values()]


@pytest.fixture(scope="module")
def tab(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    """A page, for its grader."""
    opened = browser.new_page()
    opened.goto(write_page(Pools(tuple(EXAMPLES.values())), tmp_path_factory.mktemp("site")).as_uri())
    yield opened
    opened.close()


def different(tab: "Page", graded: list[Graded]) -> list[tuple[str, dict[str, str], Row, Row]]:
    """The responses of which the page and Python say something else."""
    found = in_browser(tab, graded)
    return [
        (item.id, responses, page[part], ours)
        for (item, responses), page in zip(graded, found, strict=True)
        for part, ours in ((part, said_by_us(outcome)) for part, outcome in grade(item, responses).items())
        if page[part] != ours
    ]


def test_every_row_of_the_table_earns_what_the_table_says(tab: "Page") -> None:
    rows = cases()
    found = in_browser(tab, [(item_of(case), {"a": case["response"]}) for case in rows])
    wrong = [(case, page["a"]) for case, page in zip(rows, found, strict=True) if said(page["a"]) != expected(case)]
    assert wrong == []
    assert len(rows) > 540


def said(page: Row) -> Case:
    """An outcome as the table says it: what is empty is left out, and what is said of a slip of the pen."""
    slip = page.get("slip", "").startswith("slip.")
    return {name: value for name, value in page.items() if value and not (slip and name == "says")}


def test_keys_and_known_mistakes_of_every_question_are_told_as_everywhere(tab: "Page", shipped: list[Item]) -> None:
    graded = [(item, {part.id: one}) for item in shipped for part in item.parts for one in given(item, part)]
    assert len(graded) > 1000
    assert different(tab, graded) == []


def given(item: Item, part: Part) -> Iterator[str]:
    """The key of a part, and each response that is known."""
    answer = item.answer(part.id)
    if (key := key_response(part, answer)) is not None:
        yield key
    for known in answer.known:
        yield (
            f"{known.response.source}:{known.response.target}"
            if isinstance(known.response, Pair)
            else str(known.response)
        )


@pytest.mark.parametrize(
    "responses",
    [
        {"advantage": "0.2", "loss": "0.04"},
        {"advantage": "0.3", "loss": "0.09"},
        {"advantage": "0.205", "loss": "0.042025"},
        {"advantage": "sqrt(2)", "loss": "2"},
        {"advantage": "sqrt(3)", "loss": "3.00005"},
        {"advantage": "1e60", "loss": "1e60"},
        {"advantage": "9^1000", "loss": "1"},
        {"advantage": "x", "loss": "0.04"},
        {"advantage": "", "loss": "0.05"},
        {"loss": "0.2"},
    ],
)
def test_errors_are_carried_forward_as_everywhere(tab: "Page", responses: dict[str, str]) -> None:
    assert different(tab, [(CARRIED, responses)]) == []


def test_errors_are_carried_forward_in_every_question_that_does_so(tab: "Page", shipped: list[Item]) -> None:
    graded = []
    for item in shipped:
        if any(losses(item, part) for part in item.parts):
            continue  # it is told that nothing is carried forward there
        numbers = [part for part in item.parts if isinstance(part.interaction, NumericEntry)]
        if len(numbers) > 1:
            off = {part.id: str(item.answer(part.id).number + number) for number, part in enumerate(numbers, start=1)}
            graded += [(item, off), *((item, off | {part.id: followed(item, part, off)}) for part in numbers)]
    assert len(graded) > 100
    assert [one for one in different(tab, graded) if "slip.other_part" not in (one[2]["slip"], one[3]["slip"])] == []


def followed(item: Item, part: Part, off: dict[str, str]) -> str:
    """The number that follows from wrong ones before it, where one does; else the key."""
    from qbank.errors import QbankError
    from qbank.expressions.evaluate import evaluate

    working = item.answer(part.id).working
    if working is None or working.follow is None:
        return str(item.answer(part.id).number)
    values = {
        f"parts.{name}": read(response).value for name, response in off.items() if isinstance(read(response), Reading)
    }
    try:
        value = evaluate(working.follow, dict(item.parameters) | values)
    except QbankError:
        return "0"
    return str(value) if not hasattr(value, "arb") else "1"


def test_hostile_responses_are_told_as_everywhere(tab: "Page") -> None:
    chance = random.Random(2026)
    rows = cases()
    graded = [(item_of(case), {"a": hostile(chance, case)}) for case in chance.choices(rows, k=HOSTILE)]
    assert [one for one in different(tab, graded) if not only_digits_differ(one[2], one[3])] == []


def hostile(chance: random.Random, case: Case) -> str:
    """A row's response with other signs in it, or nothing but signs."""
    numeric = isinstance(item_of(case).parts[0].interaction, NumericEntry)
    bits = BITS if numeric else [*LETTERS, *BITS]
    signs = list(case["response"]) if chance.random() < 0.4 else []
    for _ in range(chance.randint(1, 6)):
        place = chance.randint(0, len(signs))
        signs[place : place + chance.choice([0, 0, 1])] = [chance.choice(bits)]
    return "".join(signs)


def only_digits_differ(page: Row, ours: Row) -> bool:
    """Whether an irrational number is only said back with digits in the one and without in the other."""
    return (
        page | {"read": ""} == ours | {"read": ""}
        and page["read"].partition(" ≈")[0] == ours["read"].partition(" ≈")[0]
    )


ARITHMETIC = ["0.2", "1", "2", "3", "0.5", "1/3", "7", "1e3", "20%", "0.04", "(2-1)"]


def test_arithmetic_is_read_as_everywhere(tab: "Page") -> None:
    chance = random.Random(7)
    numeric = [case for case in cases() if isinstance(item_of(case).parts[0].interaction, NumericEntry)]
    graded = [(item_of(case), {"a": arithmetic(chance, 0)}) for case in chance.choices(numeric, k=HOSTILE)]
    assert [one for one in different(tab, graded) if not only_digits_differ(one[2], one[3])] == []


def arithmetic(chance: random.Random, depth: int) -> str:
    kind = chance.random() + depth / 10
    if kind < 0.3:
        return f"{arithmetic(chance, depth + 1)}{chance.choice('+-*/')}{arithmetic(chance, depth + 1)}"
    if kind < 0.4:
        return f"({arithmetic(chance, depth + 1)})^{chance.choice(['2', '-1', '0.5', '(1/3)', '0', '(-0.5)'])}"
    if kind < 0.6:
        return f"{chance.choice(['sqrt', 'exp', 'ln', 'abs'])}({arithmetic(chance, depth + 1)})"
    return chance.choice(ARITHMETIC)


@pytest.mark.parametrize(
    "text", ["a" * 501, "1" * 201, "(" * 40 + "1", "1+" * 160 + "1", "9^9^9^9", "2^" * 30 + "2", "-" * 499]
)
def test_what_is_too_much_is_told_as_everywhere(tab: "Page", text: str) -> None:
    every = [(item, {part.id: text}) for item in map(without_formulas, EXAMPLES.values()) for part in item.parts]
    assert different(tab, [one for one in every if one[0].id not in ("expression-entry", "extended-text")]) == []


def test_characters_are_of_the_same_kind_as_in_python(tab: "Page") -> None:
    """Up to the symbols, which no new version of Unicode changes: letters without capitals, as text is compared."""
    signs = [chr(point) for point in range(0x20, 0x2E80) if not 0x13A0 <= point < 0x13FE and chr(point).isprintable()]
    folded = tab.evaluate("signs => signs.map(sign => qbank.caseless(sign.normalize('NFKC')))", signs)
    ours = [normal(sign).casefold() for sign in signs]
    assert [(sign, one, other) for sign, one, other in zip(signs, folded, ours, strict=True) if one != other] == []


def normal(sign: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", sign)


def test_words_are_compared_as_everywhere(tab: "Page") -> None:
    """Accepted and typed texts in letters whose capitals are odd."""
    case = next(case for case in cases() if isinstance(item_of(case).parts[0].interaction, TextEntry))
    texts = [
        "straße",
        "STRASSE",
        "İstanbul",
        "ıstanbul",
        "ΣΊΣΥΦΟΣ",
        "σίσυφος",
        "ﬁx",
        "FIX",
        "Ⅷ",
        "viii",
        "①",
        "1",
        "…",
        "a·b",
    ]
    graded = [(item_of(case | {"accept": one, "typos": "1"}), {"a": other}) for one in texts for other in texts]
    assert different(tab, graded) == []


def test_a_part_without_points_and_a_draw_without_hints_are_graded(tab: "Page") -> None:
    part = replace(EXAMPLES["numeric-entry"].parts[0], points=0)
    item = replace(EXAMPLES["numeric-entry"], parts=(part,), hints=())
    assert different(tab, [(item, {"answer": "0.2"}), (item, {"answer": "0.3"})]) == []
