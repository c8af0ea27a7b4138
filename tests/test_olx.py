"""Libraries of Open edX: read as Open edX reads them, marked as we mark, and by Open edX's own grader too."""

import html
import json
import os
import re
import subprocess
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Text
from qbank.grading.grade import grade
from qbank.interactions import Choice, Domain, ExpressionEntry, Matching, MultipleChoice, ScoringPolicy, Symbol
from qbank.item import Answer, Item, Known, Part
from qbank.response import Score
from qbank.term import Apply, Num, Sym
from qbank.writers.format import losses
from qbank.writers.olx import FORMAT
from qbank.writers.olx.essay import is_essay
from qbank.writers.olx.problem import written
from tests.conftest import require
from tests.example_interactions import EXAMPLES, maths
from tests.examples import example_item, words
from tests.golden_responses import golden_responses
from tests.moodle_items import named, numeric, together, wrong
from tests.olx_responses import as_values, fields_of, in_order, key_of
from tests.olx_simulator import Value, read
from tests.shipped import NAMES, twenty
from tests.test_moodle_rules import pieces, rewritten
from tests.test_writers import OneItem, build
from tests.unpacked import files

HELD = {name: item for name, item in EXAMPLES.items() if name != "extended-text"}
sentences = st.lists(pieces | st.just("$seed"), min_size=1, max_size=8).map("".join).filter(str.strip)
Try = tuple[str, list[Value], Fraction]
"""What is typed here, what it is there, and the share that it earns here."""


def rescored(name: str, scoring: ScoringPolicy) -> Item:
    item = EXAMPLES[name]
    return replace(item, parts=tuple(replace(part, scoring=scoring) for part in item.parts))


def alike() -> list[Item]:
    """Items that Open edX marks as we do."""
    plain = [EXAMPLES[name] for name in ("numeric-entry", "single-choice", "matching", "pictures")]
    five = MultipleChoice(tuple(Choice(letter, words(f"Option {letter}")) for letter in "abcde"))
    several = replace(
        EXAMPLES["multiple-choice"].parts[0], id="answer", interaction=five, scoring=ScoringPolicy.PROPORTIONAL
    )
    every = replace(EXAMPLES["multiple-choice"], parts=(several,))
    text = EXAMPLES["text-entry"]
    typed = replace(text.answer("answer"), known=(), key=replace(text.answer("answer").literals, typos=0))
    half = together(named(numeric(wrong("1/2", "1/2"), wrong("1/3")), "half"))
    return [
        *plain,
        every,
        rescored("multiple-choice", ScoringPolicy.ALL_OR_NOTHING),
        replace(text, answers=(typed,)),
        half,
        numeric(key="1/3", tolerance="0"),
        numeric(key="-23/15"),
    ]


def tries(item: Item, part: Part, count: int = 60) -> list[Try]:
    """Responses to the one part of an item."""
    fields = fields_of(item, read(written(item).xml))[part.id]
    found = []
    for typed, there in golden_responses(item, part, tries=count):
        here = grade(item, {part.id: typed})[part.id]
        assert isinstance(here, Score), (item.id, typed, here)
        found.append((typed, as_values(part, fields, there), here.earned / here.possible))
    return found


@pytest.mark.parametrize("item", alike(), ids=lambda item: item.id)
def test_each_response_earns_in_open_edx_what_it_earns_here(item: Item) -> None:
    problem = read(written(item).xml)
    for typed, values, share in tries(item, item.parts[0]):
        assert problem.points(values) == pytest.approx(float(share * item.points), abs=1e-9), typed


def test_the_edges_of_a_tolerance_are_right_and_what_is_just_outside_is_wrong() -> None:
    problem = read(written(numeric(key="1/5", tolerance="1/2000")).xml)
    assert [problem.points([typed]) for typed in ("0.1995", "0.2005", "0.2", "0.200500001", "0.1994")] == [
        2,
        2,
        2,
        0,
        0,
    ]


def test_each_known_mistake_has_its_own_hint() -> None:
    for name in ("numeric-entry", "expression-entry", "text-entry", "single-choice", "multiple-choice", "matching"):
        item = EXAMPLES[name]
        problem = read(written(item).xml)
        shown = "".join(str(etree.tostring(field.response, encoding="unicode")) for field in problem.fields)
        for known in item.answer("answer").known:
            said = re.sub("<[^>]*>", "", html.unescape(html.unescape(shown)))
            assert known.misconception is None or known.misconception in shown
            assert said
    numbers = read(written(EXAMPLES["numeric-entry"]).xml).fields[0]
    assert "You left γ out." in numbers.told("0.3")
    assert numbers.told("0.2") == ""
    matching = read(written(EXAMPLES["matching"]).xml).fields[0]
    assert "That is the critic." in matching.told(matching.pick(0))


# --- formulas ---


def formula(key: Any, *symbols: tuple[str, str, str]) -> Item:
    """A question for a formula in quantities with their ranges."""
    entry = ExpressionEntry(
        tuple(
            Symbol(name, (name,), maths(name[0]), Domain((Fraction(low), Fraction(high)), between=True))
            for name, low, high in symbols
        )
    )
    item = EXAMPLES["expression-entry"]
    part = replace(item.parts[0], interaction=entry)
    return replace(item, parts=(part,), answers=(Answer("answer", key, Text(), shown=maths("a")),))


def test_a_formula_is_right_in_any_form_and_wrong_when_it_differs() -> None:
    field = read(written(EXAMPLES["expression-entry"]).xml).fields[0]
    for right in ("r_t + gamma * V' - V", "gamma*V' - (V - r_t)", "-(V - gamma*V') + r_t"):
        assert field.share(right) == 1
    for other in ("r_t + V' - V", "r_t + gamma*V'", "0"):
        assert field.share(other) == 0
    assert "left undiscounted" in field.told("V' + r_t - V")


@pytest.mark.parametrize(
    "key",
    [
        1 / (1 - Sym("a")),
        Apply("log", (Sym("a"),)),
        Apply("sqrt", (Sym("a") - Sym("b"),)),
        Sym("a") ** Num(Fraction(1, 2)),
    ],
    ids=str,
)
def test_formulas_are_compared_where_they_have_a_value(key: Any) -> None:
    field = read(written(formula(key, ("a", "-2", "2"), ("b", "0", "3"))).xml).fields[0]
    assert field.share(field.response.get("answer")) == 1


def test_a_formula_with_cases_becomes_a_choice_or_is_refused() -> None:
    clipped = Apply("max", (Sym("a"), Num(Fraction(0))))
    refused = losses(FORMAT, formula(clipped, ("a", "-2", "2")))
    assert [loss.outcome for loss in refused] == ["refused"]
    known = tuple(
        Known(Sym("a") + place, Fraction(0), words("No."), "slip", maths("a" + "+1" * place)) for place in (1, 2)
    )
    item = formula(clipped, ("a", "-2", "2"))
    answer = replace(item.answer("answer"), known=known)
    chosen = replace(item, answers=(answer,))
    assert "it is chosen from" in losses(FORMAT, chosen)[0].reason
    assert read(written(chosen).xml).fields[0].response.tag == "multiplechoiceresponse"


# --- texts, files, losses ---


@pytest.mark.parametrize("item", [*HELD.values(), example_item()], ids=lambda item: item.id)
@settings(deadline=None, max_examples=30)
@given(said=sentences)
def test_every_text_is_taken_as_it_is(item: Item, said: str) -> None:
    problem = read(written(rewritten(item, said)).xml)
    shown = "".join(problem.tree.itertext()) + str(problem.tree.get("display_name"))
    assert " ".join(said.split()) in " ".join(shown.replace("＄", "$").split())
    assert "$seed" not in etree.tostring(problem.tree, encoding="unicode")


def test_a_drop_down_offers_its_options_whole_whatever_quotation_marks_they_have() -> None:
    """Open edX joins the options between straight quotation marks, and takes them apart at those."""
    item = EXAMPLES["matching"]
    entry = item.parts[0].interaction
    assert isinstance(entry, Matching)
    targets = tuple(replace(target, text=words(f"the critic's '{target.id}' \\")) for target in entry.targets)
    field = read(
        written(replace(item, parts=(replace(item.parts[0], interaction=replace(entry, targets=targets)),))).xml
    )
    assert not any("'" in (option.text or "") or "\\" in (option.text or "") for option in field.fields[0].options)


def test_fields_that_count_otherwise_are_told() -> None:
    item = example_item()
    assert [loss.reason for loss in losses(FORMAT, item) if loss.part == "advantage"] == [
        "each field of a problem counts the same in Open edX: this part earns 1/2 of its points",
        "Open edX tells nothing about wrong numbers where one of them earns half of the points",
    ]


def test_a_library_names_each_of_its_problems_and_holds_their_files(tmp_path: Path) -> None:
    build(OneItem(example_item(), planned=False), tmp_path, "olx")
    found = dict(files((tmp_path / "canary.tar.gz").read_bytes()))
    library = etree.fromstring(found["library/library.xml"])
    names = [problem.get("url_name") for problem in library]
    assert {f"library/problem/{name}.xml" for name in names} == set(found) - {"library/library.xml"}
    assert (library.tag, library.get("xblock-family")) == ("library", "xblock.v1")


def test_nothing_in_an_archive_is_dated(tmp_path: Path) -> None:
    import gzip
    import tarfile

    build(OneItem(example_item(), planned=False), tmp_path, "olx")
    path = tmp_path / "canary.tar.gz"
    assert path.read_bytes()[4:8] == bytes(4)
    with gzip.open(path) as stream, tarfile.open(fileobj=stream) as tarball:
        assert {(member.mtime, member.uid, member.uname) for member in tarball} == {(0, 0, "")}


# --- Open edX's own grader ---


@cache
def open_edx() -> Path:
    """The interpreter of the environment in which Open edX's grader is installed."""
    return Path(os.environ.get("QBANK_OPEN_EDX", "")) / "bin" / "python"


def spoken_to(program: str, asked: object) -> Any:
    """What a program answers that runs beside Open edX's packages."""
    require(open_edx().exists(), "Open edX's packages are not installed where QBANK_OPEN_EDX says")
    command = [open_edx(), Path(__file__).parent / program]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def graded(problems: list[tuple[str, list[list[Value]]]]) -> list[list[dict[str, Any]]]:
    """What each try at each problem earns, and what is told of it."""
    return list(spoken_to("open_edx_grader.py", [{"xml": xml, "responses": responses} for xml, responses in problems]))


def test_open_edx_itself_gives_each_response_what_it_earns_here() -> None:
    items = alike()
    every = [tries(item, item.parts[0], count=20) for item in items]
    found = graded(
        [(written(item).xml, [values for _, values, _ in each]) for item, each in zip(items, every, strict=True)]
    )
    for item, each, result in zip(items, every, found, strict=True):
        for (typed, values, share), there in zip(each, result, strict=True):
            assert there.get("share") == pytest.approx(float(share), abs=1e-9), (item.id, typed, values, there)


def test_open_edx_itself_tells_each_mistake() -> None:
    numbers, expression = EXAMPLES["numeric-entry"], EXAMPLES["expression-entry"]
    typed, several = EXAMPLES["text-entry"], EXAMPLES["multiple-choice"]
    found = graded(
        [
            (written(numbers).xml, [["0.3"], ["0.2"], ["1,5"], [""]]),
            (written(expression).xml, [["V' + r_t - V"], ["r_t - V + V'*gamma"], ["delta"]]),
            (written(typed).xml, [["a baseline model"], ["the “Value  Function”."], ["critic"], ["Policy"]]),
            (written(several).xml, [[["choice_0", "choice_2"]]]),
        ]
    )
    right, formulas, texts, options = found
    assert "You left γ out." in right[0]["told"]
    assert (right[1]["share"], right[1]["told"].strip(), right[3]["share"]) == (1, "", 0)
    assert "fault" in right[2], "what cannot be read costs no attempt"
    assert "left undiscounted" in formulas[0]["told"]
    assert formulas[1]["share"] == 1
    assert "fault" in formulas[2]
    assert "has a name of its own" in texts[0]["told"]
    assert [each["share"] for each in texts] == [0, 1, 1, 0]
    assert "It does not appear." in options[0]["told"]
    assert "It is the next value." in options[0]["told"]


def test_open_edx_itself_marks_the_simulator_s_way() -> None:
    """Also where it differs from us: ordering, halves, several fields."""
    items = [EXAMPLES["ordering"], EXAMPLES["multiple-choice"], rescored("multiple-choice", ScoringPolicy.PROPORTIONAL)]
    every = [tries(item, item.parts[0], count=20) for item in items]
    found = graded(
        [(written(item).xml, [values for _, values, _ in each]) for item, each in zip(items, every, strict=True)]
    )
    for item, each, result in zip(items, every, found, strict=True):
        problem = read(written(item).xml)
        for (_, values, _), there in zip(each, result, strict=True):
            assert there["share"] * item.points == pytest.approx(float(problem.points(values)), abs=1e-9)


def right_values(item: Item) -> list[Value]:
    """The right response to every field of an item."""
    problem = read(written(item).xml)
    fields, found = fields_of(item, problem), []
    for part in in_order(item):
        own = fields[part.id]
        if own[0].response.tag in ("numericalresponse", "formularesponse"):
            found.append(own[0].response.get("answer"))
        elif own[0].response.tag == "stringresponse":
            found.append(item.answer(part.id).literals.accepted[0].replace("*", "s"))
        elif isinstance(part.interaction, ExpressionEntry):
            found.append(next(own[0].pick(n) for n, one in enumerate(own[0].options) if one.get("correct") == "true"))
        else:
            found += as_values(part, own, key_of(item, part))
    return found


def test_open_edx_itself_takes_shipped_questions() -> None:
    items = [item for name in NAMES[::3] for item in twenty(name)[:1] if not (is_essay(item) or _refused(item))]
    assert len(items) > 40
    found = graded([(written(item).xml, [right_values(item)]) for item in items])
    wrong = [(item.name, each) for item, each in zip(items, found, strict=True) if each[0].get("share") != 1]
    assert wrong == []


def _refused(item: Item) -> bool:
    return any(loss.outcome == "refused" for loss in losses(FORMAT, item))


# --- essays ---


def test_an_essay_stands_whole_in_its_library(tmp_path: Path) -> None:
    build(OneItem(EXAMPLES["extended-text"], planned=False), tmp_path, "olx")
    ((name, data),) = files((tmp_path / "canary.tar.gz").read_bytes())
    assert name == "library/library.xml"
    assert [child.tag for child in etree.fromstring(data)] == ["openassessment"]


def test_an_essay_beside_other_parts_is_refused_and_half_points_are_told() -> None:
    essay = EXAMPLES["extended-text"]
    mixed = losses(FORMAT, together(named(numeric(), "number"), named(essay, "essay")))
    assert [(loss.part, loss.outcome) for loss in mixed] == [("essay", "refused")]
    answer = essay.answer("answer")
    criteria = tuple(replace(one, points=Fraction(3, 2)) for one in answer.rubric.criteria)
    halves = replace(essay, answers=(replace(answer, key=replace(answer.rubric, criteria=criteria)),))
    assert [loss.reason for loss in losses(FORMAT, halves)][1:] == [
        "the rubrics of Open edX count whole points: it is worth 6 there"
    ]


def test_open_edx_itself_reads_every_shipped_essay() -> None:
    items = [item for name in NAMES for item in twenty(name)[:1] if is_essay(item)]
    found = spoken_to("open_edx_essays.py", [written(item).xml for item in items])
    assert len(found) >= 10
    for item, essay in zip(items, found, strict=True):
        told = [loss.reason for loss in losses(FORMAT, item)]
        assert essay["points"] == item.points or f"it is worth {essay['points']} there" in told[-1]
        assert essay["marked"] == ["staff-assessment"]
        assert "Model answer: " in essay["explained"]
        assert f'<div lang="{item.language}">' in essay["asked"][0]


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_of_a_shipped_question_is_right_where_its_key_says(name: str) -> None:
    for item in twenty(name):
        if is_essay(item) or _refused(item):
            assert is_essay(item) or any("a person marks" in loss.reason for loss in losses(FORMAT, item))
            continue
        problem = read(written(item).xml)
        assert problem.points(right_values(item)) == item.points
