"""Options to choose from: multichoice questions, and gaps with options.

A formula cannot be typed in Moodle. It becomes a choice between the right formula and the known wrong ones.
"""

from collections.abc import Callable, Iterator

from markupsafe import Markup
from msgspec.structs import replace

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import MultipleChoice, ScoringPolicy, SingleChoice
from qbank.item import Answer, Item, Part, expected
from qbank.wording import earning, instruction
from qbank.writers import looks
from qbank.writers.alternatives import Option, chosen_formula, formulas, multiple_options, single_options
from qbank.writers.moodle import text
from qbank.writers.moodle.remarks import remarks
from qbank.writers.moodle.shares import SHARES, Share, free_share, listed_share, of_choices
from qbank.writers.moodle.task import asked, question
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task

HARSH = "Each right choice earns a share of the points; any wrong one takes them all."


def rows(options: list[Option], share: Share, write: Callable[[Text], Markup] = text.line) -> list[Row]:
    """Options as the template takes them."""
    if len(options) < 2 or not all(option.text for option in options):
        raise RefusedError("Moodle takes two choices or more, and none without text")
    return [
        (
            share(option.credit),
            write(option.text),
            text.html(option.feedback),
            text.attribute(option.misconception or ""),
        )
        for option in options
    ]


# --- one right option ---


def single(task: Task) -> str:
    """A multichoice question of which one option is chosen."""
    entry = expected(task.part.interaction, SingleChoice)
    answers = rows(single_options(entry, task.answer), listed_share)
    return macros().single_choice(question(task, asked(task)), answers, shuffle(entry))


def shuffle(entry: SingleChoice | MultipleChoice) -> str:
    """Whether Moodle may shuffle the options."""
    return "true" if entry.order == "shuffle" else "false"


def single_gap(part: Part, answer: Answer, weight: int) -> Markup:
    """A gap with options: a drop-down in the line, else radio buttons one below the other."""
    entry = expected(part.interaction, SingleChoice)
    return options_gap(single_options(entry, answer), weight, inline=part.inline, shuffled=entry.order == "shuffle")


def options_gap(options: list[Option], weight: int, *, inline: bool, shuffled: bool) -> Markup:
    """The gap of options of which one is chosen."""
    kind = ("MC" if inline else "MCV") + ("S" if shuffled else "")
    written = rows(options, free_share, text.option if inline else text.line)
    if inline and len({option for _, option, *_ in written}) < len(written):
        raise RefusedError("two of its options look the same in a drop-down, which shows plain text only")
    return macros().answers(kind, weight, _in_gap(written))


def _in_gap(options: list[Row]) -> list[Row]:
    return [(percent, text.gap(option), *told) for percent, option, *told in options]


def drop_down_losses(part: Part, options: list[Option]) -> Iterator[str]:
    """What a drop-down does not show."""
    if part.inline and any(looks.has_maths(option.text) for option in options):
        yield "a drop-down of Moodle shows plain text: the formulas in its options are written in Unicode characters"
    elif part.inline and not all(looks.is_plain(option.text) for option in options):
        yield "a drop-down of Moodle shows plain text: its options lose their formatting"


# --- several right options ---


def multiple(task: Task) -> str:
    """A multichoice question of which any number of options is chosen."""
    part, answer = task.part, task.answer
    entry = expected(part.interaction, MultipleChoice)
    number = len(answer.ids)
    if (1, number) not in SHARES:
        raise RefusedError(f"Moodle has no equal shares for {number} right choices, only for 1 to 10 or 20")
    answers = rows(shared(part, answer), listed_share)
    asks = asked(task, note=_earning(part, answer))
    return macros().multiple_choice(question(task, asks, missed(part, answer)), answers, shuffle(entry))


def shared(part: Part, answer: Answer) -> list[Option]:
    """The choices with what each adds to the points; what is known of a right one is for whoever misses it."""
    right, wrong = of_choices(part, len(answer.ids))
    return [
        replace(option, credit=right, feedback=Text(), misconception=None)
        if option.credit
        else replace(option, credit=wrong)
        for option in multiple_options(expected(part.interaction, MultipleChoice), answer)
    ]


def missed(part: Part, answer: Answer) -> Markup | None:
    """What is told of right choices that are missed: Moodle has no place for it but the general feedback."""
    entry = expected(part.interaction, MultipleChoice)
    texts = {choice.id: choice.text for choice in entry.choices if choice.id in answer.ids}
    told = ((known, expected(known.response, str)) for known in answer.known)
    return remarks((text.line(texts[choice]), known) for known, choice in told if choice in texts)


def multiple_gap(part: Part, answer: Answer, weight: int) -> Markup:
    """A gap with options of which any number is chosen, one below the other."""
    if part.inline:
        raise RefusedError("Moodle has no drop-down of which several options are chosen")
    entry = expected(part.interaction, MultipleChoice)
    kind = "MRS" if entry.order == "shuffle" else "MR"
    return macros().answers(kind, weight, _in_gap(rows(shared(part, answer), free_share)))


def multiple_note(part: Part, answer: Answer) -> str:
    """What the student is to do, and what that earns; alone, Moodle says the first itself."""
    return f"{instruction(part.interaction)} {_earning(part, answer)}".rstrip()


def _earning(part: Part, answer: Answer) -> str:
    if part.scoring is ScoringPolicy.ALL_OR_NOTHING:
        return HARSH if len(answer.ids) > 1 else ""
    return earning(ScoringPolicy.RIGHT_MINUS_WRONG)


def multiple_losses(part: Part, answer: Answer) -> Iterator[str]:
    """What Moodle does otherwise."""
    entry = expected(part.interaction, MultipleChoice)
    right = len(answer.ids)
    if part.scoring is ScoringPolicy.ALL_OR_NOTHING and right > 1:
        yield "Moodle does not mark all or nothing: a right choice earns its share, any wrong one takes everything"
    if part.scoring is ScoringPolicy.PROPORTIONAL and right < len(entry.choices):
        yield "Moodle gives nothing for options left alone: it is marked by right minus wrong"
    if missed(part, answer):
        yield "what is told of right choices that are missed stands in the general feedback"


# --- a formula ---


def expression(task: Task) -> str:
    """A multichoice question between the right formula and the known wrong ones."""
    answers = rows(formulas(task.item, task.answer, "Moodle"), listed_share)
    return macros().expression_entry(question(task, asked(task, note=EXPRESSION_NOTE)), answers)


def expression_gap(item: Item, part: Part, answer: Answer, weight: int) -> Markup:
    """A gap with formulas as options."""
    return options_gap(formulas(item, answer, "Moodle"), weight, inline=part.inline, shuffled=True)


EXPRESSION_NOTE = instruction(SingleChoice(()))
EXPRESSION_LOSS = chosen_formula("Moodle")
