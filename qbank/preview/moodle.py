"""A draw as Moodle holds it, read back from the Moodle XML that is written: what a student would see, and what the bank knows.

Only what we write ourselves is read; Moodle is imitated as far as an author needs to judge a text. Formulas, which Moodle
leaves to MathJax, become MathML.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree import ElementTree

from markupsafe import Markup
from msgspec import Struct

from qbank.errors import MathsError, RefusedError
from qbank.generation.program import Program
from qbank.item import Item
from qbank.markup.html import WEB
from qbank.preview.view import View
from qbank.tex.parser import parse
from qbank.writers.environment import environment
from qbank.writers.format import Loss, losses
from qbank.writers.moodle import FORMAT, document
from qbank.writers.single import OneItem

FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
GAP = re.compile(r"\{([0-9]+):([A-Z]+):(.*?)\}", re.DOTALL)
ALTERNATIVE = re.compile(r"%(-?[0-9.]+)%(.*?)(?:(?<!&)#(.*))?", re.DOTALL)
WITHIN = "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}"
FIELDS = {
    **dict.fromkeys(("numerical", "shortanswer", "NM", "SA", "SAC"), "entry"),
    **dict.fromkeys(("MC", "MCS"), "list"),
    **dict.fromkeys(("MCV", "MCVS"), "radio"),
    **dict.fromkeys(("MR", "MRS"), "checkbox"),
}
"""How a question, or a gap of a cloze, is answered."""


class Known(Struct, frozen=True):
    """An answer that the bank knows: the share it earns, and what is told."""

    text: Markup
    share: str
    feedback: Markup


class Field(Struct, frozen=True):
    """Where something is answered: how, what is offered, and the answers that the bank knows."""

    kind: str
    label: str
    options: tuple[Markup, ...] = ()
    targets: tuple[Markup, ...] = ()
    lines: int = 0
    known: tuple[Known, ...] = ()


class Question(Struct, frozen=True):
    """A question of the bank. The text of a cloze holds its fields."""

    type: str
    name: str
    mark: str
    text: Markup
    fields: tuple[Field, ...]
    shuffled: bool
    feedback: Markup
    marking: Markup
    hints: tuple[Markup, ...]
    tags: tuple[str, ...]

    @property
    def below(self) -> tuple[Field, ...]:
        """The fields that stand below the text."""
        return () if self.type == "cloze" else self.fields


def attempt_page(program: Program, view: View) -> str:
    """What a student would see."""
    item = view.item(program)
    template = environment().get_template("preview/moodle.jinja")
    return template.render(language=item.language, title=item.title, questions=_held(item))


def bank_page(program: Program, view: View) -> str:
    """What Moodle does otherwise, and all that its bank knows."""
    item = view.item(program)
    template = environment().get_template("preview/moodle_bank.jinja")
    changes = losses(FORMAT, item)
    refused = any(loss.outcome == "refused" for loss in changes)
    return template.render(
        language=item.language,
        title=item.title,
        changes=list(map(_said, changes)),
        refused=refused,
        questions=_held(item),
    )


def _said(loss: Loss) -> tuple[str, str]:
    return loss.part, loss.reason


def _held(item: Item) -> list[Question]:
    """The questions that Moodle would import; none when it cannot hold the item."""
    try:
        written = "".join(document(OneItem(item, item.id, item.title)))
    except RefusedError:
        return []
    root = ElementTree.fromstring(written)  # noqa: S314  written by ourselves just before
    return [_question(one) for one in root.iter("question") if one.get("type") != "category"]


def _question(one: ElementTree.Element) -> Question:
    kind = one.get("type", "")
    text, fields = _text(one, "questiontext"), tuple(_fields(one, kind))
    mark = float(one.findtext("defaultgrade", "0"))
    if kind == "cloze":
        mark = sum(float(gap[1]) for gap in GAP.finditer(text))  # Moodle adds up the weights
        text, fields = _with_fields(text)
    return Question(
        type=kind,
        name=one.findtext("name/text", ""),
        mark=f"{mark:.2f}",
        text=_shown(text),
        fields=fields,
        shuffled=one.findtext("shuffleanswers") == "true" or kind == "ordering",
        feedback=_shown(_text(one, "generalfeedback")),
        marking=_shown(_text(one, "graderinfo")),
        hints=tuple(_shown(hint.findtext("text", "")) for hint in one.findall("hint")),
        tags=tuple(tag.findtext("text", "") for tag in one.findall("tags/tag")),
    )


def _fields(one: ElementTree.Element, kind: str) -> Iterator[Field]:
    """Where a question that is no cloze is answered."""
    answers = one.findall("answer")
    match kind:
        case "numerical":
            yield Field("entry", "Answer", known=tuple(_known(answer, _within(answer)) for answer in answers))
        case "shortanswer":
            yield Field(
                "entry", "Answer", known=tuple(_known(answer, Markup.escape(_text(answer))) for answer in answers)
            )
        case "multichoice":
            known = tuple(_known(answer, _shown(_text(answer))) for answer in answers)
            shape = "radio" if one.findtext("single") == "true" else "checkbox"
            yield Field(shape, "Options", tuple(option.text for option in known), known=known)
        case "matching":
            pairs = [(_text(pair), _text(pair, "answer")) for pair in one.findall("subquestion")]
            targets = sorted({target for _, target in pairs})
            known = tuple(Known(_shown(stem), "", _shown(target)) for stem, target in pairs if stem)
            yield Field("rows", "Pairs", tuple(row.text for row in known), tuple(map(_shown, targets)), known=known)
        case "ordering":
            steps = [_shown(_text(answer)) for answer in answers]
            known = tuple(Known(step, str(place), Markup()) for place, step in enumerate(steps, 1))
            yield Field("steps", "Steps", tuple(sorted(steps)), known=known)
        case "essay":
            yield Field("lines", "Answer", lines=int(one.findtext("responsefieldlines", "10")))
        case _:
            return


def _known(answer: ElementTree.Element, text: Markup) -> Known:
    return Known(text, _share(answer.get("fraction", "0")), _shown(_text(answer, "feedback")))


def _within(answer: ElementTree.Element) -> Markup:
    return Markup.escape(f"{_text(answer)}{WITHIN}{answer.findtext('tolerance', '0')}")


def _text(one: ElementTree.Element, name: str = "") -> str:
    return one.findtext(f"{name}/text" if name else "text", "").strip()


def _share(percent: str) -> str:
    return f"{float(percent):.4g}%".replace("-", "−")


# --- cloze ---


def _with_fields(text: str) -> tuple[str, tuple[Field, ...]]:
    """The text of a cloze with a field in each gap, and the fields."""
    fields: list[Field] = []
    macros = environment().get_template("preview/moodle_fields.jinja").module

    def field(gap: re.Match[str]) -> str:
        known = tuple(_alternative(one, gap[2]) for one in gap[3].split("~"))
        kind = FIELDS[gap[2]]
        options = tuple(one.text for one in known) if kind != "entry" else ()
        fields.append(Field(kind, f"Answer {len(fields) + 1}", options, known=known))
        return str(vars(macros)[kind](fields[-1], len(fields)))

    return GAP.sub(field, text), tuple(fields)


def _alternative(written: str, kind: str) -> Known:
    """An answer of a gap, in which Moodle decodes entities once more.

    >>> _alternative("%100%a &#38; b#<p>Yes &#35;1</p>", "SA")
    Known(text=Markup('a &amp; b'), share='100%', feedback=Markup('<p>Yes #1</p>'))
    """
    found = ALTERNATIVE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    share, text, feedback = found.groups()
    answer = unescape(text)
    if kind == "NM":
        shown = Markup.escape(answer.replace(":", WITHIN))
    elif kind in ("SA", "SAC"):
        shown = Markup.escape(answer)
    else:
        shown = _shown(answer)
    return Known(shown, _share(share), _shown(unescape(feedback or "")))


def _shown(text: str) -> Markup:
    """HTML of the bank with its formulas as a browser shows them.

    >>> print(_shown(r"<p>\\(a\\) or \\(\\nonsense\\)</p>"))
    <p><math ...><mi>a</mi></math> or <code>\\nonsense</code></p>
    """
    return Markup(FORMULA.sub(_formula, text))  # noqa: S704  the markup renderer escaped it


def _formula(found: re.Match[str]) -> str:
    source = unescape(found[1] or found[2])
    try:
        return WEB.formula(parse(source), found[2] is not None)
    except MathsError:
        return f"<code>{escape(source)}</code>"
