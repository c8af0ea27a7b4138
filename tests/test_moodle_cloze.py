"""Each rule of Moodle's importer that a cloze could break, and how the parts of an item become gaps or questions."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank.content import CodeBlock, Gap, Paragraph, Piece, Place, Str, Text, Tree
from qbank.errors import RefusedError
from qbank.interactions import Choice, ExtendedText, NumericEntry, Ordering, SingleChoice, TextEntry
from qbank.item import Answer, Item, Known, Literals, Part, Rubric, Working
from qbank.term import Sym
from qbank.tex import tree as tex
from qbank.tex.parser import parse
from qbank.writers import moodle
from qbank.writers.moodle import examine, fields, question_xml
from qbank.writers.moodle.text import gap, in_gap, line
from qbank.writers.moodle.text import html as shown
from tests.example_interactions import CARRIED, CLOZE, EXTENDED, MULTIPLE, ORDERING, ZERO, maths
from tests.example_interactions import TEXT as TYPED
from tests.examples import ExampleQuiz, example_item, words
from tests.moodle_items import choice, formula, named, numeric, together, wrong
from tests.moodle_simulator import Question, imported, one, seen

ALONE = tex.Over(tex.Digits("1"), tex.Row((tex.Letter("x"), tex.Operator("<", tex.Role.RELATION), tex.Digits("2"))))
HOSTILE = (
    words("}~#&{=%100%:/\\"),
    words("&amp; &lt; &#125; \\}\\#\\~"),
    words("{1:SA:=x} <b> ends in &"),
    formula(ALONE),
    formula(parse("\\{a\\} \\left\\{x\\right\\}")),
    Text((Piece(Tree((CodeBlock((Str("two\nlines \\"),)),))),)),
)


def gaps(item: Item) -> list[Question]:
    question = one(question_xml(item))
    assert question.type == "cloze"
    return question.gaps


def declared(item: Item) -> list[str]:
    return [f"{loss.outcome} {loss.part}: {loss.reason}" for loss in examine(item)]


def test_several_parts_become_one_cloze_with_a_gap_for_each() -> None:
    item = together(numeric(wrong("1", "15/100", "Close.")), choice(words("one"), words("two")))
    assert examine(item) == []
    number, option = gaps(item)
    assert (number.type, number.mark, option.type, option.mark) == ("numerical", 2, "multichoice", 1)
    said = '<div data-misconception="slip"><p>Close.</p></div>'
    assert number.answers == [("0.2", 1, "", 0.0005), ("1", 0.15, said, 0.0005)]
    assert [each[:2] for each in option.answers] == [("one", 1), ("two", 0)]


def test_weights_are_whole_numbers_and_a_question_worth_more_for_it_is_declared() -> None:
    item = example_item()
    assert fields.weights(item.parts) == [3, 2]
    assert declared(item) == [
        "downgraded : the weights of its gaps are whole numbers, so that it is worth 5 marks in Moodle"
    ]


# --- what stands in a gap -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_answer_or_a_feedback_ends_a_gap(text: Text) -> None:
    known = (Known("c1", Fraction(1), text), Known("c2", Fraction(0), text))
    first, second = gaps(
        together(choice(text, words("other"), known=known), numeric(wrong("1", said="Last."), points="1"))
    )
    read = [(html.unescape(each.text), html.unescape(each.feedback)) for each in first.answers]
    meant, told = html.unescape(line(text)), html.unescape(shown(text))
    assert read == [(meant, told), ("other", told)]
    assert second.type == "numerical"


@given(st.text(alphabet="ab}~#&;{\\\n=%<amplt0123:", max_size=12))
def test_html_in_a_gap_is_what_moodle_reads_back(text: str) -> None:
    markup = html.escape(text)
    xml = question_xml(together(choice(words("a"), words("b")), numeric(points="1")))
    known = f"~%0%z{gap(markup)}#{gap(markup)}~%0%last#{gap(markup)}}}"
    first, _ = one(xml.replace("~%0%b}", known, 1)).gaps
    assert [html.unescape(each.text) for each in first.answers[1:]] == [f"z{text}", "last"]
    assert [html.unescape(each.feedback) for each in first.answers] == ["", text, text]


@given(
    st.text(alphabet="ab}~#&;{\\=%<0123: *é", max_size=12).filter(lambda text: "\\}" not in text and "\\#" not in text)
)
def test_a_text_in_a_gap_is_what_moodle_reads_back(text: str) -> None:
    xml = question_xml(together(numeric(points="1"), choice(words("a"), words("b"))))
    _, second = one(xml.replace("MCVS:%100%a~%0%b", f"SA:%100%a~%0%z{in_gap(text)}", 1)).gaps
    assert [each.text for each in second.answers] == ["a", f"z{text}"]


def test_a_text_whose_backslash_a_gap_would_take_is_refused() -> None:
    answer = Answer("a", Literals(("\\}",)), Text())
    item = together(
        numeric(), replace(numeric(), parts=(Part("a", Text(), TextEntry(), Fraction(1)),), answers=(answer,))
    )
    assert declared(item) == ["refused a: a gap of Moodle cannot hold the text '\\\\}': it takes away the backslash"]


def test_a_stem_that_looks_like_a_gap_is_not_one() -> None:
    said = "Not {1:SA:=x}, nor {#1}, nor {:NM:=1}."
    item = replace(together(choice(words("a"), words("b")), numeric()), stem=words(said))
    question = one(question_xml(item))
    assert len(question.gaps) == 2
    assert said in seen(question.text)


def test_a_gap_name_that_looks_like_a_gap_is_not_one() -> None:
    parts = (replace(CLOZE.parts[0], prompt=words("{1:SA:=x} & <b>")), *CLOZE.parts[1:])
    question = one(question_xml(replace(CLOZE, parts=parts)))
    assert len(question.gaps) == 3
    assert "{1:SA:=x} & <b>" in seen(question.text)


def test_radio_buttons_of_a_gap_do_not_stand_in_a_paragraph() -> None:
    assert re.search(r"<div>\{2:MCVS:", question_xml(example_item()))


# --- gaps in the stem ---------------------------------------------------------------------------------------------


def test_a_gap_of_the_stem_stands_where_the_author_put_it_with_its_name_for_screen_readers() -> None:
    question = one(question_xml(CLOZE))
    assert [loss.part for loss in examine(CLOZE)] == ["name"]
    assert '<td style="text-align: right"><span class="accesshide">Q of up</span>[[1]]</td>' in question.text
    assert seen(question.text).endswith("Give 2 decimals.")
    assert [each.layout for each in question.gaps] == ["", "dropdown", ""]


def test_numbers_that_are_given_differently_are_named_in_the_note() -> None:
    stem = Text((Piece(Tree((Paragraph((Place(0), Place(1))),)), (Gap("a"), Gap("b"))),))
    parts = tuple(
        Part(name, words(f"value {name}"), NumericEntry(decimals, "nats"), Fraction(1), inline=True)
        for name, decimals in (("a", 1), ("b", None))
    )
    answers = tuple(Answer(part.id, Fraction(1), Text(), Fraction(1, 10)) for part in parts)
    item = replace(numeric(), stem=stem, parts=parts, answers=answers)
    assert "value a: Give 1 decimal. value b: Give a decimal number." in seen(one(question_xml(item)).text)
    assert " nats" in question_xml(item)


def drop_down(*options: Text) -> Item:
    stem = Text((Piece(Tree((Paragraph((Str("It is "), Place(0))),)), (Gap("sign"),)),))
    item = choice(*options, known=(Known("c2", Fraction(0), words("No.")),))
    return replace(item, stem=stem, parts=(replace(item.parts[0], inline=True),))


def test_formulas_in_a_drop_down_are_written_in_unicode_and_that_is_declared() -> None:
    item = drop_down(maths("\\gamma < V_\\omega"), words("a < b & :)"))
    assert declared(item) == [
        "downgraded sign: a drop-down of Moodle shows plain text: the formulas in its options are written in Unicode characters"
    ]
    (only,) = gaps(item)
    assert [html.unescape(each.text) for each in only.answers] == ["γ < V_ω", "a < b & :)"]


def test_formatting_in_a_drop_down_is_lost_and_that_is_declared() -> None:
    item = drop_down(Text((Piece(Tree((CodeBlock((Str("code"),)),))),)), words("b"))
    assert declared(item) == [
        "downgraded sign: a drop-down of Moodle shows plain text: its options lose their formatting"
    ]


def test_options_that_look_the_same_in_a_drop_down_are_refused() -> None:
    assert "look the same" in declared(drop_down(words("V"), maths("V")))[0]


@pytest.mark.parametrize("times", [0, 2])
def test_a_gap_that_does_not_stand_once_in_the_stem_is_refused(times: int) -> None:
    stem = Text((Piece(Tree((Paragraph(tuple(Place(place) for place in range(times))),)), (Gap("sign"),) * times),))
    item = replace(drop_down(words("a"), words("b")), stem=stem)
    assert declared(item) == [f"refused : the gap of 'sign' stands {times} times in the stem"]


# --- other parts as gaps --------------------------------------------------------------------------------------------


def with_number(item: Item) -> Item:
    """The item with a number asked after it, in another part."""
    return together(named(item, "other"), numeric())


def test_several_right_options_are_a_gap_of_ticks() -> None:
    item = with_number(MULTIPLE)
    first, _ = gaps(item)
    assert not first.single
    assert first.grade(frozenset({0, 1, 3})) == 1
    assert first.grade(frozenset({0, 1, 2})) == pytest.approx(1 / 3, abs=1e-6)
    assert "It is the next value." in one(question_xml(item)).feedback


def test_any_number_of_right_options_has_equal_shares_in_a_gap() -> None:
    options = tuple(Choice(f"c{number}", words(f"option {number}")) for number in range(12))
    part = replace(MULTIPLE.parts[0], interaction=replace(MULTIPLE.parts[0].interaction, choices=options))
    answer = Answer("answer", tuple(choice.id for choice in options[:11]), Text())
    first, _ = gaps(with_number(replace(MULTIPLE, parts=(part,), answers=(answer,))))
    assert first.grade(frozenset(range(11))) == pytest.approx(1)


def test_a_typed_text_is_a_gap_and_its_typing_errors_are_declared() -> None:
    first, _ = gaps(with_number(TYPED))
    assert (first.type, first.case) == ("shortanswer", False)
    assert [first.grade(text) for text in ("Critic", "baselines", "nothing")] == [1, 0.5, 0]
    assert declared(with_number(TYPED)) == [
        "downgraded other: Moodle compares texts sign by sign: an article, a full stop or another dash makes a right one wrong",
        "downgraded other: Moodle allows for no typing errors",
    ]


def test_capitals_that_matter_matter_in_a_gap() -> None:
    answer = replace(TYPED.answer("answer"), key=Literals(("TD",), case=True), known=())
    first, _ = gaps(with_number(replace(TYPED, answers=(answer,))))
    assert [first.grade(text) for text in ("TD", "td")] == [1, 0]


def test_an_error_carried_forward_is_declared_where_a_cloze_does_not_carry_it() -> None:
    assert declared(CARRIED) == [
        "downgraded loss: Moodle carries no error forward: what follows from a wrong answer to 'advantage' earns nothing"
    ]


# --- items that are split ---------------------------------------------------------------------------------------------


def test_an_item_with_a_part_that_is_no_gap_is_split_and_that_is_declared() -> None:
    item = with_number(ORDERING)
    assert declared(item) == ["downgraded : it is split into 2 questions, each with the stem"]
    first, second = imported(f"<quiz>{question_xml(item)}</quiz>")
    assert (first.type, second.type) == ("ordering", "numerical")
    assert (first.name, second.name) == ("Example of ordering (3a)", "Example of ordering (3b)")
    assert first.number != second.number
    assert (first.mark, second.mark) == (2, 2)
    assert all("A language model is fine-tuned" in question.text for question in (first, second))
    assert "First act" in first.feedback
    assert "First act" not in second.feedback


@dataclass(frozen=True)
class Split(ExampleQuiz):
    """A quiz whose question is split."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace(with_number(ORDERING), id=item_id, variant=copy)


def test_each_part_of_a_split_item_has_a_category_of_its_own_from_which_moodle_draws() -> None:
    questions = imported("".join(moodle.document(Split(copies=2))))[1:]
    assert [(question.category.rpartition("top/")[2], question.name[-4:]) for question in questions[:4]] == [
        ("Quiz 1: values & &lt;advantages>/Example of ordering/a", "(0a)"),
        ("Quiz 1: values & &lt;advantages>/Example of ordering/b", "(0b)"),
        ("Quiz 1: values & &lt;advantages>/Example of ordering/a", "(1a)"),
        ("Quiz 1: values & &lt;advantages>/Example of ordering/b", "(1b)"),
    ]
    assert len({question.number for question in questions}) == len(questions) == 8


def test_the_gaps_of_a_stem_stay_together_and_are_blanks_in_the_other_questions() -> None:
    item = replace(together(CLOZE, EXTENDED), stem=CLOZE.stem)
    first, second = imported(f"<quiz>{question_xml(item)}</quiz>")
    assert [gap.type for gap in first.gaps] == ["numerical", "multichoice", "shortanswer"]
    assert (first.name, second.name) == ("Example of cloze (3a)", "Example of cloze (3b)")
    assert seen(second.text).count("_____") == 3


def test_an_item_that_would_be_split_where_an_error_is_carried_forward_is_refused() -> None:
    item = replace(together(CARRIED, EXTENDED), stem=CARRIED.stem)
    assert declared(item) == [
        "refused loss: it carries forward the answer to 'advantage', which is another question in Moodle"
    ]
    with pytest.raises(RefusedError, match="carried-3: it carries forward"):
        question_xml(item)


def test_what_follows_from_the_item_alone_may_be_split() -> None:
    answer = replace(numeric().answer("value"), working=Working(Sym("a")))
    item = replace(numeric(), answers=(answer,))
    assert declared(together(item, EXTENDED)) == [
        "downgraded : it is split into 2 questions, each with the stem",
        "downgraded answer: Moodle has fields of 15 lines, not of 12",
    ]


@pytest.mark.parametrize(
    ("interaction", "key"), [(ExtendedText(5), Rubric((), Text())), (Ordering((Choice("a", words("a")),)), ("a",))]
)
def test_what_cannot_be_answered_in_the_line_is_refused(interaction: ExtendedText | Ordering, key: Rubric) -> None:
    item = drop_down(words("a"), words("b"))
    part = replace(item.parts[0], interaction=interaction)
    assert (
        "refused sign: Moodle has no gap for"
        in declared(replace(item, parts=(part,), answers=(Answer("sign", key, Text()),)))[0]
    )


def test_several_options_cannot_be_chosen_in_the_line() -> None:
    item = drop_down(words("a"), words("b"))
    part = replace(item.parts[0], interaction=MULTIPLE.parts[0].interaction)
    answer = Answer("sign", ("a",), Text(), known=(Known("b", ZERO, Text()),))
    assert declared(replace(item, parts=(part,), answers=(answer,))) == [
        "refused sign: Moodle has no drop-down of which several options are chosen"
    ]


def test_options_in_the_line_are_shuffled_only_where_their_order_is_free() -> None:
    item = drop_down(words("a"), words("b"))
    assert ":MCS:" in question_xml(item)
    fixed = replace(item.parts[0], interaction=SingleChoice(item.parts[0].interaction.choices, "fixed"))  # type: ignore[union-attr]
    assert ":MC:" in question_xml(replace(item, parts=(fixed,)))
