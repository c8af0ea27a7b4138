"""A small bank for blueprints: one short question in each line of a table, and any other that a test makes up."""

from fractions import Fraction

from qbank.authoring.bank import Bank, read_model
from qbank.authoring.schema import ItemModel, ObjectiveModel
from qbank.source import parse

TABLE = """
id            objective       bloom       type           points  time  tags
mean          stats.mean      remember    numeric        1       2     old
mean-of-two   stats.mean      apply       numeric        2       3     old
median        stats.median    apply       numeric        2       4     new
range         stats.spread    understand  single_choice  1       1     new
variance      stats.spread    apply       numeric        3       6     new
deviation     stats.spread    analyse     numeric        4       8     new
why-squared   stats.spread    evaluate    essay          4       10    new
mittelwert    stats.mean      apply       numeric        2       3     old
"""
"""mittelwert is German; range has two variants, every other one six."""

PARTS = {
    "numeric": "{type: numeric, prompt: What?, answer: a, decimals: 0}",
    "single_choice": "{type: single_choice, prompt: Which?, choices: [{text: A, correct: always}, {text: B, correct: never}]}",
    "essay": "{type: essay, prompt: Why?, rubric: [{criterion: Says why, points: POINTS}], lines: 3, model_answer: So.}",
}
QUESTION = """
title: ID
objectives: [OBJECTIVE]
bloom: BLOOM
language: LANGUAGE
TIME
tags: [TAGS]
POINTED
parameters: {a: {from: 1, to: LAST}}
stem: Here is {{ a }}.
parts: [PART]
"""


def question(
    id: str,
    objective: str = "a.b",
    bloom: str = "apply",
    type: str = "numeric",
    points: Fraction = Fraction(1),
    time: int | None = None,
    **more: str,
) -> ItemModel:
    """A question with six variants, or with ``last``; ``language`` and ``tags`` are further words."""
    words = {
        "PART": PARTS[type],
        "POINTED": "" if type == "essay" else "points: POINTS",
        "POINTS": str(points),
        "OBJECTIVE": objective,
        "BLOOM": bloom,
        "TIME": "" if time is None else f"time: {time}",
        "TAGS": more.get("tags", ""),
        "LANGUAGE": more.get("language", "en"),
        "LAST": more.get("last", "6"),
        "ID": id,
    }
    text = QUESTION
    for name, word in words.items():
        text = text.replace(name, word)
    return read_model(ItemModel, parse(text, f"{id}.yaml"), id)


def bank_of(*models: ItemModel) -> Bank:
    """A bank of these questions and their objectives."""
    objectives = {name: ObjectiveModel(name=name, definition="d") for model in models for name in model.objectives}
    return Bank(items={model.id: model for model in models}, objectives=objectives)


def example_bank() -> Bank:
    """The bank of the table."""
    models = []
    for line in TABLE.strip().splitlines()[1:]:
        name, objective, bloom, kind, points, time, tags = line.split()
        language, last = ("de" if name == "mittelwert" else "en"), ("2" if name == "range" else "6")
        models.append(
            question(name, objective, bloom, kind, Fraction(points), int(time), tags=tags, language=language, last=last)
        )
    return bank_of(*models)
