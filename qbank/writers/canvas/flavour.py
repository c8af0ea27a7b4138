"""Canvas' two engines of quizzes, and what one has that the other one has not."""

from msgspec import Struct

from qbank.writers.qti12 import text
from qbank.writers.qti12.question import Dialect

FIRST_OPTION, FIRST_TARGET = 1001, 2001
"""Canvas takes the number in an ident for the id of an answer."""


class Flavour(Struct, frozen=True):
    """An engine. ``margins``: a number may say how far from it is right; ``capitals``: they can matter; ``orders``: steps can
    be put in order; ``shuffles``: each question says if its options are shuffled; ``tells_pairs``: something can be told of
    each pair, and of each of several options; ``describes``: a test is described apart from its questions.
    """

    name: str
    ending: str
    dialect: Dialect
    margins: bool
    capitals: bool
    orders: bool
    shuffles: bool
    tells_pairs: bool
    describes: bool


def as_it_is(markup: str) -> str:
    """HTML whose formulas stay LaTeX."""
    return markup


CLASSIC = Flavour(
    name="canvas",
    ending="canvas.zip",
    dialect=Dialect("Canvas", text.equations),
    margins=False,
    capitals=False,
    orders=False,
    shuffles=False,
    tells_pairs=True,
    describes=True,
)
NEW = Flavour(
    name="canvas-new",
    ending="canvas-new.zip",
    dialect=Dialect("New Quizzes", as_it_is),
    margins=True,
    capitals=True,
    orders=True,
    shuffles=True,
    tells_pairs=False,
    describes=False,
)
