"""A page to practise on without a server: one HTML file that asks, grades and remembers in the learner's browser.

Every draw of every question is in the file, with its keys: a learner who looks into the file's source can read them, so it
is for practice only. Nothing is requested from anywhere, also no style or font: it works from a disk, on any web host, and
without a network.
"""

from collections.abc import Iterator

from markupsafe import Markup

from qbank.content import Text
from qbank.grading.slips import FEEDBACK
from qbank.interactions import KINDS
from qbank.item import Form, Quiz
from qbank.markup.html import WEB
from qbank.wording import FOLLOWS
from qbank.writers.environment import environment
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output
from qbank.writers.practice_site.block import Block, blocks, in_script
from qbank.writers.practice_site.draw import examine
from qbank.writers.practice_site.parts import policy, script, style
from qbank.writers.practice_site.texts import unstyled
from qbank.writers.task import digest

TEMPLATE = "practice-site/page.jinja"
READABLE = "the keys are in the file, where whoever looks into its source can read them"


def write(quiz: Quiz, output: Output) -> None:
    """``<quiz>.practice.html``: all draws of all questions, and the page on which they are practised."""
    form = quiz.form(0)
    with output.open(f"{quiz.name}.{FORMAT.ending}") as stream:
        made = (
            environment()
            .get_template(TEMPLATE)
            .generate(
                quiz=form,
                sections=[section for section in form.sections if section.instructions],
                blocks=_blocks,
                policy=policy(),
                style=Markup(style()),  # noqa: S704  ours
                script=Markup(script()),  # noqa: S704  ours
                facts=in_script(_facts(quiz, form)),
                questions=_questions(quiz),
                readable=READABLE,
            )
        )
        stream.writelines(piece.encode() for piece in made)


def _blocks(text: Text) -> Markup:
    """Instructions as markup whose styles the script sets."""
    return Markup(unstyled(WEB.blocks(text)))  # noqa: S704  escaped node by node


def _facts(quiz: Quiz, form: Form) -> dict[str, object]:
    """What the page needs to know beside its questions; ``store`` names what it remembers."""
    seeds = " ".join(f"{item.id} {item.seed}" for item in form.items)
    return {
        "store": f"qbank practice {quiz.name} {digest(seeds, 8)}",
        "slips": FEEDBACK,
        "follows": FOLLOWS,
    }


def _questions(quiz: Quiz) -> Iterator[Block]:
    for item_id in quiz.item_ids:
        yield from blocks(quiz, item_id)


FORMAT = Format(
    name="practice-site",
    ending="practice.html",
    summary="a page to practise on in the browser, without a server or a network; its keys can be read in its source",
    keys="inside",
    interactions=frozenset(KINDS.values()),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "secrecy": READABLE,
        "tags": "not shown: practice is chosen by objectives",
        "bloom": "not shown: practice is chosen by objectives",
        "spellings": "a formula is not typed: it is chosen, or compared by the learner",
        "misconception": "named where it is made alone: two that are made in one answer are told as a wrong answer",
        "minutes": "practice has no time limit",
    },
    examine=examine,
    writes={"bank": write, "quiz": write},
    again="a page with the same questions and seed goes on with what the learner's browser remembers of the earlier one",
)
