"""How long it takes to prove a question sound over all of its draws."""

from typing import Any

from qbank import source
from qbank.authoring.bank import load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.checking.proofs import prove
from qbank.generation.program import compile_item
from qbank.resources import questions_folder

Benchmark = Any

MILLION = """
title: A million draws of three operations with five misconceptions
objectives: [a.b]
bloom: apply
parameters:
  reward:     {from: -1, to: 1, step: 0.1}
  value:      {from: 0, to: 12.5, step: 0.1}
  next_value: {from: 0, to: 12.5, step: 0.1}
  discount:   {one_of: [0.9, 0.95, 0.99]}
stem: Here are {{ reward }}, {{ value }}, {{ next_value }} and {{ discount }}.
parts:
  - type: numeric
    prompt: What is the advantage?
    answer: reward + discount * next_value - value
    decimals: 3
    range: {from: -14, to: 14}
    misconceptions:
      undiscounted:     {value: reward + next_value - value, feedback: F.}
      sign_flipped:     {value: value - reward - discount * next_value, feedback: F.}
      target_for_error: {value: reward + discount * next_value, feedback: F.}
      no_bootstrap:     {value: reward - value, feedback: F.}
      no_reward:        {value: discount * next_value - value, feedback: F.}
may_lose: 1/2
"""
MOST_SECONDS = 20


def test_a_million_draws(benchmark: Benchmark) -> None:
    model = read_model(ItemModel, source.parse(MILLION, "q.yaml"), "q")

    def proved() -> int:
        compiled = compile_item(model)
        assert compiled.space.total > 1_000_000 - 100_000
        found = prove(compiled, compiled.claims)
        assert found.exhaustive
        return found.looked_at

    assert benchmark.pedantic(proved, rounds=1, warmup_rounds=0) > 0
    assert benchmark.stats.stats.min < MOST_SECONDS


def test_the_whole_bank(benchmark: Benchmark) -> None:
    bank = load([questions_folder()])

    def checked() -> bool:
        return all(certify(model).sound for model in bank.items.values())

    assert benchmark.pedantic(checked, rounds=1, warmup_rounds=0)
