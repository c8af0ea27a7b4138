"""A solved item on the terminal. Options, sources, targets and steps have the ids by which ``qbank grade`` takes them."""

import textwrap
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import assert_never

from qbank.answer_key import carried, explained
from qbank.content import Number, Text, Value, plain
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    Symbol,
    TextEntry,
)
from qbank.item import Answer, Item, Known, Pair, Part, exact_text
from qbank.labels import fill_gaps, gap_numbers, labels
from qbank.markup.text import blocks, inline
from qbank.term import Sym, Term, substitute
from qbank.term_text import term_text
from qbank.wording import SHAPES, counted, earning, instruction, percent, precision, spelling

INDENT = "    "
BLANK = "_______"


def sheet(item: Item, width: int) -> str:
    """Everything about an item, one thing under the other, in lines of that width; a student's copy shows no key."""
    named = labels(item)
    lines = [_head(item), blocks(_stem(item))]
    for part in item.parts:
        lines += _asked(part, named[part.id])
        if item.answers is not None:
            lines += _told(item, part, named)
    lines += [f"hint {number}: {inline(hint)}" for number, hint in enumerate(item.hints, 1)]
    return "\n".join(_wrapped(line, width) for line in "\n\n".join(line for line in lines if line).split("\n"))


def _head(item: Item) -> str:
    drawn = f" · variant {item.variant} · seed {item.seed}" if item.answers is not None else ""
    head = [item.title, item.id + drawn]
    head.append(f"{', '.join(item.objectives)} · {item.bloom} · {counted(item.points, 'point')}")
    if item.parameters:
        head.append(", ".join(f"{name} = {_drawn(exact_text(value))}" for name, value in item.parameters))
    return "\n".join(head)


def _stem(item: Item) -> Text:
    numbers = gap_numbers(item)
    shown: dict[str, Value] = {part: f"[{number}: {'_' * 4}]" for part, number in numbers.items()}
    return fill_gaps(item.stem, shown) if numbers else item.stem


def _wrapped(line: str, width: int) -> str:
    """A line broken where it is too long; the continuation of one that is indented is indented deeper."""
    if len(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    deeper = indent + (INDENT if indent else "")
    return textwrap.fill(line, width, subsequent_indent=deeper, break_on_hyphens=False)


# --- what a student sees ---


def _asked(part: Part, label: str) -> list[str]:
    colon = ":" if part.inline and part.prompt else ""
    prompt = f"{label}{colon} {blocks(part.prompt)}".strip()
    return [prompt, _scoring(part), *_response(part.interaction)]


def _scoring(part: Part) -> str:
    """What to do and how it is scored, where that is not plain to see."""
    several = isinstance(part.interaction, MultipleChoice | Matching | Ordering)
    return f"{instruction(part.interaction)} {earning(part.scoring)}".rstrip() if several else earning(part.scoring)


def _response(interaction: Interaction) -> list[str]:
    match interaction:
        case NumericEntry(unit=unit):
            return [f"{INDENT}{BLANK} {unit} ({precision(interaction)})".replace("  (", " (")]
        case ExpressionEntry(symbols, shape):
            note = f"a formula; {SHAPES[shape].strip().lower().rstrip('.')}" if SHAPES[shape] else "a formula"
            return [f"{INDENT}{BLANK} ({note})", "\n".join(map(_symbol, symbols))]
        case TextEntry():
            return [f"{INDENT}{BLANK} (a word or a few)"]
        case SingleChoice(choices) | MultipleChoice(choices):
            return [_listed(choices)]
        case Matching(sources, targets):
            return [_listed(sources), _listed(targets)]
        case Ordering(steps):
            return [_listed(steps)]
        case ExtendedText(lines):
            return [f"{INDENT}{BLANK} (about {counted(Fraction(lines), 'line')})"]
        case _:
            assert_never(interaction)


def _symbol(symbol: Symbol) -> str:
    return f"{INDENT}{inline(symbol.shown)}, typed {' or '.join(symbol.spellings)}"


def _listed(choices: tuple[Choice, ...]) -> str:
    return "\n".join(f"{INDENT}{choice.id}) {inline(choice.text)}" for choice in choices)


# --- what only an instructor sees ---


def _told(item: Item, part: Part, named: dict[str, str]) -> list[str]:
    answer = item.answer(part.id)
    follows = carried(answer.working, item, named) if answer.working else ""
    known = "\n".join(_known(list(alike)) for _, alike in groupby(answer.known, key=_told_alike))
    solution = f"solution:\n{blocks(text)}" if (text := explained(part, answer)) else ""
    return [_key(part, answer), follows, f"{_recognised(part)}:\n{known}" if known else "", solution]


def _recognised(part: Part) -> str:
    return "feedback on options" if isinstance(part.interaction, MultipleChoice) else "wrong answers known"


def _key(part: Part, answer: Answer) -> str:
    match part.interaction:
        case NumericEntry():
            shown = str(answer.number) if answer.shown is None else plain(answer.shown)
            return f"key: {shown}{_more_exactly(answer)}, accepted within {plain(Number(answer.tolerance))}"
        case ExpressionEntry():
            shown = "" if answer.shown is None else f"{_one_line(answer.shown)}, typed "
            spelt = {symbol.name: Sym(symbol.spellings[0]) for symbol in part.interaction.symbols}
            return f"key: {shown}{term_text(substitute(answer.formula, spelt))}"
        case TextEntry():
            accepted = " or ".join(f'"{text}"' for text in answer.literals.accepted)
            return f"key: {accepted}. {spelling(answer.literals)}"
        case SingleChoice():
            return f"key: {answer.choice}"
        case MultipleChoice() | Ordering():
            return f"key: {','.join(answer.ids)}"
        case Matching():
            return f"key: {';'.join(map(_pair, answer.pairs))}"
        case ExtendedText():
            criteria = [f"{INDENT}{counted(one.points, 'point')}: {inline(one.text)}" for one in answer.rubric.criteria]
            model = answer.rubric.model_answer
            return "\n".join(["rubric:", *criteria, *(["", "model answer:", blocks(model)] if model else [])])
        case _:
            assert_never(part.interaction)


def _told_alike(known: Known) -> tuple[Text, str | None, Fraction]:
    return known.feedback, known.misconception, known.credit


def _known(alike: Sequence[Known]) -> str:
    """Recognised responses of which the same is told: their misconception, what they earn, and what that is."""
    first, given = alike[0], ", ".join(map(_given, alike))
    name = f" [{first.misconception}]" if first.misconception else ""
    earns = f" (earns {percent(first.credit)})" if first.credit else ""
    return f"{INDENT}{given}{name}{earns} {inline(first.feedback)}".rstrip()


def _given(known: Known) -> str:
    if known.shown is not None:
        return _one_line(known.shown)
    match known.response:
        case Pair() as pair:
            return _pair(pair)
        case Term() as term:
            return term_text(term)
        case other:
            return str(other)


def _pair(pair: Pair) -> str:
    return f"{pair.source}:{pair.target}"


def _more_exactly(answer: Answer) -> str:
    """The key without rounding, where what is shown is rounded; an irrational one with three more decimals."""
    decimals = answer.shown.decimals if isinstance(answer.shown, Number) else None
    if decimals is None or answer.number * 10**decimals % 1 == 0:
        return ""
    return f" (exactly {answer.number})" if answer.exact else f" (about {plain(Number(answer.number, decimals + 3))})"


def _one_line(value: Number | Text) -> str:
    return " ".join(plain(value).split())


def _drawn(value: str | list[object]) -> str:
    return value if isinstance(value, str) else f"({', '.join(map(str, value))})"
