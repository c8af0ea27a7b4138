"""Texts as they stand in a draw: the names of their pieces with what fills them; the pieces themselves are kept aside."""

from qbank.content import Text
from qbank.markup.html import WEB, Cut, Gaps

Shared = dict[str, list[str]]
"""Markup by its name, cut where values go."""
Pieces = list[list[str]]
"""Each piece as its name, then what fills it."""

NAME = 12
"""So many letters of a digest name a piece: a question has a few dozen."""
STYLED, WAITING = ' style="', ' data-style="'
"""Styles inside elements are not allowed on the page, since whoever could smuggle one in could smuggle in more."""


class Texts:
    """Writes the texts of a draw and keeps what they share with other draws.

    >>> from qbank.content import Paragraph, Piece, Place, Str, Tree
    >>> texts = Texts()
    >>> value = Text((Piece(Tree((Paragraph((Str("V = "), Place(0))),)), ("a < b",)),))
    >>> [[name, filling]] = texts.blocks(value)
    >>> filling, texts.shared[name]
    ('a &lt; b', ['<p>V = ', '</p>'])
    """

    def __init__(self) -> None:
        self.shared: Shared = {}

    def blocks(self, text: Text, gaps: Gaps | None = None) -> Pieces:
        """Paragraphs, lists and tables, each gap as the given markup."""
        return [self._kept(cut) for cut in WEB.cut(text, gaps or {})]

    def line(self, text: Text) -> Pieces:
        """The text of an option or a label."""
        return [self._kept(cut) for cut in WEB.cut_inline(text)]

    def _kept(self, cut: Cut) -> list[str]:
        name = cut.name[:NAME] + cut.name[32:]
        if name not in self.shared:
            self.shared[name] = [unstyled(string) for string in cut.shared.strings]
        return [name, *map(unstyled, cut.filling)]


def unstyled(markup: str) -> str:
    """Markup whose styles wait in an attribute of their own, from which the page's script sets them.

    >>> unstyled('<td style="text-align: right">2</td>')
    '<td data-style="text-align: right">2</td>'
    """
    return str(markup).replace(STYLED, WAITING)
