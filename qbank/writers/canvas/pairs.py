"""What is matched or put in order."""

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import Matching, Ordering, ScoringPolicy
from qbank.item import Known, Pair, expected
from qbank.wording import earning
from qbank.writers.canvas.flavour import FIRST_OPTION, FIRST_TARGET, Flavour
from qbank.writers.qti12 import records, text
from qbank.writers.qti12.numbers import shares
from qbank.writers.qti12.question import Beside, Row, html_parts, question, rows
from qbank.writers.task import Task

POSITIONS = "Give each step its place: 1 for the first step. Each right place earns a share of the points."


def matching(task: Task, flavour: Flavour) -> records.Matching:
    """A target for each source."""
    entry, answer = expected(task.part.interaction, Matching), task.answer
    targets = {one.id: str(FIRST_TARGET + place) for place, one in enumerate(entry.targets)}
    texts = {one.id: text.line(one.text) for one in (*entry.sources, *entry.targets)}
    right = {pair.source: pair.target for pair in answer.pairs}
    remarks = {one.id: _pair_rows(one.id, answer.known, texts) for one in entry.sources}
    sources = tuple(
        records.Source(
            ident=str(FIRST_OPTION + place),
            text=flavour.dialect.option(one.text),
            right=targets[right[one.id]],
            share=share,
            feedback=flavour.dialect.mattext(html_parts()("remarks", remarks[one.id]))
            if remarks[one.id] and flavour.tells_pairs
            else "",
        )
        for place, (one, share) in enumerate(zip(entry.sources, shares(len(entry.sources)), strict=True))
    )
    all_rows = () if flavour.tells_pairs else tuple(row for one in remarks.values() for row in one)
    beside = Beside(note=earning(ScoringPolicy.PER_PAIR), rows=all_rows)
    offered = tuple((targets[one.id], target(one.text)) for one in entry.targets)
    return records.Matching(question(task, flavour.dialect, beside), sources, offered)


def _pair_rows(source: str, known: tuple[Known, ...], texts: dict[str, str]) -> tuple[Row, ...]:
    pairs = [(expected(one.response, Pair), one) for one in known]
    return rows((f"{texts[source]} → {texts[pair.target]}", one) for pair, one in pairs if pair.source == source)


def target(shown: Text) -> str:
    """A target in plain text, as Canvas shows it."""
    said = text.said(shown)
    if not said:
        raise RefusedError("Canvas takes no target without text")
    return text.xml(said)


def positions(task: Task, flavour: Flavour) -> records.Matching:
    """Steps with their places as targets."""
    entry, order = expected(task.part.interaction, Ordering), task.answer.ids
    numbers = range(1, len(order) + 1)
    sources = tuple(
        records.Source(
            ident=str(FIRST_OPTION + place),
            text=flavour.dialect.option(step.text),
            right=str(FIRST_TARGET + order.index(step.id)),
            share=share,
        )
        for place, (step, share) in enumerate(zip(entry.steps, shares(len(order)), strict=True))
    )
    offered = tuple((str(FIRST_TARGET + number - 1), str(number)) for number in numbers)
    beside = Beside(note=POSITIONS, rows=step_rows(entry, task))
    return records.Matching(question(task, flavour.dialect, beside), sources, offered)


def ordering(task: Task, flavour: Flavour) -> records.Ordering:
    """Steps that are dragged into their order."""
    entry = expected(task.part.interaction, Ordering)
    idents = {step.id: str(FIRST_OPTION + place) for place, step in enumerate(entry.steps)}
    steps = tuple((idents[step.id], flavour.dialect.option(step.text)) for step in entry.steps)
    order = tuple(idents[step] for step in task.answer.ids)
    return records.Ordering(question(task, flavour.dialect, Beside(rows=step_rows(entry, task))), steps, order)


def step_rows(entry: Ordering, task: Task) -> tuple[Row, ...]:
    """What is told of single steps."""
    texts = {step.id: text.line(step.text) for step in entry.steps}
    return rows((texts[expected(known.response, str)], known) for known in task.answer.known)
