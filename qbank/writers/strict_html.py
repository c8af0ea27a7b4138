"""HTML for targets that show MathML and pixels but may have no MathJax and refuse SVG: also well-formed XML."""

from base64 import b64encode
from functools import lru_cache
from html import escape

from msgspec.structs import replace

from qbank.content import Text
from qbank.markup.drawing import png
from qbank.markup.html import XHTML
from qbank.pictures import Picture, described

PIXELS_PER_INCH, INCH = 192, 96
"""The pixels of a picture, and those of a page, to an inch."""


@lru_cache(maxsize=256)
def _image(picture: Picture) -> str:
    """A picture at half the width of its pixels, so that it is sharp on fine screens."""
    data = png(picture, PIXELS_PER_INCH)
    width = int.from_bytes(data[16:20], "big") * INCH // PIXELS_PER_INCH
    told = escape(" ".join(described(picture)))
    return f'<img class="picture" src="data:image/png;base64,{b64encode(data).decode()}" width="{width}" alt="{told}"/>'


PIXELS = replace(XHTML, picture=_image, converted={}, lines={})
_constant: dict[str, str] = {}


def blocks(text: Text) -> str:
    """A text as paragraphs, lists and tables; one without values is converted once."""
    if len(text.pieces) != 1 or text.pieces[0].values:
        return str(PIXELS.blocks(text))
    digest = text.pieces[0].tree.digest
    if digest not in _constant:
        _constant[digest] = str(PIXELS.blocks(text))
    return _constant[digest]


def line(text: Text) -> str:
    """A text of one paragraph without its ``<p>``."""
    return str(PIXELS.inline(text))
