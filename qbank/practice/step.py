"""The last hint: the beginning of a worked solution, which gives the step away and leaves the result to be computed."""

from msgspec.structs import replace

from qbank.content import Block, Maths, Paragraph, Piece, Text, Tree
from qbank.tex.tree import Grid


def step(solution: Text) -> Text:
    """A derivation's formula with the numbers put in; of other solutions, what they begin with.

    >>> from qbank.content import Str
    >>> from qbank.markup.text import blocks
    >>> tree = Tree((Paragraph((Str("Take the mean."),)), Paragraph((Str("It is 3."),))))
    >>> print(blocks(step(Text((Piece(tree),)))))
    Take the mean.
    """
    return Text(tuple(Piece(Tree((_begun(piece.tree.blocks[0]),)), piece.values) for piece in solution.pieces[:1]))


def _begun(block: Block) -> Block:
    match block:
        case Paragraph((Maths(tree=Grid(rows=rows) as grid, display=display),)):
            return Paragraph((Maths(replace(grid, rows=rows[: max(1, min(2, len(rows) - 1))]), display),))
        case _:
            return block
