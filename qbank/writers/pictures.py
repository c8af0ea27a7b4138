"""Pictures taken out of a text, to be files of their own.

A text carries its pictures with it, as images of HTML (``qbank.markup.drawing.image``); many targets show only files.
"""

import re
from base64 import b64decode
from collections.abc import Callable

from qbank.writers.task import digest

MARK = '<img class="picture"'
IMAGE = re.compile(r'(<img class="picture" src=")data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)(" alt="([^"]*)"[^>]*>)')


def filed(markup: str, address: Callable[[str], str]) -> tuple[str, dict[str, bytes]]:
    r"""Markup that refers to its pictures by address, and their SVG by file name; the same picture has the same name.

    >>> image = '<img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a">'
    >>> filed(image, "pictures/{}".format)
    ('<img class="picture" src="pictures/picture-5a8d7207.svg" alt="a">', {'picture-5a8d7207.svg': b'<svg/>'})
    """
    files: dict[str, bytes] = {}
    if MARK not in markup:
        return markup, files

    def referred(image: re.Match[str]) -> str:
        name = f"picture-{digest(image[2])}.svg"
        files[name] = b64decode(image[2])
        return f"{image[1]}{address(name)}{image[3]}"

    return IMAGE.sub(referred, markup), files


def told(markup: str) -> str:
    """Markup with each picture told in words, where no file can be kept.

    >>> told('<img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a &amp; b">')
    'a &amp; b'
    """
    return IMAGE.sub(r"\4", markup) if MARK in markup else markup
