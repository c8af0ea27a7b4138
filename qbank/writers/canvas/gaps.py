"""Several gaps in one stem: drop-downs, or texts, that are worth the same."""

from qbank.errors import RefusedError
from qbank.interactions import SingleChoice, TextEntry
from qbank.item import Known, Part, expected
from qbank.writers.alternatives import single_options
from qbank.writers.canvas.flavour import FIRST_OPTION, Flavour
from qbank.writers.qti12 import records, text
from qbank.writers.qti12.literals import listed
from qbank.writers.qti12.numbers import shares
from qbank.writers.qti12.question import Beside, Row, question, rows, with_names, words
from qbank.writers.task import Task

TOGETHER = ({SingleChoice}, {TextEntry})


def fit(parts: tuple[Part, ...]) -> bool:
    """Whether gaps can be one question."""
    return {type(part.interaction) for part in parts} in TOGETHER and len({part.points for part in parts}) == 1


def gaps(task: Task, flavour: Flavour) -> tuple[str, records.Gaps]:
    """The macro for gaps of their kind, and what it is given."""
    names = {part.id: f"gap{number}" for number, part in enumerate(task.parts, start=1)}
    named = "; ".join(f"{names[part.id]}: {text.line(part.prompt)}" for part in task.parts if part.prompt)
    stem = with_names(task, flavour.dialect, names) + f"\n<p>{flavour.dialect.finished(named)}</p>"
    beside = Beside(stem=stem, rows=tuple(row for part in task.parts for row in _rows(task, part)))
    first = FIRST_OPTION
    made = []
    for part, share in zip(task.parts, shares(len(task.parts)), strict=True):
        options = _options(task, part, first)
        first += len(options)
        made.append(records.Gap(names[part.id], share, options))
    macro = "drop_downs" if isinstance(task.parts[0].interaction, SingleChoice) else "blanks"
    return macro, records.Gaps(question(task, flavour.dialect, beside), tuple(made))


def _options(task: Task, part: Part, first: int) -> tuple[records.Option, ...]:
    answer = task.item.answer(part.id)
    if isinstance(part.interaction, TextEntry):
        right = listed(answer)
        return tuple(records.Option(str(first + place), text.xml(one), right=True) for place, one in enumerate(right))
    options = [
        (text.said(one.text), one.credit == 1)
        for one in single_options(expected(part.interaction, SingleChoice), answer)
    ]
    if len({said for said, _ in options}) < len(options) or not all(said for said, _ in options):
        raise RefusedError(
            "two of its options look the same in a drop-down, which shows plain text only, or one is empty"
        )
    return tuple(
        records.Option(str(first + place), text.xml(said), right) for place, (said, right) in enumerate(options)
    )


def _rows(task: Task, part: Part) -> tuple[Row, ...]:
    """What is told of known answers; a drop-down and a blank have no place for it."""
    texts = {}
    if isinstance(part.interaction, SingleChoice):
        texts = {choice.id: text.line(choice.text) for choice in part.interaction.choices}
    known = task.item.answer(part.id).known
    return rows((_about(texts, one), one) for one in known)


def _about(texts: dict[str, str], known: Known) -> str:
    response = expected(known.response, str)
    return texts.get(response) or words(f"“{response}”")
