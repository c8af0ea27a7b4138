"""Pictures of a question as files of their own, which its texts show by address."""

import html
import re
from functools import lru_cache

from qbank.markup.drawing import rasterized
from qbank.writers.pictures import MARK, filed
from qbank.writers.qti12.text import xml as escaped

FOLDER = "pictures"
TEXT = re.compile(r'(?<=<mattext texttype="text/html">).*?(?=</mattext>)', re.DOTALL)
ESCAPED_MARK = escaped(MARK)


Files = tuple[tuple[str, bytes], ...]
"""Pictures by their path in the package."""


def with_files(xml: str, root: str = "") -> tuple[str, Files]:
    r"""A question that refers to its pictures by address, below a root, and their SVG by path.

    >>> image = '&lt;img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a"&gt;'
    >>> xml, files = with_files(f'<mattext texttype="text/html">{image}</mattext>')
    >>> xml
    '<mattext texttype="text/html">&lt;img class="picture" src="pictures/picture-5a8d7207.svg" alt="a"&gt;</mattext>'
    >>> files
    (('pictures/picture-5a8d7207.svg', b'<svg/>'),)
    """
    if ESCAPED_MARK not in xml:
        return xml, ()
    found: dict[str, bytes] = {}

    def replaced(text: re.Match[str]) -> str:
        markup, files = filed(html.unescape(text[0]), lambda name: f"{root}{FOLDER}/{name}")
        found.update(files)
        return escaped(markup)

    return TEXT.sub(replaced, xml), tuple((f"{FOLDER}/{name}", data) for name, data in found.items())


def with_png(xml: str, root: str) -> tuple[str, Files]:
    """The same with each picture as PNG, for readers that show no SVG."""
    written, files = with_files(xml, root)
    for path, _ in files:
        written = written.replace(f"{root}{path}", f"{root}{_as_png(path)}")
    return written, tuple((_as_png(path), _rasterized(drawn)) for path, drawn in files)


def _as_png(path: str) -> str:
    return f"{path.removesuffix('.svg')}.png"


@lru_cache(maxsize=64)
def _rasterized(drawn: bytes) -> bytes:
    return rasterized(drawn.decode())
