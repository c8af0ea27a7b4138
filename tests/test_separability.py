"""Which wrong rules a question's draws tell apart."""

from fractions import Fraction

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.separability import Separability, separability, told
from qbank.generation.program import compile_item

PPO = """
title: The clipped surrogate of one token
objectives: [a.b]
bloom: apply
parameters:
  ratio: {from: 0.5, to: 1.5, step: 0.1}
  advantage: {from: -2, to: 2, step: 0.5}
where: [advantage != 0]
stem: "{{ ratio }} {{ advantage }}"
parts:
  - type: numeric
    prompt: What is it?
    answer: min(ratio * advantage, clip(ratio, 0.8, 1.2) * advantage)
    decimals: 3
    misconceptions:
      no_clip: {value: ratio * advantage, feedback: "Not clipped. Clip."}
      always: {value: "clip(ratio, 0.8, 1.2) * advantage", feedback: "Always clipped. Take the smaller."}
      maximum: {value: "max(ratio * advantage, clip(ratio, 0.8, 1.2) * advantage)", feedback: "The larger. Take the smaller."}
"""


def of(text: str) -> Separability:
    (found,) = separability(compile_item(read_model(ItemModel, source.parse(text, "q.yaml"), "q")))
    return found


def test_one_draw_of_the_clipped_surrogate_separates_at_most_two_wrong_rules_and_a_pair_all() -> None:
    found = of(PPO)
    assert found.of == 11 * 8
    assert (found.at_once, found.same) == (0, ())
    assert len(found.together) == 2
    (sentence,) = told(found)
    assert sentence.startswith("no single draw tells all rules apart; two together do: (ratio = ")
    (first, second) = (dict(draw) for draw in found.together)
    assert Fraction(str(first["advantage"])) * Fraction(str(second["advantage"])) < 0, (
        "the clip binds in one of them alone"
    )


def test_rules_that_never_differ_are_named() -> None:
    again = '      again: {value: "advantage * ratio", feedback: "Not clipped. Clip."}\n'
    found = of(PPO + again)
    assert found.same == (("no_clip", "again"),)
    assert "no draw tells apart no_clip, again" in list(told(found))


def test_many_rules_are_all_compared() -> None:
    rules = [
        f'      more{n}: {{value: "ratio * advantage + {n}", feedback: "More. Add nothing."}}\n' for n in range(1, 15)
    ]
    found = of(PPO + "".join(rules))
    assert [one.rule for one in found.visible][-1] == "more14"
    assert {one.draws for one in found.visible[3:]} == {found.of}
    assert len(found.together) == 2


def test_where_even_two_draws_do_not_tell_all_rules_apart_it_is_said() -> None:
    text = PPO.partition("    misconceptions")[0].replace(
        "min(ratio * advantage, clip(ratio, 0.8, 1.2) * advantage)", "ratio"
    )
    rules = [f'"ratio + (1 if advantage == {n} else 0)"' for n in (1, 2, -1, -2)]
    given = [f"      at{n}: {{value: {rule}, feedback: Do not.}}\n" for n, rule in enumerate(rules)]
    found = of(text + "    misconceptions:\n" + "".join(given))
    assert list(told(found)) == ["neither one draw nor two together tell all rules apart"]


def test_a_draw_that_tells_everything_apart_needs_no_note() -> None:
    text = PPO.replace("min(ratio * advantage, clip(ratio, 0.8, 1.2) * advantage)", "ratio + advantage + 7")
    found = of(text.partition("      always")[0])
    assert (found.visible[0].draws, found.at_once) == (88, 88)
    assert list(told(found)) == []


def test_the_share_of_draws_that_show_a_rule_is_counted() -> None:
    found = of(PPO)
    by_rule = {one.rule: one.draws for one in found.visible}
    binds = sum(
        1 for tenth in range(5, 16) for sign in (-1, 1) if (tenth > 12 and sign > 0) or (tenth < 8 and sign < 0)
    )
    assert by_rule["no_clip"] == 4 * binds
