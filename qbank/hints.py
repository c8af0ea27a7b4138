"""The hints of a question, one after the other: those of its author, and last the step itself; and what each of them costs."""

from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from qbank.content import Block, Maths, Paragraph, Piece, Text, Tree
from qbank.item import Item
from qbank.tex.tree import Grid


class Costs(Struct, frozen=True):
    """What hints cost, as shares of the points: each of the author's, and the last one, which gives the step away."""

    hint: Fraction = Fraction(1, 10)
    step: Fraction = Fraction(1, 2)


COSTS = Costs()


class Hint(Struct, frozen=True):
    """What a hint says, and the share of the points it costs."""

    text: Text
    cost: Fraction


def hints(item: Item) -> tuple[Hint, ...]:
    """Every hint of a question, in order: those of its author, and last the step itself.

    The last one is the beginning of the worked solution of every part that has one.
    """
    given = tuple(Hint(text, COSTS.hint) for text in item.hints)
    steps = Text(tuple(piece for answer in item.answers or () for piece in step(answer.solution).pieces))
    return (*given, Hint(steps, COSTS.step)) if steps else given


def step(solution: Text) -> Text:
    """A derivation's formula with the numbers put in; of other solutions, what they begin with. The result is left out.

    >>> from qbank.content import Str
    >>> from qbank.markup.text import blocks
    >>> tree = Tree((Paragraph((Str("Take the mean."),)), Paragraph((Str("It is 3."),))))
    >>> print(blocks(step(Text((Piece(tree),)))))
    Take the mean.
    """
    return Text(tuple(Piece(_begun_tree(piece.tree), piece.values) for piece in solution.pieces[:1]))


@lru_cache(maxsize=1024)
def _begun_tree(tree: Tree) -> Tree:
    return Tree((_begun(tree.blocks[0]),))


def _begun(block: Block) -> Block:
    match block:
        case Paragraph((Maths(tree=Grid(rows=rows) as grid, display=display),)):
            return Paragraph((Maths(replace(grid, rows=rows[: max(1, min(2, len(rows) - 1))]), display),))
        case _:
            return block
