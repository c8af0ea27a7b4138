"""Pictures as files of Moodle: each inside of the very element whose text shows it.

A text carries its pictures with it, as images of HTML (``qbank.markup.drawing.image``). Moodle would keep such an image too,
but a site may clean it away; a file it always shows.
"""

import re
from base64 import b64encode

from qbank.writers.pictures import MARK, filed

TEXT = re.compile(r"<text><!\[CDATA\[(.*?)\]\]></text>", re.DOTALL)


def with_files(xml: str) -> str:
    r"""A question with the pictures of each text as files behind it.

    >>> image = '<img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a">'
    >>> print(with_files(f"<text><![CDATA[{image}]]></text>").replace("<file", "\n<file"))
    <text><![CDATA[<img class="picture" src="@@PLUGINFILE@@/picture-5a8d7207.svg" alt="a">]]></text>
    <file name="picture-5a8d7207.svg" path="/" encoding="base64">PHN2Zy8+</file>
    """
    return TEXT.sub(_filed, xml) if MARK in xml else xml


def _filed(found: re.Match[str]) -> str:
    if MARK not in found[1]:
        return found[0]
    body, files = filed(found[1], "@@PLUGINFILE@@/{}".format)
    added = "".join(
        f'<file name="{name}" path="/" encoding="base64">{b64encode(data).decode()}</file>'
        for name, data in files.items()
    )
    return f"<text><![CDATA[{body}]]></text>{added}"
