"""What is chosen: one option, several, or a formula, which cannot be typed in Canvas."""

from qbank.errors import RefusedError
from qbank.interactions import MultipleChoice, ScoringPolicy, SingleChoice
from qbank.item import Known, expected
from qbank.wording import earning, instruction
from qbank.writers.alternatives import Option, formulas, multiple_options, single_options
from qbank.writers.canvas.flavour import FIRST_OPTION, Flavour
from qbank.writers.qti12 import records, text
from qbank.writers.qti12.question import Beside, question, rows, told
from qbank.writers.task import Task


def offered(alternatives: list[Option], flavour: Flavour) -> tuple[records.Option, ...]:
    """Options as the template takes them."""
    if len(alternatives) < 2 or not all(each.text for each in alternatives):
        raise RefusedError("Canvas takes two options or more, and none without text")
    return tuple(
        records.Option(
            ident=str(FIRST_OPTION + place),
            text=flavour.dialect.option(each.text),
            right=each.credit == 1,
            feedback=told(Known("", each.credit, each.feedback, each.misconception), flavour.dialect),
        )
        for place, each in enumerate(alternatives)
    )


def _shuffle(entry: SingleChoice | MultipleChoice, flavour: Flavour) -> str:
    if not flavour.shuffles:
        return ""
    return "Yes" if entry.order == "shuffle" else "No"


def single(task: Task, flavour: Flavour) -> records.Choice:
    """One of some options."""
    entry = expected(task.part.interaction, SingleChoice)
    options = offered(single_options(entry, task.answer), flavour)
    return records.Choice(question(task, flavour.dialect, Beside()), options, _shuffle(entry, flavour))


def formula(task: Task, flavour: Flavour) -> records.Choice:
    """The right formula or a known wrong one."""
    options = offered(formulas(task.item, task.answer, flavour.dialect.target), flavour)
    beside = Beside(note=instruction(SingleChoice(())))
    return records.Choice(question(task, flavour.dialect, beside), options, "No" if flavour.shuffles else "")


def multiple(task: Task, flavour: Flavour) -> records.Choice:
    """Any number of options; what is known of a right one is for whoever misses it."""
    entry = expected(task.part.interaction, MultipleChoice)
    alternatives = multiple_options(entry, task.answer)
    options = offered(alternatives, flavour)
    elsewhere = [each for each in alternatives if each.credit == 1 or not flavour.tells_pairs]
    beside = Beside(
        note=f"{instruction(entry)} {earning(ScoringPolicy.RIGHT_MINUS_WRONG)}",
        rows=rows(
            (text.line(each.text), Known("", each.credit, each.feedback, each.misconception)) for each in elsewhere
        ),
    )
    options = tuple([one._replace(feedback="") if one.right or not flavour.tells_pairs else one for one in options])
    return records.Choice(question(task, flavour.dialect, beside), options, _shuffle(entry, flavour))
