"""A draw on paper: the pages of the student's paper and of its key, as the PDF writer sets them."""

from functools import lru_cache

from msgspec import Struct

from qbank.answer_key import answer_key
from qbank.document import questions
from qbank.generation.program import Program
from qbank.preview.view import View
from qbank.writers.pdf import Booklet, pdf, pictures
from qbank.writers.single import OneItem

SIDES = {"paper": "Student’s paper", "key": "Key on paper"}


class Prints(Struct, frozen=True):
    """The pages of both, each an SVG picture."""

    paper: tuple[bytes, ...]
    key: tuple[bytes, ...]

    def side(self, name: str) -> tuple[bytes, ...]:
        """The pages of one of them; none for another name."""
        return {"paper": self.paper, "key": self.key}.get(name, ())


def booklets(program: Program, view: View) -> dict[str, Booklet]:
    """The paper and the key of a draw, each as a booklet of its own."""
    item = view.item(program)
    form = OneItem(item, item.id, item.title).form(0)
    return {
        "paper": Booklet(item.title, item.language, papers=(questions(form),)),
        "key": Booklet(f"{item.title}: answer key", item.language, keys=(answer_key(form),)),
    }


@lru_cache(maxsize=8)
def prints(program: Program, view: View) -> Prints:
    """The pages of a draw's paper and key; those looked at last are remembered until the browser has fetched them."""
    made = booklets(program, view)
    return Prints(tuple(pictures(made["paper"])), tuple(pictures(made["key"])))


def print_file(program: Program, view: View, side: str) -> bytes:
    """The PDF file of one of the two."""
    return pdf(booklets(program, view)[side])
