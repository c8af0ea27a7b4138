"""Draws beside one another: the extremes are extreme, the table fits, and nothing that differs is left out."""

from fractions import Fraction

import pytest

from qbank.authoring.bank import Bank, load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking import extremes as edges
from qbank.checking.comparison import differences, rows
from qbank.checking.extremes import extremes
from qbank.checking.variants import student_text
from qbank.cli.side_by_side import extremes_side_by_side, side_by_side
from qbank.cli.table import table
from qbank.generation.program import Program, program
from qbank.resources import questions_folder
from qbank.source import parse

SEED = "edges"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load([questions_folder()])


IDS = sorted(load([questions_folder()]).items)

LOGARITHM = """
title: T
objectives: [a.b]
bloom: apply
parameters: {a: {from: 1, to: 9}}
stem: Here is {{ a }}.
parts: [{type: numeric, prompt: What is its logarithm?, answer: log(a / 4), decimals: 2}]
"""


def made(text: str) -> Program:
    return program(read_model(ItemModel, parse(text, "q.yaml"), "q"))


def named(compiled: Program) -> dict[str, int]:
    return {name: one.variant for one in extremes(compiled, SEED).found for name in one.names}


@pytest.mark.parametrize("id", ["returns-backwards", "stale-critic", "q-table-update"])
def test_extremes_are_those_of_all_variants_that_were_looked_at(
    bank: Bank, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edges, "NUMBERS", 1000)
    monkeypatch.setattr(edges, "TEXTS", 1000)
    compiled = program(bank.item(id))
    found = named(compiled)
    items = list(compiled.items(SEED, range(min(1000, compiled.space.count))))
    lengths = [len(student_text(item)) for item in items]
    assert lengths[found["longest text"]] == max(lengths)
    assert lengths[found["shortest text"]] == min(lengths)
    for part in (part.id for part in items[0].parts if isinstance(items[0].answer(part.id).key, Fraction)):
        keys = [item.answer(part).number for item in items]
        assert keys[found[f"largest {part}"]] == max(keys)
        assert abs(keys[found[f"{part} nearest zero"]]) == min(map(abs, keys))
        assert (f"most negative {part}" in found) == (min(keys) < 0)
        assert keys[found.get(f"most negative {part}", keys.index(min(keys)))] == min(keys)


def test_irrational_keys_have_extremes_too() -> None:
    compiled = made(LOGARITHM)
    found = {name: dict(compiled.drawn(SEED, variant).parameters)["a"] for name, variant in named(compiled).items()}
    assert found["largest key"] == 9
    assert found["key nearest zero"] == 4
    assert found["most negative key"] == 1


def test_a_sample_is_said_to_be_one(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "NUMBERS", 500)
    monkeypatch.setattr(edges, "TEXTS", 50)
    compiled = program(bank.item("td-advantage"))
    found = extremes(compiled, SEED)
    items = [compiled.item(SEED, one.variant) for one in found.found]
    assert "extremes of 500 of 49,919 variants (texts: of 50)" in extremes_side_by_side(items, found, 80)


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("id", IDS[::3])
def test_every_shipped_question_fits_into_any_width(bank: Bank, id: str, width: int) -> None:
    compiled = program(bank.item(id))
    items = list(compiled.items(SEED, range(min(6, compiled.space.count))))
    title, head, *lines = side_by_side(items, compiled.space.count, width).split("\n")
    assert (title, head.split(" · ")[0]) == (items[0].title, id)
    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("id", IDS)
def test_whatever_differs_between_draws_is_seen(bank: Bank, id: str) -> None:
    """Draws whose rows are alike and whose words do not differ are the same draw."""
    compiled = program(bank.item(id))
    items = list(compiled.items(SEED, range(min(6, compiled.space.count))))
    told = {places for one in differences(items) for places, _ in one.wordings}
    for first, second in zip(range(len(items)), range(1, len(items)), strict=False):
        apart = any(row.cells[first] != row.cells[second] for row in rows(items))
        assert apart or any((first in places) != (second in places) for places in told)


def test_words_that_differ_are_told_with_a_little_of_what_is_around_them() -> None:
    text = LOGARITHM.replace("{from: 1, to: 9}", "{words: [cat, dog]}").replace("log(a / 4)", "1")
    text = text.replace(
        "Here is {{ a }}.", "Once upon a time there was a {{ a }} with 1 or 22 bones in a garden far away."
    )
    compiled = made(text)
    difference = differences(list(compiled.items(SEED, range(2))))[0]
    assert difference.name == "stem"
    assert sorted(text for _, text in difference.wordings) == [
        "… there was a cat with 1 or …",
        "… there was a dog with 1 or …",
    ]


def test_a_table_cuts_only_what_may_be_cut() -> None:
    words = "one two three four five six seven eight nine ten"
    shown = table([("variant", ["0"]), ("extreme", [words]), ("key", [words])], 20, {"extreme"})
    assert "".join(shown.split()).count("ten") == 1
    assert shown.count("…") == 1
