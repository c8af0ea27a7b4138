"""What stands in the rows of a question, by interaction, and what is lost of it."""

from collections.abc import Iterator
from typing import NamedTuple

from qbank.content import plain
from qbank.errors import RefusedError
from qbank.interactions import Matching, MultipleChoice, NumericEntry, Ordering, ScoringPolicy, SingleChoice
from qbank.item import expected
from qbank.wording import earning, instruction
from qbank.writers import looks, said
from qbank.writers.alone import note
from qbank.writers.alternatives import Option, chosen_formula, formulas, multiple_options, single_options
from qbank.writers.brightspace import typed as patterns
from qbank.writers.brightspace.cells import DIALECT, cell, html
from qbank.writers.brightspace.cells import plain as plain_cell
from qbank.writers.brightspace.template import Rows
from qbank.writers.moodle.shares import free_share
from qbank.writers.task import Task

TARGET = "Brightspace"
CHOICES = {
    ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing",
    ScoringPolicy.PROPORTIONAL: "RightAnswers",
    ScoringPolicy.RIGHT_MINUS_WRONG: "RightMinusWrong",
}
SIDES = {ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing", ScoringPolicy.PER_PAIR: "EquallyWeighted"}
STEPS = {ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing", ScoringPolicy.LONGEST_RUN: "EquallyWeighted"}

PLACES = "Each step in its right place earns a share of the points."

ALL_COUNT = "Each option rightly chosen or left alone earns a share of the points; each other one takes a share away."


class Body(NamedTuple):
    """The rows of the answers, how they are scored, a note on how to answer, and remarks below the worked solution."""

    rows: Rows
    scoring: str = ""
    note: str = ""
    remarks: str = ""
    macro: str = ""


def number(task: Task) -> Body:
    """Patterns of numbers, the key's first."""
    rows = tuple((share, cell(pattern)) for share, pattern in patterns.numbers(task.answer))
    return Body(rows, "", note(task.part), said.numbers_told(task.answer, DIALECT))


def typed(task: Task) -> Body:
    """Patterns of texts, what is right first."""
    rows = tuple((share, cell(pattern)) for share, pattern in patterns.texts(task.answer))
    known = ((DIALECT.words(expected(one.response, str)), one) for one in task.answer.known)
    return Body(rows, remarks=said.remark_list(known, DIALECT))


def chosen(task: Task) -> Body:
    """Options of which one is right, or the two truths."""
    options = single_options(expected(task.part.interaction, SingleChoice), task.answer)
    words = [plain(option.text).strip().casefold() for option in options]
    if sorted(words) == ["false", "true"]:
        rows = tuple(
            (free_share(option.credit), word.upper(), _told(option))
            for word, option in sorted(zip(words, options, strict=True), reverse=True, key=lambda each: each[0])
        )
        return Body(rows, macro="true_false")
    return Body(_options(options))


def formula(task: Task) -> Body:
    """Formulas of which one is right."""
    return Body(_options(formulas(task.item, task.answer, TARGET)), note=instruction(SingleChoice(())))


def _options(options: list[Option]) -> Rows:
    if len(options) < 2 or not all(option.text for option in options):
        raise RefusedError(f"{TARGET} takes two choices or more, and none without text")
    return tuple((free_share(option.credit), html(DIALECT.line(option.text)), _told(option)) for option in options)


def _told(option: Option) -> str:
    return html(said.told(option.feedback, option.misconception, DIALECT))


def several(task: Task) -> Body:
    """Options of which any number is right."""
    entry = expected(task.part.interaction, MultipleChoice)
    options = multiple_options(entry, task.answer)
    rows = tuple((str(int(option.credit)), html(DIALECT.line(option.text)), _told(option)) for option in options)
    policy = _policy(task, CHOICES)
    earns = ALL_COUNT if policy == "RightMinusWrong" else earning(task.part.scoring)
    return Body(rows, policy, f"{instruction(entry)} {earns}".rstrip())


def pairs(task: Task) -> Body:
    """Sources and their targets."""
    entry, answer = expected(task.part.interaction, Matching), task.answer
    sources, targets = said.texts(entry.sources), said.texts(entry.targets)
    used = [pair.target for pair in answer.pairs]
    if len(set(used)) < len(used):
        raise RefusedError(f"two of its sources share a target, which {TARGET} would mark wrong for one of them")
    rows = tuple(
        (
            str(number),
            plain_cell(_one_line(plain(sources[pair.source]))),
            plain_cell(_one_line(plain(targets[pair.target]))),
        )
        for number, pair in enumerate(answer.pairs, start=1)
    )
    if not all(all(row) for row in rows):
        raise RefusedError(f"{TARGET} takes no source and no target without text")
    return Body(rows, _policy(task, SIDES), earning(task.part.scoring), said.pairs_told(entry, answer, DIALECT))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def ordered(task: Task) -> Body:
    """Steps in their right order."""
    entry, answer = expected(task.part.interaction, Ordering), task.answer
    steps = said.texts(entry.steps)
    told = {known.response: known for known in answer.known}
    rows = tuple(
        (
            html(DIALECT.line(steps[step])),
            html(said.told(told[step].feedback, told[step].misconception, DIALECT)) if step in told else "",
        )
        for step in answer.ids
    )
    policy = _policy(task, STEPS)
    return Body(rows, policy, PLACES if policy == "EquallyWeighted" else "")


def _policy(task: Task, known: dict[ScoringPolicy, str]) -> str:
    if task.part.scoring not in known:
        raise RefusedError(f"{TARGET} has no {task.part.scoring.value} for it")
    return known[task.part.scoring]


def free(task: Task) -> Body:
    """What a text is marked by."""
    return Body((html(said.grading(task, DIALECT)),))


# --- what is lost -----------------------------------------------------------------------------------------------------


def number_losses(task: Task) -> Iterator[str]:
    """What is lost of a number."""
    yield "a number is a short answer, compared with a pattern of the decimals that are within its tolerance"
    if expected(task.part.interaction, NumericEntry).decimals is None:
        yield f"{TARGET} reads no fractions: a decimal number is asked for"
    if any(known.feedback for known in task.answer.known):
        yield "what is told of wrong numbers stands in the feedback to the question"


def typed_losses(task: Task) -> Iterator[str]:
    """What is lost of a text."""
    answer = task.answer
    if answer.literals.typos:
        yield f"{TARGET} allows for no typing errors"
    if any(known.feedback for known in answer.known):
        yield "what is told of wrong texts stands in the feedback to the question"
    if any("*" in text for text in answer.literals.accepted) and any(not known.credit for known in answer.known):
        yield "a text that is known to be wrong is right where the sign * of an accepted one stands for it"


def formula_losses(_: Task) -> Iterator[str]:
    """What is lost of a formula."""
    yield chosen_formula(TARGET)


def no_losses(_: Task) -> Iterator[str]:
    """Nothing is lost."""
    return iter(())


def several_losses(task: Task) -> Iterator[str]:
    """What is lost of options of which any number is right."""
    if task.part.scoring is ScoringPolicy.RIGHT_MINUS_WRONG:
        yield f"{TARGET} takes the options treated wrongly from those treated rightly, as shares of all options"


def pair_losses(task: Task) -> Iterator[str]:
    """What is lost of a matching."""
    entry = expected(task.part.interaction, Matching)
    shown = [choice.text for choice in (*entry.sources, *entry.targets)]
    if any(map(looks.has_maths, shown)):
        yield f"pairs are plain text in a file for {TARGET}: their formulas are written in Unicode characters"
    elif not all(map(looks.is_plain, shown)):
        yield f"pairs are plain text in a file for {TARGET}: they lose their formatting"
    if len(entry.targets) > len(entry.sources):
        yield "targets that match no source are left out"
    if task.answer.known:
        yield "what is told of wrong pairs stands in the feedback to the question"


def step_losses(task: Task) -> Iterator[str]:
    """What is lost of an ordering."""
    if task.part.scoring is ScoringPolicy.LONGEST_RUN:
        yield f"{TARGET} gives each step in its right place a share, whatever the longest run"
