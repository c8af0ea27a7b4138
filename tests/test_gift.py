"""What GIFT says of an item is read by Moodle as it is, graded as ours, and nothing is lost in silence."""

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from qbank.content import Gap, Paragraph, Piece, Place, Str, Text, Tree, plain
from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import KINDS, Matching, Ordering
from qbank.item import Item
from qbank.response import Score
from qbank.writers.gift import FORMAT, document, examine
from qbank.writers.gift.question import written
from qbank.writers.moodle.text import line
from tests.conftest import Golden, require
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz, example_item
from tests.gift_simulator import read
from tests.golden_responses import Given, golden_responses
from tests.moodle_simulator import Question
from tests.shipped import bank, shipped
from tests.test_moodle_rules import CHOSEN, ODD, TYPED, choosable, rewritten, sentences

WRITTEN = [item for item in EXAMPLES.values() if not any(loss.outcome == "refused" for loss in examine(item))]
EVERY = [*WRITTEN, choosable(), example_item()]
SCRIPT = """
const gift = require(process.argv[1] + "/gift-pegjs");
const files = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(files.map(file => gift.parse(file))));
"""


def taken(item: Item) -> list[Question]:
    """The questions that Moodle makes of an item; ``Fault`` where it would lose or change something."""
    return read("".join(one.text for one in written(item)))


def shown(question: Question) -> str:
    """What a reader sees of a question."""
    return " ".join(html.unescape(re.sub("<[^>]*>", "", question.text + question.feedback)).split())


# --- every text, everywhere -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=10)
@given(said=sentences)
def test_a_reader_of_gift_takes_every_text_in_every_place_as_it_is(item: Item, said: str) -> None:
    questions = taken(rewritten(item, said))
    assert len(questions) == len(item.parts)
    for question in questions:
        text = re.sub(r"</?span>", "", html.unescape(question.text + question.feedback))
        assert " ".join(said.split()) in " ".join(text.split())
        assert question.name.endswith(")")


@pytest.mark.parametrize("sign", [*ODD, "\\nabla", "->", "####", "[html]", "%50%", "//", "\\{", "a\n\nb", "T"])
def test_a_sign_of_gift_in_a_choice_is_the_choice(sign: str) -> None:
    item = rewritten(EXAMPLES["single-choice"], sign)
    (question,) = taken(item)
    assert [html.unescape(re.sub("</?span>", "", each.text)).split()[1:] for each in question.answers] == [
        sign.split()
    ] * 2


def test_a_text_that_gift_would_take_for_something_else_is_refused() -> None:
    answer = TYPED.answer("answer")
    for literal in ("a -> b", "&&058;"):
        item = replace(TYPED, answers=(replace(answer, key=replace(answer.literals, accepted=(literal,))),))
        assert [loss.outcome for loss in examine(item)] == ["refused"]
    for literal in ("%50%", "[html] x", "a = b"):
        item = replace(TYPED, answers=(replace(answer, key=replace(answer.literals, accepted=(literal,))),))
        (question,) = taken(item)
        assert (question.answers[0].text, question.answers[0].fraction) == (literal, 1)


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_question_has_its_number_its_tags_and_its_source(item: Item) -> None:
    for question in taken(item):
        assert question.number.startswith(item.id)
        assert question.tags == [*item.objectives, *item.tags, f"bloom:{item.bloom}"]
        assert "Sutton" in question.feedback
        assert f'lang="{item.language}"' in question.text


def test_a_gap_is_a_blank_with_a_number_and_each_part_a_question() -> None:
    first, second, third = taken(EXAMPLES["cloze"])
    assert [one.type for one in (first, second, third)] == ["numerical", "multichoice", "shortanswer"]
    assert [one.number[-1] for one in (first, second, third)] == ["a", "b", "c"]
    assert "[1] _____" in shown(first)
    assert "[1] Q of up" in shown(first)
    assert "[2] the greedy action" in shown(second)


def test_an_answer_that_is_carried_forward_is_given_where_it_is_needed() -> None:
    first, second = taken(EXAMPLES["carried"])
    assert "What is the advantage? 0.20" not in shown(first)
    assert "What is the advantage? 0.20" in shown(second)
    assert second.grade(0.04) == 1
    assert "the answer to 'advantage', which it carries forward, is given in it" in [
        loss.reason for loss in examine(EXAMPLES["carried"])
    ]


def test_a_gap_whose_answer_is_carried_forward_is_filled() -> None:
    carried = EXAMPLES["carried"]
    gap = replace(carried.parts[0], inline=True)
    stem = Text((Piece(Tree((Paragraph((Str("It is "), Place(0), Str("."))),)), (Gap("advantage"),)),))
    first, second = taken(replace(carried, stem=stem, parts=(gap, carried.parts[1])))
    assert shown(first).startswith("It is _____.")
    assert shown(second).startswith("It is 0.20.")


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of every example, several variants of each."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def mixed() -> str:
    return "".join(document(Mixed(copies=3, item_ids=tuple(item.id for item in EVERY), title="a/b: \\nabla {x}")))


def test_each_question_is_a_category_of_its_variants() -> None:
    questions = read(mixed())
    assert len(questions) == 1 + 3 * sum(len(item.parts) for item in EVERY)
    assert questions[0].type == "description"
    assert questions[0].category == "$course$/top/a//b: \\nabla {x}"
    pools = {question.category for question in questions[1:]}
    assert len(pools) == sum(len(item.parts) for item in EVERY)
    assert all(sum(question.category == pool for question in questions) == 3 for pool in pools)
    assert mixed() == mixed()


# --- graded alike -----------------------------------------------------------------------------------------------------


def there(item: Item, question: Question, given: Given) -> object:
    """A response as Moodle's question takes it."""
    part = next(part for part in item.parts if question.number.endswith(part.id) or len(item.parts) == 1)
    interaction = part.interaction
    match given:
        case Fraction():
            return float(given)
        case str() if question.type == "shortanswer":
            return given
        case str():
            return [choice.id for choice in interaction.choices].index(given)
        case frozenset():
            return frozenset(place for place, choice in enumerate(interaction.choices) if choice.id in given)
        case tuple():
            assert isinstance(interaction, Ordering)
            places = {step: str(place) for place, step in enumerate(given, start=1)}
            return {str(line(step.text)): places[step.id] for step in interaction.steps}
        case _:
            assert isinstance(interaction, Matching)
            sources = {choice.id: str(line(choice.text)) for choice in interaction.sources}
            targets = {choice.id: plain(choice.text) for choice in interaction.targets}
            return {sources[source]: targets[target] for source, target in given.items()}


def test_each_response_earns_in_moodle_what_it_earns_here() -> None:
    graded = set()
    for item in (*WRITTEN, TYPED):
        if len(item.parts) > 1 or item.id == "ordering" or EXAMPLES["text-entry"] is item:
            continue
        (question,), part = taken(item), item.parts[0]
        for typed, response in golden_responses(item, part):
            here = grade(item, {part.id: typed})[part.id]
            assert isinstance(here, Score)
            earned = question.grade(there(item, question, response))
            assert earned == pytest.approx(float(here.earned / here.possible), abs=1e-6), (item.id, typed)
            graded.add(item.id)
    assert graded == {"numeric-entry", "text-entry", "single-choice", "multiple-choice", "matching", "pictures"}


def test_an_ordering_is_marked_place_by_place_as_is_declared() -> None:
    item = EXAMPLES["ordering"]
    (question,), part = taken(item), item.parts[0]
    for _, response in golden_responses(item, part):
        right = sum(one == other for one, other in zip(response, item.answer(part.id).ids, strict=True))
        assert question.grade(there(item, question, response)) == pytest.approx(right / 4)
    assert "each step is given its number" in examine(item)[0].reason


@pytest.mark.parametrize("name", sorted(bank().items))
def test_every_shipped_question_is_taken_or_its_refusal_is_told(name: str) -> None:
    for variant in range(2):
        item = shipped(name, variant)
        if any(loss.outcome == "refused" for loss in examine(item)):
            with pytest.raises(RefusedError):
                written(item)
        else:
            assert len(taken(item)) == len(item.parts)


# --- another reader ---------------------------------------------------------------------------------------------------


def parsed(files: list[str]) -> list[list[dict]]:
    """What gift-pegjs, a parser of GIFT by others, reads in each file."""
    modules = Path(os.environ.get("QBANK_NODE_MODULES", "node_modules")).absolute()
    require((modules / "gift-pegjs").exists() and shutil.which("node"), "gift-pegjs is not installed")
    done = subprocess.run(
        ["node", "-e", SCRIPT, str(modules)], input=json.dumps(files), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


TYPES = {"numerical": "Numerical", "shortanswer": "Short", "multichoice": "MC", "matching": "Matching"}
TYPES |= {"essay": "Essay", "description": "Description"}


def test_another_parser_of_gift_reads_the_same_questions() -> None:
    items = [shipped(name) for name in sorted(bank().items)]
    held = [item for item in items if not any(loss.outcome == "refused" for loss in examine(item))]
    files = [mixed(), *("".join(one.text for one in written(item)) for item in held)]
    for file, found in zip(files, parsed(files), strict=True):
        ours = read(file)
        theirs = [one for one in found if one["type"] != "Category"]
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert other["type"] == TYPES[one.type]
            assert other["title"] == one.name
            assert " ".join(other["stem"]["text"].split()) == " ".join(one.text.split())
            assert (other["id"] or "") == one.number
            assert (other["tags"] or []) == one.tags
            _same_answers(one, other)


def _same_answers(one: Question, other: dict) -> None:
    if one.type == "matching":
        pairs = [(pair["subquestion"]["text"], pair["subanswer"]) for pair in other["matchPairs"]]
        assert [stem for stem, _ in pairs] == [stem for stem, _ in one.stems]
    elif one.type in ("multichoice", "shortanswer"):
        texts = [choice["text"]["text"].split() for choice in other["choices"]]
        assert texts == [each.text.split() for each in one.answers]
        shares = [
            choice["weight"] if choice["weight"] is not None else 100 * choice["isCorrect"]
            for choice in other["choices"]
        ]
        assert shares == pytest.approx([100 * each.fraction for each in one.answers])
    elif one.type == "numerical":
        numbers = [(choice["text"]["number"], choice["text"]["range"]) for choice in other["choices"]]
        assert numbers == [(float(each.text), each.tolerance) for each in one.answers]


# --- nothing is lost in silence ---------------------------------------------------------------------------------------


def test_the_format_has_a_place_for_every_interaction() -> None:
    assert FORMAT.interactions == frozenset(KINDS.values())


@pytest.mark.parametrize("item", [*EXAMPLES.values(), CHOSEN, example_item()], ids=lambda item: item.id)
def test_what_gift_is_given_of_each_example(golden: Golden, item: Item) -> None:
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in examine(item))
    if "refused" in told:
        golden(f"gift/{item.id}/refusal.txt", told)
    else:
        golden(f"gift/{item.id}/example.gift", "".join(one.text for one in written(item)))
        golden(f"gift/{item.id}/losses.txt", told or "nothing is lost\n")


def test_a_title_that_moodle_would_cut_is_refused() -> None:
    assert [loss.outcome for loss in examine(replace(EXAMPLES["numeric-entry"], title="t" * 241))] == ["refused"]
