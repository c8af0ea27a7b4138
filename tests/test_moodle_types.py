"""Each rule of Moodle's importer that one type of question could break, and what is declared where Moodle does otherwise."""

import html
from fractions import Fraction

import pytest
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import CodeBlock, Piece, Str, Text, Tree
from qbank.errors import RefusedError
from qbank.interactions import Choice, ExtendedText, Matching, MultipleChoice, Ordering, ScoringPolicy
from qbank.item import Answer, Item, Key, Known, Literals, Pair
from qbank.writers.moodle import examine, question_xml
from tests.example_interactions import (
    EXPRESSION,
    EXTENDED,
    MATCHING,
    MULTIPLE,
    ORDERING,
    TEXT,
    ZERO,
    maths,
)
from tests.examples import words
from tests.moodle_items import numeric, parsed
from tests.moodle_simulator import one, seen

PROPORTIONAL, ALL = ScoringPolicy.PROPORTIONAL, ScoringPolicy.ALL_OR_NOTHING
PER_PAIR, RIGHT_MINUS_WRONG = ScoringPolicy.PER_PAIR, ScoringPolicy.RIGHT_MINUS_WRONG


def changed(item: Item, interaction: object = None, scoring: ScoringPolicy | None = None, **answer: object) -> Item:
    """The item of one part with another interaction, scoring or answer."""
    (part,) = item.parts
    part = replace(part, interaction=interaction or part.interaction, scoring=scoring or part.scoring)
    return replace(item, parts=(part,), answers=(replace(item.answer(part.id), **answer),))


def declared(item: Item) -> list[str]:
    return [f"{loss.outcome}: {loss.reason}" for loss in examine(item)]


def choices(*options: Text | str) -> tuple[Choice, ...]:
    texts = (words(option) if isinstance(option, str) else option for option in options)
    return tuple(Choice(chr(ord("a") + place), text) for place, text in enumerate(texts))


# --- several right options ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [*range(1, 11), 20])
def test_equal_shares_of_right_options_add_up_and_a_wrong_one_takes_one_away(right: int) -> None:
    options = choices(*(f"option {number}" for number in range(right + 2)))
    item = changed(MULTIPLE, MultipleChoice(options), key=tuple(each.id for each in options[:right]), known=())
    question = one(question_xml(item))
    assert declared(item) == []
    assert question.grade(frozenset(range(right))) == pytest.approx(1, abs=1e-6)
    assert question.grade(frozenset(range(1, right + 1))) == pytest.approx(max(0, 1 - 2 / right), abs=1e-6)


@pytest.mark.parametrize("right", [11, 19, 21])
def test_so_many_right_options_that_moodle_has_no_equal_shares_are_refused(right: int) -> None:
    options = choices(*(f"option {number}" for number in range(right + 1)))
    item = changed(MULTIPLE, MultipleChoice(options), key=tuple(each.id for each in options[:right]), known=())
    assert declared(item) == [f"refused: Moodle has no equal shares for {right} right choices, only for 1 to 10 or 20"]


def test_all_or_nothing_lets_any_wrong_choice_take_everything_and_says_so() -> None:
    item = changed(MULTIPLE, scoring=ALL, known=())
    question = one(question_xml(item))
    assert declared(item) == [
        "downgraded: Moodle does not mark all or nothing: a right choice earns its share, any wrong one takes everything"
    ]
    assert [question.grade(frozenset(chosen)) for chosen in ({0, 1, 3}, {0, 1, 2, 3}, {2})] == [pytest.approx(1), 0, 0]
    assert "any wrong one takes them all" in seen(question.text)


def test_all_or_nothing_of_one_right_option_is_exact() -> None:
    item = changed(MULTIPLE, scoring=ALL, key=("b",), known=())
    question = one(question_xml(item))
    assert declared(item) == []
    assert [question.grade(frozenset(chosen)) for chosen in ({1}, {1, 2}, {0})] == [1, 0, 0]


def test_proportional_is_marked_by_right_minus_wrong_and_says_so() -> None:
    item = changed(MULTIPLE, scoring=PROPORTIONAL, known=())
    assert declared(item) == [
        "downgraded: Moodle gives nothing for options left alone: it is marked by right minus wrong"
    ]
    assert one(question_xml(item)).grade(frozenset({0, 2})) == 0


def test_proportional_is_exact_where_every_option_is_right() -> None:
    assert declared(changed(MULTIPLE, scoring=PROPORTIONAL, key=("a", "b", "c", "d"), known=())) == []


def test_what_is_told_of_a_missed_option_is_not_told_to_whoever_chose_it() -> None:
    question = one(question_xml(MULTIPLE))
    assert declared(MULTIPLE) == [
        "downgraded: what is told of right choices that are missed stands in the general feedback"
    ]
    assert [seen(each.feedback) for each in question.answers] == ["", "", "It does not appear.", ""]
    assert "It is the next value." in question.feedback


@pytest.mark.parametrize("item", [MULTIPLE, MATCHING, ORDERING])
def test_a_way_of_scoring_that_does_not_fit_is_refused(item: Item) -> None:
    odd = PER_PAIR if item is not MATCHING else RIGHT_MINUS_WRONG
    assert declared(changed(item, scoring=odd)) == [f"refused: Moodle has no {odd.value} for it"]


# --- matching -------------------------------------------------------------------------------------------------------


def matching(sources: tuple[Choice, ...], targets: tuple[Choice, ...], *pairs: str, **others: object) -> Item:
    given = tuple(Pair(pair[0], pair[1]) for pair in pairs)
    return changed(MATCHING, Matching(sources, targets), key=given, **{"known": (), **others})  # type: ignore[arg-type]


def test_pairs_keep_their_order_and_a_target_without_a_source_stands_beside_nothing() -> None:
    question = one(question_xml(MATCHING))
    assert question.stems == [
        ("Policy", "chooses the token"),
        ("Value function", "estimates the return"),
        ("\\(r_t\\)", "is what the environment pays"),
        ("", "compares two answers"),
    ]


def test_sides_are_swapped_where_only_the_targets_hold_formulas() -> None:
    item = matching(
        choices("reward", "value", "policy"), choices(maths("r_t"), maths("V"), maths("\\pi")), "aa", "bb", "cc"
    )
    assert declared(item) == ["downgraded: its sides are swapped: Moodle shows no formulas in what is chosen from"]
    assert one(question_xml(item)).stems == [("\\(r_t\\)", "reward"), ("\\(V\\)", "value"), ("\\(\\pi\\)", "policy")]


@pytest.mark.parametrize(
    ("sources", "targets", "pairs"),
    [
        (("reward", "value"), (maths("r_t"), maths("V_\\omega < 1"), maths("x")), ("aa", "bb")),
        (("reward", maths("V")), (maths("r_t"), maths("V_\\omega < 1"), "x"), ("aa", "bb")),
        (("reward", "value", "loss"), (maths("r_t"), maths("V_\\omega < 1")), ("aa", "bb", "ca")),
    ],
)
def test_formulas_in_targets_are_unicode_where_the_sides_cannot_be_swapped(
    sources: tuple[Text | str, ...], targets: tuple[Text | str, ...], pairs: tuple[str, ...]
) -> None:
    item = matching(choices(*sources), choices(*targets), *pairs)
    assert declared(item) == [
        "downgraded: Moodle shows plain text in what is chosen from: the formulas there are written in Unicode characters"
    ]
    assert [target for _, target in one(question_xml(item)).stems][:2] == ["rₜ", "V_ω < 1"]


def test_a_target_with_a_sign_that_moodle_would_cut_at_is_whole() -> None:
    item = matching(choices("p", "q"), choices("x<2 & y", "&lt; <b>", "<"), "aa", "bb")
    assert [html.unescape(target) for _, target in one(question_xml(item)).stems] == ["x<2 & y", "&lt; <b>", "<"]
    assert declared(item) == []


def test_formatting_in_targets_is_lost_and_that_is_declared() -> None:
    code = Text((Piece(Tree((CodeBlock((Str("code"),)),))),))
    item = matching(choices("p", "q", "r"), choices(code, "b"), "aa", "bb", "cb")
    assert declared(item) == ["downgraded: Moodle shows plain text in what is chosen from: it loses its formatting"]


def test_several_sources_share_a_target() -> None:
    item = matching(choices("p", "q", "r"), choices("yes", "no"), "aa", "ba", "cb")
    question = one(question_xml(item))
    assert declared(item) == []
    assert question.grade({"p": "yes", "q": "yes", "r": "no"}) == 1


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (matching(choices("p", "q"), choices("yes", "no"), "aa", "bb"), "needs 2 sources and 3 targets"),
        (matching(choices("p"), choices("a", "b", "c"), "aa"), "needs 2 sources and 3 targets"),
        (matching(choices("p", "q"), choices("a", "b", "c" * 256), "aa", "bb"), "longer than 255 characters"),
        (matching(choices("p", "q"), choices("a", "b", Text()), "aa", "bb"), "no target without text"),
        (matching(choices("p", Text()), choices("a", "b", "c"), "aa", "bb"), "a source without text"),
    ],
)
def test_a_matching_that_moodle_could_not_hold_is_refused(item: Item, reason: str) -> None:
    (loss,) = examine(item)
    assert loss.outcome == "refused"
    assert reason in loss.reason


def test_a_target_is_as_long_as_moodle_stores_it() -> None:
    assert declared(matching(choices("p", "q"), choices("a", "b", "<" * 254 + " "), "aa", "bb"))[0].startswith(
        "refused"
    )


def test_all_or_nothing_of_a_matching_is_declared() -> None:
    item = changed(MATCHING, scoring=ALL, known=())
    assert declared(item) == ["downgraded: Moodle does not mark all or nothing: each right pair earns its share"]


def test_what_is_told_of_wrong_pairs_stands_in_the_general_feedback_once() -> None:
    every = tuple(Known(Pair("b", target), ZERO, words("It predicts.")) for target in ("2", "3", "4"))
    some = tuple(Known(Pair("a", target), ZERO, words("It acts."), "actor") for target in ("1", "2"))
    item = changed(MATCHING, known=every + some)
    assert declared(item) == ["downgraded: what is told of wrong pairs stands in the general feedback"]
    told = one(question_xml(item)).feedback
    assert "<li>Value function: It predicts.</li>" in told
    assert (
        '<li data-misconception="actor">Policy → estimates the return; is what the environment pays: It acts.</li>'
        in told
    )


# --- ordering -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scoring", "swapped", "reversed_"), [(ScoringPolicy.LONGEST_RUN, 0.75, 0), (ScoringPolicy.ALL_OR_NOTHING, 0, 0)]
)
def test_an_ordering_is_marked_as_its_author_said(scoring: ScoringPolicy, swapped: float, reversed_: float) -> None:
    item = changed(ORDERING, scoring=scoring)
    question = one(question_xml(item))
    assert declared(item) == []
    assert question.answers[0].text == "Act."
    assert [question.grade(order) for order in ([0, 1, 2, 3], [1, 0, 2, 3], [3, 2, 1, 0])] == [1, swapped, reversed_]


def test_an_ordering_says_what_moodle_dies_without() -> None:
    question = parsed(ORDERING)
    assert question.findtext("shownumcorrect") == "1"
    assert (question.findtext("selecttype"), question.findtext("selectcount")) == ("ALL", "0")


@pytest.mark.parametrize("steps", [choices("a"), choices("a", Text()), choices("a", "b", "a")])
def test_an_ordering_that_moodle_could_not_mark_is_refused(steps: tuple[Choice, ...]) -> None:
    item = changed(ORDERING, Ordering(steps), key=tuple(step.id for step in steps))
    assert [loss.outcome for loss in examine(item)] == ["refused"]


def test_the_name_of_an_ordering_keeps_the_number_of_its_variant() -> None:
    title = "Ördering the steps of one temporal-difference üpdate"
    item = replace(ORDERING, title=title)
    name = one(question_xml(item)).name
    assert name == "Ördering the steps of one temporal… (3)"
    assert len(name.encode()) <= 42
    assert declared(item) == [
        "downgraded: Moodle holds 42 bytes of an ordering's name: its title is shortened, its category has all of it"
    ]


def test_what_is_told_of_misplaced_steps_stands_in_the_general_feedback() -> None:
    item = changed(ORDERING, known=(Known("a", ZERO, words("Not before the reward."), "early"),))
    assert declared(item) == ["downgraded: what is told of misplaced steps stands in the general feedback"]
    assert '<li data-misconception="early">Compute the target.: Not before' in one(question_xml(item)).feedback


# --- typed text -----------------------------------------------------------------------------------------------------


def test_exact_texts_stand_before_general_ones_so_that_none_hides_another() -> None:
    known = (
        Known("*value*", Fraction(1, 2), words("Nearly.")),
        Known("no value", ZERO, words("On the contrary.")),
        Known("value function", Fraction(1), words("Yes.")),
    )
    item = changed(TEXT, key=Literals(("v*", "critic")), known=known)
    question = one(question_xml(item))
    assert [each.text for each in question.answers] == ["critic", "no value", "value function", "v*", "*value*"]
    assert [question.grade(text) for text in ("Critic", "no value", "V", "the value")] == [1, 0, 1, 0.5]
    assert question.told("value function") == "<p>Yes.</p>"


@pytest.mark.parametrize(("case", "earned"), [(True, 0), (False, 1)])
def test_capitals_matter_only_where_the_author_says_so(case: bool, earned: float) -> None:
    question = one(question_xml(changed(TEXT, key=Literals(("TD",), case=case), known=())))
    assert question.grade("td") == earned


def test_texts_are_compared_as_they_are_not_as_html() -> None:
    question = one(question_xml(changed(TEXT, key=Literals(("a<b & c ]]> d", "\\*")), known=())))
    assert [each.text for each in question.answers] == ["a<b & c ]]> d", "\\*"]
    assert [question.grade(text) for text in ("a<b & c ]]> d", "*", "x")] == [1, 1, 0]


@pytest.mark.parametrize("literals", [Literals(()), Literals((" ",)), Literals(("a", ""))])
def test_an_empty_text_is_refused(literals: Literals) -> None:
    assert [loss.outcome for loss in examine(changed(TEXT, key=literals, known=()))] == ["refused"]


def test_a_credit_that_moodle_has_no_mark_for_becomes_the_nearest() -> None:
    item = changed(TEXT, known=(Known("base", Fraction(15, 100), Text()),))
    assert "no mark of 15 %" in declared(item)[0]


# --- essays ---------------------------------------------------------------------------------------------------------


def test_whoever_marks_an_essay_sees_the_rubric_and_the_model_answer_and_students_do_not() -> None:
    question = one(question_xml(EXTENDED))
    assert "Says that the target is held constant. (1 point)" in seen(question.grader)
    assert "Because the target is a label" in question.grader
    assert "label" not in question.text + question.feedback


@pytest.mark.parametrize(("asked", "given"), [(1, 5), (5, 5), (12, 15), (40, 40), (60, 40)])
def test_an_essay_has_a_field_of_a_size_that_moodle_knows(asked: int, given: int) -> None:
    item = changed(EXTENDED, ExtendedText(asked))
    assert one(question_xml(item)).lines == given
    assert (declared(item) == []) == (asked == given)


# --- formulas -------------------------------------------------------------------------------------------------------


def formula(*wrong: str, key: Key | None = None, credit: Fraction = ZERO) -> Item:
    (first,) = EXPRESSION.answer("answer").known
    known = tuple(replace(first, shown=maths(each), credit=credit, feedback=words(f"Not {each}.")) for each in wrong)
    return changed(EXPRESSION, known=known)


def test_a_formula_is_chosen_from_the_answer_and_the_known_wrong_ones() -> None:
    item = formula("r_t+V(s_{t+1})-V(s_t)", "r_t-V(s_t)", "r_t")
    question = one(question_xml(item))
    assert declared(item) == [
        "downgraded: a formula cannot be typed in Moodle: it is chosen from the answer and the known wrong formulas"
    ]
    assert (question.type, question.single, question.shuffled, len(question.answers)) == ("multichoice", True, True, 4)
    assert [each.text for each in question.answers if each.fraction == 1] == [
        "\\(r_t + \\gamma V(s_{t + 1}) - V(s_t)\\)"
    ]
    assert question_xml(item) == question_xml(item)


def test_the_place_of_the_right_formula_tells_nothing() -> None:
    item = formula("r_t+V(s_{t+1})-V(s_t)", "r_t-V(s_t)", "r_t")
    places = set()
    for variant in range(40):
        answers = one(question_xml(replace(item, variant=variant))).answers
        places.add([each.fraction for each in answers].index(1))
    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "item",
    [
        formula("r_t"),
        formula("r_t", "r_t"),
        formula("r_t", "r_t+\\gamma V(s_{t+1})-V(s_t)"),
        formula("r", "V", credit=Fraction(1)),
    ],
)
def test_a_formula_with_fewer_than_two_known_wrong_ones_is_refused(item: Item) -> None:
    assert [loss.outcome for loss in examine(item)] == ["refused"]
    with pytest.raises(RefusedError, match="known wrong ones"):
        question_xml(item)


def test_a_formula_that_is_not_shown_is_refused() -> None:
    assert "is not shown" in declared(changed(EXPRESSION, shown=None))[0]


def test_answers_of_other_kinds_are_faults_of_ours() -> None:
    with pytest.raises(TypeError, match="expected Fraction"):
        question_xml(replace(numeric(), answers=(Answer("value", "a", Text()),)))


def test_each_question_is_well_formed_xml() -> None:
    for item in (MULTIPLE, MATCHING, ORDERING, TEXT, EXTENDED):
        assert etree.fromstring(question_xml(item)).tag == "question"
