"""What the student's paper and the answer key say."""

from fractions import Fraction

from msgspec.structs import replace

from qbank.answer_key import KeyNumber, KeyOptions, answer_key, carried
from qbank.content import Number, plain
from qbank.document import questions
from qbank.item import Answer, Item, Known, Pair, Working
from qbank.markup.html import WEB
from qbank.term import Index, Num, Sym
from qbank.writers.pdf import as_json
from tests.example_interactions import EXTENDED, MATCHING
from tests.examples import example_form, example_item, words

SECRETS = tuple(f"secret{number}" for number in range(12))


def secretive(item: Item) -> Item:
    """The item with a token in every field that a student must not see."""
    known = Known("c2", Fraction(1, 2), words(SECRETS[0]), SECRETS[1])
    number = Known(Fraction(123456), Fraction(0), words(SECRETS[2]), SECRETS[3], Number(Fraction(123456)))
    return replace(
        item,
        id=SECRETS[4],
        seed=SECRETS[5],
        source=SECRETS[6],
        title=SECRETS[7],
        hints=(words(SECRETS[8]),),
        parameters=(("p", SECRETS[9]),),
        answers=(
            Answer("advantage", Fraction(654321), words(SECRETS[10]), Fraction(1, 777), None, (number,)),
            Answer("sign", "c1", words(SECRETS[11]), known=(known,)),
        ),
    )


def test_nothing_of_answers_hints_or_source_reaches_the_students_paper() -> None:
    paper = as_json(questions(example_form(items=(secretive(example_item()),))))
    assert not [token for token in (*SECRETS, "123456", "654321", "777") if token in paper]


def test_the_paper_of_a_form_without_answers_is_the_same() -> None:
    items = tuple(replace(item, answers=None, hints=(), source="", seed="") for item in example_form().items)
    assert questions(example_form(items=items)) == questions(example_form(items=example_form().items))


def test_the_key_says_all_that_the_paper_must_not() -> None:
    key = as_json(answer_key(example_form(items=(secretive(example_item()),))))
    told = {*SECRETS, "123456", "654321"} - {SECRETS[5], SECRETS[9]}  # how it was drawn stands in the lock file
    assert not [token for token in sorted(told) if token not in key]


def test_questions_are_numbered_through_the_sections_and_their_parts_lettered() -> None:
    paper = questions(example_form())
    assert [question.number for group in paper.groups for question in group.questions] == [1, 2, 3]
    assert [task.name for task in paper.groups[1].questions[0].tasks] == ["q3a", "q3b"]
    assert (paper.length, paper.points, paper.minutes) == ("3 questions", "7.5 points", "45 minutes")


def test_a_single_part_has_no_letter_and_no_points_of_its_own() -> None:
    item = example_item()
    alone = replace(item, parts=item.parts[:1])
    task = questions(example_form(items=(alone,))).groups[0].questions[0].tasks[0]
    assert (task.name, task.label, task.points) == ("q1", "", "")


def test_a_number_is_keyed_as_displayed_exactly_and_with_what_is_accepted() -> None:
    task = answer_key(example_form()).questions[0].tasks[0]
    assert task.key == KeyNumber("numeric_entry", "−1.533 nats", "−23/15", "−23/15 ± 0.0005")
    assert [(plain(mistake.shown), mistake.misconception, mistake.credit) for mistake in task.mistakes] == [
        ("0.100 nats", "undiscounted", ""),
        ("−0.200 nats", "sign", "50%"),
    ]


def test_an_exact_value_too_long_to_read_is_left_out() -> None:
    item = example_item()
    answers = (replace(item.answer("advantage"), key=Fraction(10**30, 3**60)), item.answer("sign"))
    task = answer_key(example_form(items=(replace(item, answers=answers),))).questions[0].tasks[0]
    assert isinstance(task.key, KeyNumber)
    assert (task.key.exact, task.key.accepted) == ("", "−1.533 ± 0.0005")


def test_the_right_option_is_named_by_its_letter() -> None:
    key = answer_key(example_form()).questions[0].tasks[1].key
    assert isinstance(key, KeyOptions)
    assert key.letter == "A"
    assert [option.correct for option in key.options] == [True, False, False]
    assert [WEB.inline(option.feedback) for option in key.options[1:]] == [
        "Compare with V, &lt;not&gt; zero.",
        "One of them holds.",
    ]


def test_wrong_pairs_of_a_source_of_which_the_same_is_told_stand_together() -> None:
    pairs = (Pair("a", "1"), Pair("a", "2"), Pair("b", "2"))
    known = tuple(Known(pair, Fraction(0), words("Not that.")) for pair in pairs)
    answer = replace(MATCHING.answer("answer"), known=known)
    task = answer_key(example_form(items=(replace(MATCHING, answers=(answer,)),))).questions[0].tasks[0]
    assert [plain(mistake.shown) for mistake in task.mistakes] == ["A → 1, 2", "B → 2"]


def test_a_model_answer_is_not_said_again_as_a_solution() -> None:
    answer = EXTENDED.answer("answer")
    repeated = replace(answer, solution=answer.rubric.model_answer)
    task = answer_key(example_form(items=(replace(EXTENDED, answers=(repeated,)),))).questions[0].tasks[0]
    assert not task.solution


def test_what_follows_from_an_own_answer_is_told_with_the_numbers_of_lists() -> None:
    working = Working(
        Num(Fraction(0)), follow=Index(Sym("rewards"), Num(Fraction(1))) + Sym("discount") * Sym("parts.a")
    )
    item = replace(example_item(), parameters=(("rewards", (Fraction(1), Fraction(-2))), ("discount", Fraction(1, 2))))
    assert "to (a): -2 + 0.5 * (a); earns 100%" in carried(working, item, {"a": "(a)"})
