"""Draws: streams that never change, spaces that are counted exactly, and items that are always whole."""

import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from qbank import source
from qbank.authoring.schema import ItemModel
from qbank.checking.variants import student_text
from qbank.content import plain
from qbank.errors import AuthoringError, DrawError
from qbank.generation.chosen import chosen, excluded
from qbank.generation.program import Program, compile_item, generate_all
from qbank.generation.streams import Permutation, Stream
from qbank.interactions import SingleChoice
from qbank.item import Item

QUESTIONS = Path(__file__).parent.parent / "questions"


def question(parameters: str, *, stem: str, fields: str = "", parts: str = "") -> Program:
    """A small question."""
    parts = parts or "- {type: numeric, prompt: P, answer: 1}"
    head = "title: Small\nobjectives: [a.b]\nbloom: apply\n"
    text = f"{head}parameters:\n{parameters}\nstem: '{stem}'\n{fields}\nparts:\n{parts}\n"
    return compile_item(ItemModel.read(source.parse(text, "q.yaml"), "small"))


def draws(made: Program, seed: str = "seed") -> list[tuple[object, ...]]:
    """The parameters of every variant."""
    return [tuple(value for _, value in made.drawn(seed, variant).parameters) for variant in range(made.space.count)]


# --- streams


def test_a_stream_never_changes() -> None:
    stream = Stream("item", "seed", 7)
    assert [stream.below(size) for size in (2, 10, 97, 10**6, 2**64, 10**30)] == KNOWN_NUMBERS


KNOWN_NUMBERS = [1, 5, 31, 20383, 8723476222600556741, 88096838312044347311126070703]


def test_a_shuffle_and_a_permutation_never_change() -> None:
    items = list(range(10))
    Stream("item", "seed", "order").shuffle(items)
    assert items == KNOWN_SHUFFLE
    assert [Permutation(10, "seed")[n] for n in range(10)] == KNOWN_SMALL
    assert [Permutation(10**12 + 39, "seed")[n] for n in range(4)] == KNOWN_LARGE
    assert Permutation(10**60, "seed")[1] == KNOWN_WIDE


KNOWN_SHUFFLE = [1, 2, 5, 9, 6, 3, 8, 0, 7, 4]
KNOWN_SMALL = [1, 8, 9, 5, 4, 7, 0, 6, 2, 3]
KNOWN_LARGE = [989934933387, 421345188775, 600995544624, 769230435779]
KNOWN_WIDE = 890678015797174503765978386464938172399986448388235673503837


def chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize("size", [2, 3, 7, 10, 13])
def test_a_stream_is_uniform_for_odd_sizes_too(size: int) -> None:
    stream = Stream("uniform", size)
    counts = Counter(stream.below(size) for _ in range(6_000))
    assert sorted(counts) == list(range(size))
    assert chi_square(list(counts.values())) < size - 1 + 4 * (2 * (size - 1)) ** 0.5


def test_a_stream_has_no_bias_where_a_plain_remainder_would_have_one() -> None:
    size = 3 * 2**62  # the remainder of a 64-bit number would fall below 2**62 twice as often
    stream = Stream("bias")
    low = sum(stream.below(size) < 2**62 for _ in range(3_000))
    assert 880 < low < 1_120


def test_every_order_of_four_is_equally_likely() -> None:
    counts: Counter[tuple[int, ...]] = Counter()
    for number in range(4_800):
        items = [0, 1, 2, 3]
        Stream("shuffle", number).shuffle(items)
        counts[tuple(items)] += 1
    assert len(counts) == 24
    assert chi_square(list(counts.values())) < 23 + 4 * 46**0.5


def test_a_permutation_meets_every_number_once() -> None:
    for size in range(1, 300):
        order = Permutation(size, "seed", size)
        assert sorted(order[position] for position in range(size)) == list(range(size))


@pytest.mark.parametrize("size", [200_000, 200_001])
def test_a_permutation_meets_every_number_once_on_both_sides_of_the_threshold(size: int) -> None:
    order = Permutation(size, "seed")
    assert len({order[position] for position in range(size)}) == size


@pytest.mark.parametrize("size", [10**6, 10**12 + 39, 10**25, 10**60])
def test_a_large_permutation_repeats_nothing_and_spreads(size: int) -> None:
    order = Permutation(size, "seed")
    numbers = [order[position] for position in (*range(1_000), *range(size - 1_000, size))]
    assert len(set(numbers)) == 2_000
    assert all(0 <= number < size for number in numbers)
    tenths = Counter(number * 10 // size for number in numbers)
    assert chi_square([tenths[tenth] for tenth in range(10)]) < 9 + 4 * 18**0.5


@pytest.mark.parametrize("size", [1, 63, 64, 65, 66, 5_000])
def test_the_first_numbers_of_a_permutation_are_the_same_whether_or_not_all_are_sorted(size: int) -> None:
    order, sorted_first = Permutation(size, "seed"), Permutation(size, "seed")
    assert sorted_first[size - 1] == order[size - 1]
    first = [Permutation(size, "seed")[position] for position in range(min(size, 80))]
    assert first == [sorted_first[position] for position in range(min(size, 80))]


def test_a_permutation_ends_where_it_ends() -> None:
    for position in (-1, 5):
        with pytest.raises(IndexError):
            Permutation(5, "seed")[position]


# --- the space

A = "  a: {from: -3, to: 3}"
B = "  b: {from: 0, to: 2, step: 0.5}"
GRID = [(Fraction(a), Fraction(b, 2)) for a in range(-3, 4) for b in range(5)]


def test_without_conditions_every_combination_is_a_draw() -> None:
    assert sorted(draws(question(f"{A}\n{B}", stem="{{ a }} {{ b }}"))) == GRID


def test_where_leaves_exactly_what_fulfils_it() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", fields="where: [a * b > 1, a != 3]")
    assert sorted(draws(made)) == [(a, b) for a, b in GRID if a * b > 1 and a != 3]
    assert made.space.total == 35


def test_a_division_by_zero_fulfils_nothing() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", fields="where: [a / b < 1]")
    assert sorted(draws(made)) == [(a, b) for a, b in GRID if b != 0 and a / b < 1]


def test_a_key_must_exist() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", parts="- {type: numeric, prompt: P, answer: a / b}")
    assert sorted(draws(made)) == [(a, b) for a, b in GRID if b != 0]


def test_lists_of_every_length_are_counted() -> None:
    r = "  r: {list_of: {one_of: [0, 1, 5]}, length: {from: 1, to: 3}}"
    made = question(r, stem="{{ r }}", fields="where: ['sum(r) >= 5', 'r[len(r) - 1] > 0']")
    expected = [r for length in (1, 2, 3) for r in product((0, 1, 5), repeat=length) if sum(r) >= 5 and r[-1] > 0]
    assert sorted(draws(made)) == sorted((tuple(map(Fraction, r)),) for r in expected)


def test_an_element_may_be_chosen_by_a_parameter() -> None:
    parameters = "  n: {from: 0, to: 2}\n  r: {list_of: {one_of: [0, 1]}, length: 3}"
    made = question(parameters, stem="{{ n }} {{ r }}", fields="where: ['r[n] == 1']")
    expected = [(n, r) for n in range(3) for r in product((0, 1), repeat=3) if r[n] == 1]
    assert sorted(draws(made)) == sorted((Fraction(n), tuple(map(Fraction, r))) for n, r in expected)


def test_words_count_and_can_be_compared() -> None:
    made = question(f"  w: {{words: [one, two]}}\n{A}", stem="{{ w }} {{ a }}", fields="where: [w == 'one' or a > 0]")
    assert sorted(draws(made)) == sorted(
        (w, Fraction(a)) for w in ("one", "two") for a in range(-3, 4) if w == "one" or a > 0
    )


def test_hidden_parameters_do_not_count_and_fit_their_draw() -> None:
    made = question(
        f"{A}\n  h: {{from: 0, to: 4, hidden: true}}",
        stem="{{ a }}",
        fields="where: [a + h > 0]\nstrata: [a > 0, a <= 0]",
    )
    found = draws(made)
    assert sorted(a for a, _ in found) == [Fraction(a) for a in range(-3, 4)]
    assert all(a + h > 0 for a, h in found)
    assert [a > 0 for a, _ in found[:6]] == [True, False] * 3


def test_hidden_values_are_chosen_evenly() -> None:
    made = question("  a: {from: 1, to: 3000}\n  h: {from: 0, to: 4, hidden: true}", stem="{{ a }}")
    counts = Counter(h for _, h in draws(made))
    assert chi_square(list(counts.values())) < 4 + 4 * 8**0.5


def test_strata_take_turns_until_they_are_used_up() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", fields="strata: [a > 2, a == 0, a < 0]")
    found = [0 if a > 2 else 1 if a == 0 else 2 for a, _ in draws(made)]
    assert found == [0, 1, 2] * 5 + [2] * 10
    assert set(draws(made)) == {(a, b) for a, b in GRID if a > 2 or a <= 0}


def test_overlapping_strata_deal_each_draw_once_to_the_first() -> None:
    made = question(A, stem="{{ a }}", fields="strata: [a > 1, a > -2]")
    found = [a for (a,) in draws(made)]
    assert sorted(found) == [-1, 0, 1, 2, 3]
    assert [a > 1 for a in found] == [True, False, True, False, False]


def test_another_seed_is_another_order_of_the_same_draws() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}")
    assert draws(made, "one") != draws(made, "two")
    assert set(draws(made, "one")) == set(draws(made, "two"))


def test_all_variants_of_a_small_space_look_different() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", parts="- {type: numeric, prompt: P, answer: a + b}")
    assert len({student_text(made.item("seed", variant)) for variant in range(35)}) == 35


LARGE = "\n".join(f"  {name}: {{from: 1, to: 60}}" for name in "abcd")


def test_a_space_too_large_to_enumerate_repeats_no_draw() -> None:
    made = question(LARGE, stem="{{ a }} {{ b }} {{ c }} {{ d }}", fields="where: [a + b > c + d, a * b != c * d]")
    assert not made.space.exhaustive
    assert made.space.count > 100_000
    found = [tuple(value for _, value in made.drawn("seed", variant).parameters) for variant in range(1_500)]
    assert len(set(found)) == 1_500
    assert all(a + b > c + d for a, b, c, d in found)


def test_a_condition_that_a_sample_never_meets_leaves_no_draw() -> None:
    with pytest.raises(AuthoringError, match="no draw is left of 12,960,000; none of those sampled fulfils"):
        question(LARGE, stem="{{ a }} {{ b }} {{ c }} {{ d }}", fields="where: [a + b + c + d == 4]")


def test_irrational_conditions_leave_exactly_what_fulfils_them() -> None:
    made = question(f"{A}\n{B}", stem="{{ a }} {{ b }}", fields="where: ['exp(a) > b', 'log(b + 1) < a']")
    from math import exp, log

    assert sorted(draws(made)) == [(a, b) for a, b in GRID if exp(a) > b and log(b + 1) < a]


def test_a_tie_that_cannot_be_decided_excludes_the_draw() -> None:
    part = "- {type: numeric, prompt: P, answer: sqrt(2) * sqrt(2) * a / 16, decimals: 2}"
    made = question("  a: {from: 1, to: 4}", stem="{{ a }}", parts=part)
    assert sorted(a for (a,) in draws(made)) == [2, 4], "1/8 and 3/8 lie between two hundredths"
    assert made.space.excluded == {"undecided: which digits the key of part 1 has": 2}
    assert [item.answers is not None for item in made.items("seed", range(2))] == [True, True]


# --- what cannot be drawn


def test_a_template_without_a_draw_is_a_fault_that_counts_the_causes() -> None:
    with pytest.raises(AuthoringError) as error:
        question(A, stem="{{ a }}", fields="where: [a > 1, a < 2]")
    (fault,) = error.value.faults
    assert (fault.where, fault.message) == (
        "q.yaml:7:9",
        "no draw is left of 7; excluded: where a > 1: 5, where a < 2: 2",
    )


def test_more_copies_than_variants_are_refused_before_the_first() -> None:
    made = question(A, stem="{{ a }}")
    with pytest.raises(DrawError, match="small has 7 variants; 8 were asked for"):
        generate_all(made.model, "seed", 8)
    with pytest.raises(DrawError, match="small has 7 variants, numbered from 0; there is no number 7"):
        made.item("seed", 7)


@pytest.mark.parametrize(
    "stem",
    ["nothing", "{{ fixed(a, 0) }}", "{{ a + 1 }}", "{{ a if a > 0 else 0 }}", "{{ percent(a) }} of {{ fixed(a, 0) }}"],
)
def test_a_parameter_that_no_place_shows_exactly_is_a_fault(stem: str) -> None:
    if "percent" in stem:
        assert question("  a: {from: 0, to: 1, step: 0.25}", stem=stem).space.count == 5
    else:
        with pytest.raises(AuthoringError, match="no place shows 'a' exactly"):
            question("  a: {from: 0, to: 1, step: 0.25}", stem=stem)


def test_a_list_may_be_shown_by_its_elements_all_of_them() -> None:
    pair = "  a: {list_of: {from: 1, to: 3}, length: 2}"
    assert question(pair, stem="{{ a[1] }} after {{ a[0] }}").space.count == 9
    for stem in ("{{ a[0] }}", "{{ a[0] }} {{ a[0] + a[1] }}"):
        with pytest.raises(AuthoringError, match="no place shows 'a' exactly"):
            question(pair, stem=stem)


def test_a_place_that_stands_only_in_some_draws_does_not_show() -> None:
    text = """
title: Sometimes
objectives: [a.b]
bloom: apply
parameters: {a: {from: 0, to: 3}, b: {from: 0, to: 3}}
stem:
  - {text: "{{ a }}"}
  - {text: "{{ b }}", when: a > 0}
parts: [{type: numeric, prompt: P, answer: 1}]
"""
    with pytest.raises(AuthoringError, match="no place shows 'b' exactly"):
        compile_item(ItemModel.read(source.parse(text, "q.yaml"), "small"))


# --- items


def test_solving_in_batches_gives_the_same_items_as_one_by_one() -> None:
    made = choice_question()
    assert list(made.items("seed", range(400))) == [made.item("seed", variant) for variant in range(400)]


def choice_question(order: str = "shuffle") -> Program:
    ranges = {"r": "-2, to: 2, step: 0.5", "w": "0, to: 3", "v": "0, to: 3, step: 0.5"}
    fields = f"type: single_choice, prompt: P, answer: 'td_error(r, g, w, v)', decimals: 1, order: {order}"
    return question(
        "  g: {one_of: [0.5, 0.9]}\n" + "\n".join(f"  {name}: {{from: {rest}}}" for name, rest in ranges.items()),
        stem="{{ r }} {{ g }} {{ w }} {{ v }}",
        parts=f"- {{id: one, {fields}}}\n- {{id: two, {fields}}}",
    )


def interaction(item: Item, part: int = 0) -> SingleChoice:
    found = item.parts[part].interaction
    assert isinstance(found, SingleChoice)
    return found


def test_a_computed_choice_is_servable_exactly_where_enough_wrong_values_look_different() -> None:
    from qbank.question_types.separable import displayed
    from qbank.rl.td import td_error

    made = choice_question()
    servable = set()
    for r in range(-4, 5):
        for g, w, v in product((Fraction(1, 2), Fraction(9, 10)), range(4), range(7)):
            draw = (Fraction(r, 2), g, Fraction(w), Fraction(v, 2))
            key, rules = td_error(*draw), td_error.misconceptions.values()
            far = [value for rule in rules if abs((value := rule.body(*draw)) - key) > Fraction(1, 20)]
            wrong = {displayed(value, 1) for value in far} - {displayed(key, 1)}
            if len(wrong) >= 3 and key * 20 % 2 != 1:
                servable.add((draw[1], draw[0], *draw[2:]))
    assert set(draws(made)) == servable
    assert made.space.total == 9 * 2 * 4 * 7
    assert sum(made.space.excluded.values()) == made.space.total - len(servable)


def test_options_differ_and_exactly_one_is_the_key() -> None:
    for item in choice_question().items("seed", range(200)):
        for number, part in enumerate(item.parts):
            choices = interaction(item, number).choices
            answer = item.answer(part.id)
            assert len({plain(choice.text) for choice in choices}) == 4
            right = [choice for choice in choices if choice.id == answer.key]
            assert [plain(choice.text) for choice in right] == [plain(answer.shown)] if answer.shown else False
            assert {known.response for known in answer.known} == {choice.id for choice in choices} - {answer.key}


def test_the_key_takes_each_position_equally_often_in_every_block() -> None:
    keys = [[item.answer(part).key for part in ("one", "two")] for item in choice_question().items("seed", range(400))]
    for part in (0, 1):
        for start in range(0, 400, 4):
            assert sorted(str(key[part]) for key in keys[start : start + 4]) == ["a", "b", "c", "d"]
    pairs = Counter((str(one), str(two)) for one, two in keys)
    assert len(pairs) == 16, "the position of one key says nothing about another's"
    assert chi_square([pairs[pair] for pair in product("abcd", "abcd")]) < 15 + 4 * 30**0.5


def test_ascending_options_ascend() -> None:
    for item in choice_question("ascending").items("seed", range(50)):
        texts = [plain(choice.text) for choice in interaction(item).choices]
        values = [Fraction(text.replace("\u2212", "-")) for text in texts]
        assert values == sorted(values)


def test_an_anchor_stays_last_and_a_fixed_order_stays() -> None:
    choices = "[{text: up, correct: a > 0}, {text: down, correct: a < 0}, {text: none, correct: a == 0, last: true}]"
    made = question(A, stem="{{ a }}", parts=f"- {{type: single_choice, prompt: P, choices: {choices}}}")
    orders = {tuple(plain(choice.text) for choice in interaction(item).choices) for item in made.items("s", range(7))}
    assert orders <= {("up", "down", "none"), ("down", "up", "none")}
    fixed = question(A, stem="{{ a }}", parts=f"- {{type: single_choice, order: fixed, prompt: P, choices: {choices}}}")
    for item in fixed.items("s", range(7)):
        assert [plain(choice.text) for choice in interaction(item).choices] == ["up", "down", "none"]
        a = dict(item.parameters)["a"]
        assert item.answers is not None
        assert item.answers[0].key == ("a" if a > 0 else "b" if a < 0 else "c")  # type: ignore[operator]


def test_irrational_keys_are_rounded_as_they_should_be() -> None:
    from math import exp

    made = question(
        "  x: {from: -3, to: 3, step: 0.5}",
        stem="{{ x }}",
        fields="let: {p: 1 / (1 + exp(-x))}",
        parts="- {id: p, type: numeric, prompt: P, answer: p, decimals: 4}\n"
        "- {id: loss, type: numeric, prompt: P, answer: -log(p), decimals: 3}",
    )
    assert made.space.count == 13
    for item in made.items("seed", range(13)):
        x = float(dict(item.parameters)["x"])  # type: ignore[arg-type]
        answer, loss = item.answer("p"), item.answer("loss")
        assert abs(float(answer.key) - 1 / (1 + exp(-x))) < 1e-11
        assert answer.shown is not None
        assert loss.shown is not None
        assert plain(answer.shown) == f"{1 / (1 + exp(-x)):.4f}"
        assert "\u2248" in plain(loss.solution) or x == 0
        assert plain(loss.solution).endswith(plain(loss.shown))


# --- the same everywhere

PROGRAM = """
import hashlib, sys
from pathlib import Path
from qbank.authoring.bank import load
from qbank.generation.program import program
bank = load([Path(sys.argv[1])])
for name, model in sorted(bank.items.items())[::4]:
    items = [program(model).item("seed", variant) for variant in (0, 1, program(model).space.count - 1)]
    print(name, hashlib.blake2b(repr(items).encode()).hexdigest())
"""


def test_a_variant_is_the_same_in_every_process() -> None:
    outputs = set()
    for hash_seed, zone, locale in (("0", "UTC", "C"), ("1234", "Asia/Kolkata", "tr_TR.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", PROGRAM, str(QUESTIONS)]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout)
    assert len(outputs) == 1


def test_a_chosen_draw_tells_why_it_is_never_served() -> None:
    parameters = "  a: {from: 0, to: 9}\n  b: {list_of: {from: 1, to: 3}, length: {from: 2, to: 3}}"
    fields = "where: [a != 5]\nstrata: [a < 3, a > 4]"
    made = question(parameters, stem="{{ a }} {{ b }}", fields=fields)
    pair = (Fraction(1), Fraction(3))
    assert excluded(made, {"a": Fraction(1), "b": pair}) == []
    assert excluded(made, {"a": Fraction(5), "b": pair}) == ["where a != 5"]
    assert excluded(made, {"a": Fraction(4), "b": pair}) == ["in no stratum"]
    assert excluded(made, {"a": Fraction(10), "b": pair}) == ["a lies outside its range"]
    assert excluded(made, {"a": Fraction(1), "b": pair[:1]}) == ["b lies outside its range"]
    assert chosen(made, "0", 0, {"a": "2", "b": "1, 3"}).parameters == (("a", Fraction(2)), ("b", pair))
