"""Grading of every interaction but numbers and formulas: what holds for any item and any response."""

import time
import tracemalloc
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank.checking.keys import key_response
from qbank.errors import QbankError
from qbank.grading.grade import grade
from qbank.grading.scoring import FITTING, all_or_nothing, longest_run, per_pair, proportional, right_minus_wrong
from qbank.grading.spelling import pattern, typos
from qbank.interactions import Choice, ExpressionEntry, Matching, MultipleChoice, Ordering, ScoringPolicy
from qbank.item import Answer, Item, Literals, Pair, Part
from qbank.response import Invalid, Pending, Score
from tests.example_interactions import EXAMPLES, EXTENDED, MATCHING, MULTIPLE, ORDERING, TEXT
from tests.examples import words
from tests.test_grading import SEEDS

MOST_SECONDS = 0.05
MOST_BYTES = 8_000_000
ONE = Fraction(1)

PARTS = [(item, part) for item in EXAMPLES.values() for part in item.parts]
COMPUTED = [
    (item, part) for item, part in PARTS if not isinstance(part.interaction, ExpressionEntry) and item is not EXTENDED
]


def scored(item: Item, response: str, part: str = "answer") -> Score:
    outcome = grade(item, {part: response})[part]
    assert isinstance(outcome, Score), (response, outcome)
    return outcome


def with_scoring(item: Item, scoring: ScoringPolicy) -> Item:
    return replace(item, parts=(replace(item.parts[0], scoring=scoring),))


@pytest.mark.parametrize(("item", "part"), PARTS, ids=lambda one: one.id)
def test_the_key_earns_full_marks(item: Item, part: Part) -> None:
    response = key_response(part, item.answer(part.id))
    if response is None:
        assert isinstance(grade(item, {part.id: "An essay."})[part.id], Pending)
    else:
        assert scored(item, response, part.id).earned == part.points


@pytest.mark.parametrize(("item", "part"), PARTS, ids=lambda one: one.id)
def test_a_policy_that_does_not_fit_is_an_error(item: Item, part: Part) -> None:
    for policy in set(ScoringPolicy) - set(FITTING[type(part.interaction)]):
        wrong = replace(item, parts=tuple(replace(one, scoring=policy) if one == part else one for one in item.parts))
        with pytest.raises(QbankError, match=f"{policy.value} does not score a"):
            grade(wrong, {part.id: "a"})


def test_a_person_marks_an_essay_by_its_rubric() -> None:
    outcome = grade(EXTENDED, {"answer": "Since it is a label."})["answer"]
    assert outcome == Pending("a person marks it by 2 criteria", EXTENDED.answer("answer").rubric)


# --- the order of what is shown is irrelevant ---

LETTERS = "abcdefgh"


def relabelled(choices: tuple[Choice, ...], order: list[int], ids: str) -> tuple[tuple[Choice, ...], dict[str, str]]:
    """The choices in another order, with ids by their new places, and what the old ids have become."""
    placed = [choices[place] for place in order]
    new = {old.id: place for old, place in zip(placed, ids, strict=False)}
    return tuple(Choice(new[old.id], old.text) for old in placed), new


@given(st.permutations(range(4)), st.sets(st.sampled_from("abcd"), min_size=1), st.sampled_from(list(ScoringPolicy)))
def test_the_order_of_the_options_is_irrelevant(order: list[int], chosen: set[str], scoring: ScoringPolicy) -> None:
    if scoring not in FITTING[MultipleChoice]:
        return
    item = with_scoring(MULTIPLE, scoring)
    part, answer = item.parts[0], item.answer("answer")
    assert isinstance(part.interaction, MultipleChoice)
    choices, new = relabelled(part.interaction.choices, order, LETTERS)
    known = tuple(replace(one, response=new[str(one.response)]) for one in answer.known)
    turned = replace(
        item,
        parts=(replace(part, interaction=MultipleChoice(choices)),),
        answers=(replace(answer, key=tuple(new[one] for one in answer.ids), known=known),),
    )
    before, after = scored(item, ",".join(chosen)), scored(turned, ",".join(new[one] for one in chosen))
    assert (before.earned, before.misconception, before.feedback) == (after.earned, after.misconception, after.feedback)


@given(st.permutations(range(3)), st.permutations(range(4)), st.tuples(*[st.sampled_from("1234")] * 3))
def test_the_order_of_sources_and_targets_is_irrelevant(
    left: list[int], right: list[int], given: tuple[str, ...]
) -> None:
    part, answer = MATCHING.parts[0], MATCHING.answer("answer")
    assert isinstance(part.interaction, Matching)
    sources, source = relabelled(part.interaction.sources, left, LETTERS)
    targets, target = relabelled(part.interaction.targets, right, "1234")
    pairs = tuple(Pair(source[one.source], target[one.target]) for one in answer.pairs)
    turned = replace(
        MATCHING,
        parts=(replace(part, interaction=Matching(sources, targets)),),
        answers=(replace(answer, key=pairs, known=()),),
    )
    typed = dict(zip("abc", given, strict=True))
    before = scored(MATCHING, ";".join(f"{one}:{other}" for one, other in typed.items()))
    after = scored(turned, ";".join(f"{source[one]}:{target[other]}" for one, other in typed.items()))
    assert before.earned == after.earned


@given(st.permutations(range(4)), st.permutations("abcd"))
def test_the_order_in_which_steps_are_shown_is_irrelevant(order: list[int], given: list[str]) -> None:
    part, answer = ORDERING.parts[0], ORDERING.answer("answer")
    assert isinstance(part.interaction, Ordering)
    steps, new = relabelled(part.interaction.steps, order, LETTERS)
    turned = replace(
        ORDERING,
        parts=(replace(part, interaction=Ordering(steps)),),
        answers=(replace(answer, key=tuple(new[one] for one in answer.ids)),),
    )
    before, after = scored(ORDERING, ",".join(given)), scored(turned, ",".join(new[one] for one in given))
    assert (before.earned, before.feedback) == (after.earned, after.feedback)


# --- policies ---

subsets = st.frozensets(st.sampled_from(LETTERS))


@given(subsets.filter(bool), subsets, st.sampled_from(LETTERS))
def test_a_right_option_more_never_costs_and_a_wrong_one_never_earns(
    right: frozenset[str], chosen: frozenset[str], one: str
) -> None:
    without, having = chosen - {one}, chosen | {one}
    for before, after in (
        (proportional(right, without, 8), proportional(right, having, 8)),
        (right_minus_wrong(right, without), right_minus_wrong(right, having)),
        (all_or_nothing(right=without == right), all_or_nothing(right=having == right)),
    ):
        assert 0 <= before <= 1
        assert 0 <= after <= 1
        assert before <= after if one in right else before >= after


@given(st.permutations(range(7)))
def test_only_the_right_order_earns_everything(order: list[int]) -> None:
    share = longest_run(order)
    assert share == longest_subsequence(order)
    assert (share == 1) == (order == sorted(order))


def longest_subsequence(order: list[int]) -> Fraction:
    """The longest run, found by trying every choice of steps."""
    runs = [[one for one, taken in zip(order, mask, strict=True) if taken] for mask in product((0, 1), repeat=7)]
    best = max(len(run) for run in runs if run == sorted(run))
    return Fraction(0) if best == 1 else Fraction(best, len(order))


@given(st.permutations(range(6)), st.integers(0, 4))
def test_to_put_two_neighbours_right_never_costs(order: list[int], place: int) -> None:
    if order[place] > order[place + 1]:
        mended = [*order[:place], order[place + 1], order[place], *order[place + 2 :]]
        assert longest_run(order) <= longest_run(mended)


def test_a_pair_more_earns_more() -> None:
    assert [per_pair(matched, 4) for matched in range(5)] == [Fraction(matched, 4) for matched in range(5)]


# --- texts ---


def text_item(*accepted: str, typos: int = 0) -> Item:
    return replace(TEXT, answers=(Answer("answer", Literals(accepted, typos=typos), words("So.")),))


plain_texts = st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip)


@given(plain_texts, plain_texts)
def test_a_star_stands_for_any_text(before: str, after: str) -> None:
    item = text_item(f"{before.strip()}*{after.strip()}")
    for middle in ("", "x", " and so on ", "*"):
        assert scored(item, f"{before.strip()}{middle}{after.strip()}").earned == 2


@given(plain_texts, plain_texts, st.integers(0, 3))
def test_typing_errors_are_counted_as_the_textbook_counts_them(wanted: str, typed: str, most: int) -> None:
    distance = textbook_distance(wanted, typed)
    assert typos(pattern(wanted), typed, most) == (distance if distance <= most else None)


def textbook_distance(one: str, other: str) -> int:
    """Optimal string alignment, the whole table."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, j in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        changed = table[i - 1, j - 1] + (one[i - 1] != other[j - 1])
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, changed)
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


@given(plain_texts.filter(lambda text: len(text.strip()) >= 5), st.data())
def test_a_letter_that_is_missing_is_forgiven_where_the_key_says_so(text: str, data: st.DataObject) -> None:
    text = "critic" + text.strip()
    place = data.draw(st.integers(0, 5))
    typed = text[:place] + text[place + 1 :]
    assert scored(text_item(text, typos=1), typed).earned == 2


# --- nonsense ---

HOSTILE = [
    *(seed * times for seed in SEEDS for times in (1, 40, 10_000)),
    *("a" * length for length in (2, 199, 200, 201, 500, 501, 10**6)),
    *(seed * 250 for seed in ("a,", "a:1;", "a1 ", "d>", "a b ", "(a)", "*a", "and ", "ab*", "\u0301", "\ufdfa")),
    *(seed * 10**6 for seed in ("a,", " ", "\u200b", "*", "é", "\n", "a:1;", "\U0001f642")),
    "a" * 99 + "b", "critic" * 33, "v" + "alue functio" * 16, "ſ" * 200, "ß" * 200, "İ" * 200, "ﷺ" * 200, "̈" * 200,
    "a:1;b:2;c:" + "9" * 400, "a" * 250 + ":" + "1" * 240, "a:" * 240, ":1" * 240, "a1" * 240, "A,B,C,D" * 70, "=" * 500,
    "a;b;c;d;" * 60, "d,b,a,c," * 60, "d" + ">" * 490 + "b", ",".join("abcd" * 100), ";".join(f"{n}:{n}" for n in range(90)),
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["text-entry", "single-choice", "multiple-choice", "matching", "ordering", "extended-text"]
)
def test_nonsense_is_answered_at_once_in_little_memory(name: str) -> None:
    assert len(HOSTILE) >= 100
    item = EXAMPLES[name]
    grade(item, {"answer": "a"})
    for response in HOSTILE:
        start = time.process_time()
        outcome = grade(item, {"answer": response})["answer"]
        assert time.process_time() - start < MOST_SECONDS, response[:50]
        assert isinstance(outcome, Score | Invalid | Pending)
        if isinstance(outcome, Invalid):
            assert 0 <= outcome.position <= len(response)
            assert len(outcome.message) + len(outcome.hint) < 200
    tracemalloc.start()
    try:
        for response in HOSTILE:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            grade(item, {"answer": response})
            assert tracemalloc.get_traced_memory()[1] - before < MOST_BYTES, response[:50]
    finally:
        tracemalloc.stop()


@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize(("item", "part"), COMPUTED, ids=lambda one: one.id)
@given(st.text(max_size=30) | st.text("abcd1234,;:->* .", max_size=30))
def test_whatever_is_typed_earns_between_nothing_and_everything(item: Item, part: Part, response: str) -> None:
    outcome = grade(item, {part.id: response})[part.id]
    if isinstance(outcome, Score):
        assert 0 <= outcome.earned <= outcome.possible == part.points
    elif isinstance(outcome, Invalid):
        assert 0 <= outcome.position <= len(response)


@given(
    st.sets(st.sampled_from("abcd"), min_size=1), st.sampled_from([",", ";", " ", ", ", " and ", "; "]), st.booleans()
)
def test_options_that_exist_are_always_read(chosen: set[str], separator: str, upper: bool) -> None:
    typed = separator.join(sorted(chosen))
    assert scored(MULTIPLE, typed.replace("d", "D") if upper else typed).read_as.startswith(min(chosen))


@given(st.tuples(*[st.sampled_from("1234")] * 3), st.sampled_from(":-= →"), st.sampled_from([";", ", ", " ", "\n"]))
def test_pairs_that_exist_are_always_read(targets: tuple[str, ...], sign: str, separator: str) -> None:
    typed = separator.join(f"{one}{sign}{other}" for one, other in zip("abc", targets, strict=True))
    assert scored(MATCHING, typed).possible == MATCHING.parts[0].points


@given(st.permutations("abcd"), st.sampled_from([",", " ", ">", " → ", "; "]))
def test_orders_that_are_whole_are_always_read(order: list[str], separator: str) -> None:
    assert scored(ORDERING, separator.join(order)).possible == ORDERING.parts[0].points
