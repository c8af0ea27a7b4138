"""Each rule of Moodle's importer that every question could break: numbers, marks, options, fields, categories."""

import html
import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.item import Item, Known
from qbank.tex import tree as tex
from qbank.writers import moodle
from qbank.writers.moodle import question_xml
from qbank.writers.moodle.shares import PERCENTAGES, listed_share
from qbank.writers.moodle.text import path_piece
from qbank.writers.task import identifier
from qbank.writers.xml import checked
from tests.conftest import Golden
from tests.examples import ExampleQuiz, example_item, words
from tests.moodle_items import choice, formula, numeric, parsed, texts, together, wrong
from tests.moodle_simulator import one

# --- numbers ------------------------------------------------------------------------------------------------------

values = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)
tolerances = st.sampled_from([Fraction(0), Fraction(1, 2000), Fraction(1, 20), Fraction(1, 3)])


@given(values, tolerances.filter(bool), st.lists(values, max_size=4, unique=True))
def test_the_key_earns_everything_each_known_number_its_credit_and_what_is_beyond_nothing(
    key: Fraction, tolerance: Fraction, others: list[Fraction]
) -> None:
    apart = [each for each in others if abs(each - key) > 2 * tolerance]
    known = [Known(each, Fraction(1, 4), words(f"No {place}.")) for place, each in enumerate(apart)]
    question = one(question_xml(numeric(*known, key=str(key), tolerance=str(tolerance))))
    for response in (key, key - tolerance, key + tolerance):
        assert question.grade(float(response)) == 1
    assert question.grade(float(key + tolerance * Fraction(11, 10))) != 1
    assert question.grade(float(key - tolerance * Fraction(11, 10))) != 1
    for each, place in zip(apart, range(len(apart)), strict=True):
        if all(abs(each - other) > Fraction(1, 10**6) for other in apart if other != each):
            assert (question.grade(float(each)), question.told(float(each))) == (0.25, f"<p>No {place}.</p>")


def test_the_key_stands_first_so_that_no_other_band_takes_a_right_answer() -> None:
    question = one(question_xml(numeric(wrong("0.2008"), key="1/5", tolerance="1/1000")))
    assert question.answers[0] == ("0.2", 1, "", 0.001)
    assert question.grade(0.201) == 1
    assert question.grade(0.2015) == 0


def test_bands_of_known_numbers_never_overlap() -> None:
    known = (wrong("1", said="one"), wrong("1.001", "1/2", said="two"))
    question = one(question_xml(numeric(*known, tolerance="1/100")))
    assert [question.grade(response) for response in (1.0, 1.0004, 1.0006, 1.001)] == [0, 0, 0.5, 0.5]


def test_numbers_are_plain_decimals_of_fourteen_digits_and_the_tolerance_covers_the_rounding() -> None:
    question = parsed(numeric(wrong("-1/1000000"), key="-100000/3"))
    assert texts(question, "answer/text") == ["-33333.333333333", "-0.000001"]
    assert Fraction(texts(question, "answer/tolerance")[0]) >= Fraction(1, 2000) + Fraction(1, 3 * 10**9)


def test_an_exact_value_that_no_student_can_type_in_moodle_is_refused() -> None:
    (loss,) = moodle.examine(numeric(key="1/3", tolerance="0"))
    assert loss.outcome == "refused"
    assert "reads no fractions" in loss.reason


def test_a_number_that_moodle_takes_for_infinity_is_refused() -> None:
    with pytest.raises(RefusedError, match="infinity"):
        question_xml(numeric(key="1" + "0" * 400))


def test_feedback_for_the_right_answer_is_kept() -> None:
    question = one(question_xml(numeric(Known(Fraction(1, 5), Fraction(1), words("Well done.")))))
    assert [each.feedback for each in question.answers] == ["<p>Well done.</p>"]


# --- marks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("percentage", PERCENTAGES)
def test_every_mark_of_moodles_list_is_written_as_moodle_compares_it(percentage: str) -> None:
    share = (Fraction(percentage) / 100).limit_denominator(20)
    assert listed_share(share) == percentage
    assert abs(Fraction(percentage) / 100 - share) < Fraction(1, 100000)
    if share:
        assert listed_share(-share) == f"-{percentage}"


def test_a_mark_outside_moodles_list_becomes_the_nearest_and_that_is_declared() -> None:
    (loss,) = moodle.examine(numeric(wrong("1", "15/100")))
    assert (loss.item, loss.part, loss.outcome) == ("td-advantage", "value", "downgraded")
    assert loss.reason == "Moodle has no mark of 15 %: a response that earns it gets 14.28571 %"
    marks = [answer.get("fraction") for answer in parsed(numeric(wrong("1", "15/100"))).findall("answer")]
    assert marks == ["100", "14.28571"]
    for tiny, written in (("1/1000", "5"), ("999/1000", "90")):
        marks = [answer.get("fraction") for answer in parsed(numeric(wrong("1", tiny))).findall("answer")]
        assert marks == ["100", written], "what earns something is neither worthless nor worth everything"


def test_points_that_decimals_cannot_hold_are_declared() -> None:
    assert parsed(numeric(points="1/3")).findtext("defaultgrade") == "0.3333333"
    assert [loss.outcome for loss in moodle.examine(numeric(points="1/3"))] == ["downgraded"]
    assert moodle.examine(numeric(points="5/2")) == []


# --- choices ------------------------------------------------------------------------------------------------------


def test_a_choice_has_one_full_mark_and_each_option_its_own_credit_and_feedback() -> None:
    known = (Known("c2", Fraction(1, 3), words("Half way."), "sign"), Known("c1", Fraction(1), words("Yes.")))
    question = parsed(choice(words("one"), words("two"), words("three"), known=known))
    assert question.get("type") == "multichoice"
    assert question.findtext("single") == "true"
    assert question.findtext("answernumbering") == "abc"
    assert [answer.get("fraction") for answer in question.findall("answer")] == ["100", "33.33333", "0"]
    assert texts(question, "answer/text") == ["one", "two", "three"]
    assert texts(question, "answer/feedback/text") == [
        "<p>Yes.</p>",
        '<div data-misconception="sign"><p>Half way.</p></div>',
        "",
    ]
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        assert question.find(name) is not None


@pytest.mark.parametrize(("shuffle", "written", "kind"), [(True, "true", "MCVS"), (False, "false", "MCV")])
def test_options_are_shuffled_only_where_their_order_is_free(shuffle: bool, written: str, kind: str) -> None:
    item = choice(words("one"), words("two"), shuffle=shuffle)
    assert parsed(item).findtext("shuffleanswers") == written
    assert f"{{1:{kind}:" in question_xml(together(item, numeric(points="1")))


@pytest.mark.parametrize("options", [(words("one"),), (words("one"), Text())])
def test_fewer_than_two_options_or_one_without_text_are_refused(options: tuple[Text, ...]) -> None:
    assert [loss.outcome for loss in moodle.examine(choice(*options))] == ["refused"]


# --- fields -------------------------------------------------------------------------------------------------------


def test_every_text_stands_in_cdata_and_an_end_of_cdata_in_it_is_split() -> None:
    item = replace(numeric(wrong("1", said="a ]]> b")), title="t ]]> t", tags=("x ]]> y",), stem=words("s ]]> s"))
    xml = question_xml(item)
    outside = re.sub(r"<!\[CDATA\[.*?\]\]>", "", xml, flags=re.DOTALL)
    assert re.fullmatch(r"(<[^>]*>|[\s0-9.a-z]*)*", outside)
    assert not re.search(r"\]\]>\s+<!\[CDATA\[", xml)
    question = parsed(item)
    assert question.findtext("name/text") == "t ]]> t (3)"
    assert "s ]]&gt; s" in (question.findtext("questiontext/text") or "")


def test_nothing_plain_is_taken_for_markup() -> None:
    known = (Known(Fraction(1), Fraction(0), words("No."), '<i x="1">'),)
    item = replace(numeric(*known), language='"><b>', source="<u>", title="<s>", tags=("<a>",), bloom="<p>")
    for xml in (question_xml(item), question_xml(together(item, choice(words("a"), words("b"))))):
        assert not re.search("<(b|u|s|i|a)[ >]", xml)


def test_titles_that_read_as_tags_survive() -> None:
    assert parsed(replace(numeric(), title="is x<y & a < b")).findtext("name/text") == "is x&lt;y & a < b (3)"


def test_a_title_too_long_for_moodle_is_refused() -> None:
    assert [loss.outcome for loss in moodle.examine(replace(numeric(), title="t" * 250))] == ["refused"]
    with pytest.raises(RefusedError, match="240"):
        list(moodle.document(ExampleQuiz(title="t" * 241)))


def test_a_control_character_is_refused_because_moodle_would_refuse_the_file() -> None:
    with pytest.raises(RefusedError, match=r"U\+0001"):
        checked("a\x01b")
    assert checked("a\tb\nü") == "a\tb\nü".encode()


def test_formulas_are_latex_with_escaped_signs() -> None:
    less = formula(tex.Row((tex.Letter("a"), tex.Operator("<", tex.Role.RELATION), tex.Letter("b"))))
    assert "\\(a &lt; b\\)" in (parsed(replace(numeric(), stem=less)).findtext("questiontext/text") or "")


@pytest.mark.parametrize(
    "smiley", ["V(y)", "N(n)", "so :)", "so :(", "8-)", "P-|", "V-.", ";-)", "(grr)", "( )", ":o)"]
)
def test_moodle_finds_no_smileys_in_what_is_written(smiley: str) -> None:
    text = parsed(replace(numeric(), stem=words(smiley))).findtext("questiontext/text") or ""
    assert smiley not in text
    assert smiley in html.unescape(text)


def test_the_id_number_is_stable_unique_and_short_enough() -> None:
    item = numeric()
    assert identifier(item) == "td-advantage-a80d9a91-3"
    assert identifier(replace(item, variant=4)) != identifier(item)
    assert identifier(replace(item, seed="other")) != identifier(item)
    long = [replace(item, id="x" * 120 + end) for end in "ab"]
    assert len({identifier(each) for each in long}) == 2
    assert {len(identifier(each)) for each in long} == {100}


def test_a_tag_that_moodle_would_change_is_declared() -> None:
    losses = moodle.examine(replace(numeric(), tags=("x < y", "t" * 51)))
    assert [loss.outcome for loss in losses] == ["downgraded", "downgraded"]


def categories(quiz: ExampleQuiz) -> list[str]:
    root = etree.fromstring("".join(moodle.document(quiz)).encode())
    assert all(node.find("info[@format]") is not None for node in root.findall("question[@type='category']"))
    return texts(root, "question/category/text")


def test_each_question_has_a_category_of_its_own_and_slashes_are_doubled() -> None:
    items = tuple(replace(example_item(), title=title) for title in ("TD / GAE", "/s/"))
    quiz = ExampleQuiz(copies=2, title="A/B")
    assert categories(quiz) == [
        "$course$/top/A//B",
        "$course$/top/A//B/Advantage of one token",
        "$course$/top/A//B/Advantage of one token (td-again)",
    ]
    assert [path_piece(item.title) for item in items] == ["TD // GAE", " //s// "]


def test_two_questions_whose_common_title_leaves_no_room_for_an_id_are_refused() -> None:
    class Same(ExampleQuiz):
        def pool(self, item_id: str) -> Iterator[Item]:
            yield replace(example_item(), id=item_id, title="t" * 240)

    with pytest.raises(RefusedError, match="td-again-once-more: another question has its title"):
        list(moodle.document(Same(item_ids=("td-advantage", "td-again-once-more"))))


def test_the_file_holds_every_variant_once() -> None:
    root = etree.fromstring("".join(moodle.document(ExampleQuiz(copies=3))).encode())
    names = [question.get("type") for question in root]
    assert names == ["category", "description", "category", *["cloze"] * 3, "category", *["cloze"] * 3]
    numbers = texts(root, "question/idnumber")
    assert len(set(numbers)) == 6


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("numeric_entry", numeric(wrong("1/10", "1/2", "You left γ out."), key="-23/15")),
        (
            "single_choice",
            choice(words("better"), words("worse"), known=(Known("c2", Fraction(0), words("No."), "sign"),)),
        ),
        ("several_parts", example_item()),
    ],
)
def test_golden(golden: Golden, name: str, item: Item) -> None:
    golden(f"moodle/{name}/question.xml", question_xml(item))
