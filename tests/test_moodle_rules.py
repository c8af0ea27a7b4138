"""What holds of every question that Moodle is given: it is taken whole, graded as ours, and nothing is lost in silence.

The rules are numbered as in the notes on what Moodle's importer does.
"""

import base64
import html
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.authoring.bank import load
from qbank.content import Paragraph as Words
from qbank.content import Piece, Str, Text, Tree, plain
from qbank.errors import RefusedError
from qbank.generation.program import generate
from qbank.grading.grade import grade
from qbank.interactions import KINDS, Choice, Matching, MultipleChoice, NumericEntry, Ordering, SingleChoice, TextEntry
from qbank.item import Answer, Item, Known, Part
from qbank.resources import questions_folder
from qbank.response import Score
from qbank.writers.format import EXACT
from qbank.writers.moodle import FORMAT, document, examine, question_xml
from tests.conftest import Golden
from tests.example_interactions import EXAMPLES, EXPRESSION, TEXT, maths
from tests.examples import ExampleQuiz, example_item, words
from tests.moodle_items import named, parsed, together
from tests.moodle_simulator import Question, imported

BANK = load([questions_folder()])
WRITTEN = {name: item for name, item in EXAMPLES.items() if name != EXPRESSION.id}


def choosable() -> Item:
    """The formula with a second known wrong one, so that it can be chosen."""
    answer = EXPRESSION.answer("answer")
    second = replace(answer.known[0], shown=maths("r_t-V(s_t)"))
    return replace(EXPRESSION, answers=(replace(answer, known=(*answer.known, second)),))


def typed_exactly() -> Item:
    """The text without typing errors."""
    answer = TEXT.answer("answer")
    return replace(TEXT, answers=(replace(answer, key=replace(answer.literals, typos=0)),))


TYPED = typed_exactly()
EVERY = (*WRITTEN.values(), choosable(), example_item())


def taken(item: Item) -> list[Question]:
    """The questions that Moodle makes of an item; ``Fault`` where it would refuse, lose or break something."""
    return imported(f"<quiz>{question_xml(item)}</quiz>")


# --- every text, everywhere (rules 1-6, 16, 17, 22-25, 28, 31, 33) ----------------------------------------------------

ODD = [
    "]]>",
    "<b>",
    "&amp;",
    "&",
    "<",
    "{1:SA:=x}",
    "{#1}",
    "}",
    "~",
    "#",
    "\\",
    "$$",
    "\\(",
    "\\[",
    ":)",
    "8-)",
    "\u2212",
]
pieces = st.sampled_from([*ODD, "a", "é", " ", "0", '"', "'", "=", "%100%", "*", "/", "P-|", "(y)"])
sentences = st.lists(pieces, min_size=1, max_size=8).map("".join).filter(str.strip)


def rewritten(item: Item, said: str) -> Item:
    """The item with a text in every place of an author's words, each told apart by a number."""
    numbers = iter(range(1000))

    def new(text: Text) -> Text:
        gaps = any(piece.values for piece in text.pieces)
        return text if gaps or not text else words(f"{next(numbers)} {said}")

    def choices(given: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(replace(choice, text=new(choice.text)) for choice in given)

    def interaction(part: Part) -> Part:
        match part.interaction:
            case SingleChoice(given) | MultipleChoice(given):
                made: object = replace(part.interaction, choices=choices(given))
            case Matching(sources, targets):
                made = Matching(choices(sources), choices(targets))
            case Ordering(steps):
                made = Ordering(choices(steps))
            case _:
                made = part.interaction
        return replace(part, prompt=new(part.prompt), interaction=made)

    answers = tuple(
        replace(
            answer,
            solution=new(answer.solution),
            known=tuple(replace(known, feedback=new(known.feedback), misconception=said) for known in answer.known),
        )
        for answer in item.answers or ()
    )
    return replace(
        item,
        title=said,
        stem=new(item.stem),
        parts=tuple(map(interaction, item.parts)),
        answers=answers,
        hints=tuple(map(new, item.hints)),
        source=said,
        tags=(said,),
    )


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=40)
@given(said=sentences)
def test_moodle_takes_every_text_in_every_place_as_it_is(item: Item, said: str) -> None:
    (question,) = taken(rewritten(item, said))
    shown = html.unescape(question.text + question.feedback)
    assert " ".join(said.split()) in " ".join(re.sub(r"</?span>", "", shown).split())


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_text_stands_in_cdata(item: Item) -> None:
    outside = re.sub(r"<!\[CDATA\[.*?\]\]>", "", question_xml(rewritten(item, "a ]]> b")), flags=re.DOTALL)
    outside = re.sub(r"(<file [^>]*>)[A-Za-z0-9+/=]+(</file>)", r"\1\2", outside)
    assert re.fullmatch(r"(<[^>]*>|[\s0-9.a-zA-Z_])*", outside)


def test_a_picture_is_a_file_inside_of_the_element_whose_text_shows_it() -> None:
    item = EXAMPLES["pictures"]
    question = parsed(item)
    shown = {}
    for element in question.iter():
        names = re.findall(r"@@PLUGINFILE@@/([^\"]+)", element.findtext("text") or "")
        files = {file.get("name"): base64.b64decode(file.text) for file in element.findall("file")}
        assert set(names) == set(files)
        shown[element.tag] = len(files)
        for content in files.values():
            assert etree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
    assert shown["questiontext"] == 2
    assert shown["generalfeedback"] == 1
    assert "data:" not in question_xml(item)


# --- fields (rules 11-15, 18-20) --------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_question_has_its_points_its_number_its_tags_its_hints_and_its_solution(item: Item) -> None:
    (question,) = taken(item)
    assert question.name == f"{item.title} (3)"
    assert question.number.endswith("-3")
    assert question.tags[0] == item.objectives[0]
    assert [f"bloom:{item.bloom}"] == question.tags[-1:]
    assert len(question.hints) == len(item.hints)
    assert "Sutton" in question.feedback
    if question.type != "cloze":
        assert question.mark == item.points


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_a_long_id_still_has_a_number_of_a_hundred_characters(item: Item) -> None:
    (question,) = taken(replace(item, id="x" * 150))
    assert len(question.number) == 100


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_a_longest_title_fits_and_a_longer_one_is_refused(item: Item) -> None:
    (question,) = taken(replace(item, title="t" * 240, variant=123456))
    assert question.name.endswith("(123456)")
    for title in ("t" * 241, "<" * 61, "/" * 121):
        assert [loss.outcome for loss in examine(replace(item, title=title))] == ["refused"]


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of every example, several variants of each."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def test_a_file_of_every_kind_of_question_is_taken_whole() -> None:
    ids = tuple(item.id for item in EVERY)
    questions = imported("".join(document(Mixed(copies=3, item_ids=ids))))
    assert [question.type for question in questions].count("description") == 1
    assert len(questions) == 1 + 3 * len(EVERY)
    assert len({question.category for question in questions}) == 1 + len(EVERY)
    assert {question.type for question in questions} == {
        *("description", "numerical", "shortanswer", "multichoice", "matching", "ordering", "essay", "cloze")
    }


# --- graded alike -----------------------------------------------------------------------------------------------------


def responses(item: Item, part: Part) -> Iterator[tuple[str, object]]:
    """What is typed here and what that is in Moodle: the key, what is known, and others at random."""
    answer, dice = item.answer(part.id), random.Random(part.id)
    match part.interaction:
        case NumericEntry():
            numbers = [answer.number, *(known.response for known in answer.known)]
            numbers += [answer.number + answer.tolerance * Fraction(dice.randrange(-30, 31), 10) for _ in range(40)]
            for number in numbers:
                yield str(number), float(number)  # type: ignore[arg-type]
        case SingleChoice(choices):
            for place, choice in enumerate(choices):
                yield choice.id, place
        case MultipleChoice(choices):
            for _ in range(60):
                chosen = [place for place in range(len(choices)) if dice.random() < 0.6] or [0]
                yield ", ".join(choices[place].id for place in chosen), frozenset(chosen)
        case Ordering(steps):
            for _ in range(60):
                order = dice.sample(range(len(steps)), len(steps))
                yield ", ".join(answer.ids[place] for place in order), order
        case Matching(sources, targets):
            for _ in range(60):
                chosen_for = {source.id: dice.choice(targets) for source in sources}
                typed = "; ".join(f"{source}:{target.id}" for source, target in chosen_for.items())
                stems = {source.id: maths_or_words(source.text) for source in sources}
                yield typed, {stems[source]: plain(target.text) for source, target in chosen_for.items()}
        case TextEntry():
            known = [str(known.response).replace("*", "s") for known in answer.known]
            for text in (*answer.literals.accepted, *known, "something else", "CRITIC", "baseline", "no baseline"):
                yield text, text


def maths_or_words(text: Text) -> str:
    from qbank.writers.moodle.text import line

    return str(line(text))


def test_each_response_earns_in_moodle_what_it_earns_here() -> None:
    graded = set()
    for item in (*WRITTEN.values(), TYPED):
        if any(loss.part and not re.search("stands in|sign by sign", loss.reason) for loss in examine(item)):
            continue
        (question,) = taken(item)
        gaps = question.gaps or [question]
        for part, gap in zip(item.parts, gaps, strict=True):
            for typed, there in responses(item, part):
                here = grade(item, {part.id: typed})[part.id]
                assert isinstance(here, Score), (item.id, typed, here)
                assert gap.grade(there) == pytest.approx(float(here.earned / here.possible), abs=1e-6), (item.id, typed)
                graded.add(item.id)
    assert graded == {
        "numeric-entry",
        "text-entry",
        "single-choice",
        "multiple-choice",
        "matching",
        "ordering",
        "cloze",
        "pictures",
    }


def test_a_chosen_formula_earns_in_moodle_what_it_earns_here() -> None:
    item = choosable()
    (question,) = taken(item)
    known = {plain(known.shown): known.credit for known in item.answer("answer").known if isinstance(known.shown, Text)}
    assert sorted(each.fraction for each in question.answers) == sorted([1.0, *map(float, known.values())])


@pytest.mark.parametrize("name", sorted(BANK.items))
def test_moodle_takes_every_shipped_question_or_its_refusal_is_told(name: str) -> None:
    for variant in range(5):
        item = generate(BANK.item(name), seed="moodle", variant=variant)
        refused = [loss for loss in examine(item) if loss.outcome == "refused"]
        if refused:
            with pytest.raises(RefusedError):
                question_xml(item)
            continue
        questions = taken(item)
        gaps = [gap for question in questions for gap in question.gaps or [question]]
        assert len(gaps) == len(item.parts)


# --- nothing is lost in silence ---------------------------------------------------------------------------------------


def test_the_format_has_a_place_for_every_interaction() -> None:
    assert FORMAT.interactions == frozenset(KINDS.values())
    assert {name for name, kept in FORMAT.features.items() if kept != EXACT} == {
        "minutes",
        "spellings",
        "carried forward",
    }


class Tokens:
    """Texts of one word each, no two alike."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def word(self) -> str:
        self.made.append(f"xq{len(self.made):03}z")
        return self.made[-1]

    def text(self, text: Text) -> Text:
        """The text with a token at its end."""
        return text + Text((Piece(Tree((Words((Str(self.word()),)),))),))


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_a_token_in_every_field_is_found_in_the_question(item: Item) -> None:
    tokens = Tokens()

    def new(_: Text) -> Text:
        return words(tokens.word())

    def choices(given: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(replace(choice, text=new(choice.text)) for choice in given)

    def marked(part: Part) -> Part:
        match part.interaction:
            case SingleChoice(given) | MultipleChoice(given):
                made: object = replace(part.interaction, choices=choices(given))
            case Matching(sources, targets):
                made = Matching(choices(sources), choices(targets))
            case Ordering(steps):
                made = Ordering(choices(steps))
            case NumericEntry(decimals):
                made = NumericEntry(decimals, tokens.word())
            case _:
                made = part.interaction
        return replace(part, prompt=new(part.prompt), interaction=made)

    def known(one: Known) -> Known:
        shown = new(one.shown) if isinstance(one.shown, Text) else one.shown
        return replace(one, feedback=new(one.feedback), misconception=tokens.word(), shown=shown)

    def answer(one: Answer) -> Answer:
        made = replace(one, solution=new(one.solution), known=tuple(map(known, one.known)))
        if isinstance(one.shown, Text):
            made = replace(made, shown=new(one.shown))
        match one.key:
            case _ if item.id == "extended-text":
                rubric = one.rubric
                criteria = tuple(replace(criterion, text=new(criterion.text)) for criterion in rubric.criteria)
                return replace(made, key=replace(rubric, criteria=criteria, model_answer=new(rubric.model_answer)))
            case _ if item.id == "text-entry":
                accepted = tuple(f"{text} {tokens.word()}" for text in one.literals.accepted)
                return replace(made, key=replace(one.literals, accepted=accepted))
            case _:
                return made

    whole = replace(
        item,
        title=tokens.word(),
        objectives=(tokens.word(),),
        tags=(tokens.word(),),
        bloom=tokens.word(),
        source=tokens.word(),
        stem=tokens.text(item.stem),
        parts=tuple(map(marked, item.parts)),
        answers=tuple(map(answer, item.answers or ())),
        hints=tuple(map(new, item.hints)),
    )
    written = question_xml(whole)
    assert [token for token in tokens.made if token not in written] == []


# --- golden files -----------------------------------------------------------------------------------------------------


SPLIT = replace(together(named(EXAMPLES["ordering"], "steps"), named(EXAMPLES["matching"], "roles")), id="split")
CHOSEN = replace(choosable(), id="expression-chosen")


@pytest.mark.parametrize("item", [*EXAMPLES.values(), CHOSEN, SPLIT], ids=lambda item: item.id)
def test_what_moodle_is_given_of_each_example(golden: Golden, item: Item) -> None:
    losses = examine(item)
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in losses)
    if any(loss.outcome == "refused" for loss in losses):
        golden(f"moodle/{item.id}/refusal.txt", told)
    else:
        golden(f"moodle/{item.id}/example.xml", question_xml(item))
        golden(f"moodle/{item.id}/losses.txt", told or "nothing is lost\n")
