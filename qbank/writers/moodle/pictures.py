"""Pictures as files of Moodle: each inside of the very element whose text shows it.

A text carries its pictures with it, as images of HTML (``qbank.markup.drawing.image``). Moodle would keep such an image too,
but a site may clean it away; a file it always shows.
"""

import re
from hashlib import blake2b

MARK = '<img class="picture"'
IMAGE = re.compile(r'(<img class="picture" src=")data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)(" alt="([^"]*)"[^>]*>)')
TEXT = re.compile(r"<text><!\[CDATA\[(.*?)\]\]></text>", re.DOTALL)


def with_files(xml: str) -> str:
    r"""A question with the pictures of each text as files behind it.

    >>> image = '<img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a">'
    >>> print(with_files(f"<text><![CDATA[{image}]]></text>").replace("<file", "\n<file"))
    <text><![CDATA[<img class="picture" src="@@PLUGINFILE@@/picture-5a8d7207.svg" alt="a">]]></text>
    <file name="picture-5a8d7207.svg" path="/" encoding="base64">PHN2Zy8+</file>
    """
    return TEXT.sub(_filed, xml) if MARK in xml else xml


def told(markup: str) -> str:
    """Markup with each picture told in words, where no file can be kept.

    >>> told('<img class="picture" src="data:image/svg+xml;base64,PHN2Zy8+" alt="a &amp; b">')
    'a &amp; b'
    """
    return IMAGE.sub(r"\4", markup) if MARK in markup else markup


def _filed(found: re.Match[str]) -> str:
    if MARK not in found[1]:
        return found[0]
    files: dict[str, str] = {}

    def referred(image: re.Match[str]) -> str:
        name = f"picture-{blake2b(image[2].encode(), digest_size=4).hexdigest()}.svg"
        files[name] = image[2]
        return f"{image[1]}@@PLUGINFILE@@/{name}{image[3]}"

    body = IMAGE.sub(referred, found[1])
    added = "".join(f'<file name="{name}" path="/" encoding="base64">{data}</file>' for name, data in files.items())
    return f"<text><![CDATA[{body}]]></text>{added}"
