"""A solved item on the terminal."""

import textwrap

from qbank.content import Number, Text, plain
from qbank.item import Answer, Item, NumericEntry, Part, SingleChoice, exact_text
from qbank.markup.text import blocks, inline

INDENT = "    "


def sheet(item: Item, width: int) -> str:
    """Everything about an item, one thing under the other, in lines of that width; a student's copy shows no key."""
    drawn = f" · variant {item.variant} · seed {item.seed}" if item.answers is not None else ""
    head = [item.title, item.id + drawn]
    head.append(f"{', '.join(item.objectives)} · {item.bloom} · {_points(item)}")
    if item.parameters:
        head.append(", ".join(f"{name} = {_drawn(exact_text(value))}" for name, value in item.parameters))
    lines = ["\n".join(head), blocks(item.stem)]
    for number, part in enumerate(item.parts):
        label = f"({'abcdefghijklmnopqrst'[number]}) " if len(item.parts) > 1 else ""
        lines.append(f"{label}{blocks(part.prompt)}")
        lines += _response(part)
        if item.answers is not None:
            lines += _answer(part, item.answer(part.id))
    lines += [f"hint {number}: {inline(hint)}" for number, hint in enumerate(item.hints, 1)]
    return "\n".join(_wrapped(line, width) for line in "\n\n".join(line for line in lines if line).split("\n"))


def _wrapped(line: str, width: int) -> str:
    """A line broken where it is too long, its continuation indented as deep as it is itself."""
    indent = line[: len(line) - len(line.lstrip())]
    return line if len(line) <= width else textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False)


def _response(part: Part) -> list[str]:
    match part.interaction:
        case NumericEntry(decimals=decimals, unit=unit):
            note = "exact" if decimals is None else f"{decimals} decimals"
            return [f"{INDENT}_______ {unit} ({note})".replace("  (", " (")]
        case SingleChoice(choices=choices):
            return ["\n".join(f"{INDENT}{choice.id}) {inline(choice.text)}" for choice in choices)]


def _answer(part: Part, answer: Answer) -> list[str]:
    shown = f"{plain(answer.shown)}" if answer.shown is not None else str(answer.key)
    exact = _more_exactly(answer)
    tolerance = (
        f", accepted within {plain(Number(answer.tolerance))}" if isinstance(part.interaction, NumericEntry) else ""
    )
    lines = [f"key: {answer.key if isinstance(part.interaction, SingleChoice) else shown}{exact}{tolerance}"]
    known = []
    for wrong in answer.known:
        response = (
            plain(wrong.shown) if isinstance(part.interaction, NumericEntry) and wrong.shown else str(wrong.response)
        )
        name = f" [{wrong.misconception}]" if wrong.misconception else ""
        known.append(f"{INDENT}{response}{name} {_one_line(wrong.feedback)}".rstrip())
    return [*lines, *(["wrong answers known:\n" + "\n".join(known)] if known else []), *_solution(answer)]


def _solution(answer: Answer) -> list[str]:
    return [f"solution:\n{blocks(answer.solution)}"] if answer.solution else []


def _more_exactly(answer: Answer) -> str:
    """The key without rounding, where what is shown is rounded; an irrational one with three more decimals."""
    decimals = answer.shown.decimals if answer.shown else None
    if decimals is None or isinstance(answer.key, str) or answer.key * 10**decimals % 1 == 0:
        return ""
    return f" (exactly {answer.key})" if answer.exact else f" (about {plain(Number(answer.key, decimals + 3))})"


def _one_line(text: Text) -> str:
    return inline(text) if text else ""


def _drawn(value: str | list[object]) -> str:
    return value if isinstance(value, str) else f"({', '.join(map(str, value))})"


def _points(item: Item) -> str:
    return "1 point" if item.points == 1 else f"{item.points} points"
