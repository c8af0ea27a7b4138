"""Letters in a font, names and words: what stands between the braces of ``\\mathbf``, ``\\operatorname`` and ``\\text``."""

import re

from qbank.errors import MathsError
from qbank.tex.lexer import Reader, Token
from qbank.tex.symbols import FONTS, LETTERS
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN, Face, Hole, Letter, Name, Node, Row, Words

_WORD = re.compile(
    rf"(?P<hole>{HOLE_OPEN}[0-9]+{HOLE_CLOSE})|\\(?P<escaped>[%_#&${{}} ])"
    rf"|(?P<plain>[^\\{{}}$%#&~^_{HOLE_OPEN}{HOLE_CLOSE}])|(?P<tie>~)"
)
_NAME = re.compile(r"(?:[A-Za-z0-9]|-|\\,)+")
_CAPITALS_ONLY = {Face.SCRIPT: "", Face.DOUBLE: "1"}


def parse_letters(reader: Reader, command: Token) -> Node:
    """The letters and digits that a font command applies to, as one letter.

    >>> parse_letters(Reader("{old}"), Token("command", "\\\\mathrm", 0, 0))
    Letter(text='old', face=<Face.UPRIGHT: 'upright'>)
    """
    face = FONTS[command.text[1:]]
    if reader.token.text != "{":
        text, face = _letter_in(reader.token, command, face)
        if reader.token.kind == "digits" and len(text) > 1:
            text = reader.take_digit()
        else:
            reader.take()
        return Letter(text, face)
    opening = reader.take()
    texts: list[str] = []
    faces: set[Face] = set()
    while reader.token.text != "}":
        if reader.token.kind == "end":
            raise MathsError("unclosed '{'", opening.offset, "add '}'")
        text, seen = _letter_in(reader.token, command, face)
        texts.append(text)
        faces.add(seen)
        reader.take()
    reader.take()
    if not texts:
        raise MathsError(f"empty argument of {command.shown}", opening.offset)
    return Letter("".join(texts), faces.pop() if len(faces) == 1 else face)


def _letter_in(token: Token, command: Token, face: Face) -> tuple[str, Face]:
    """A token's text and its face in a font, or MathsError when the font has no such letter."""
    greek = LETTERS.get(token.text[1:]) if token.kind == "command" else None
    text = greek.text if greek else token.text
    slanted = face in {Face.ITALIC, Face.BOLD_ITALIC}
    if greek:
        fits = "Α" <= text <= "Ω" if not slanted else "Α" <= text <= "ω" or text in "ϵϑϕϱϖ"
    else:
        fits = token.kind == "letter" or (token.kind == "digits" and text.isdigit())
    if face in _CAPITALS_ONLY:
        fits = fits and ("A" <= text <= "Z" or text == _CAPITALS_ONLY[face])
    if not fits:
        hint = (
            "close it before a value begins"
            if token.kind == "hole"
            else "\\boldsymbol takes all letters; words belong in \\text"
        )
        shown = "a value" if token.kind == "hole" else token.shown if token.text else "the end"
        raise MathsError(f"{command.shown} has no {shown}", token.offset, hint)
    if slanted and (text.isdigit() or "Α" <= text <= "Ω"):
        face = Face.BOLD if face is Face.BOLD_ITALIC else Face.UPRIGHT
    return text, face


def parse_name(reader: Reader, command: Token) -> Node:
    """The function that ``\\operatorname`` names.

    >>> parse_name(Reader("{arg\\\\,max}"), Token("command", "\\\\operatorname*", 0, 0))
    Name(text='arg max', limits=True)
    """
    text, offset = reader.take_raw(command)
    text = text.strip()
    if not _NAME.fullmatch(text):
        raise MathsError(
            f"{text[:40]!r} cannot be the name of a function", offset, "use letters, digits and '\\,' only"
        )
    return Name(text.replace("\\,", " "), limits=command.text.endswith("*"))


def parse_words(reader: Reader, command: Token) -> Node:
    """Running text; a value may stand in it.

    >>> parse_words(Reader("{50\\\\% <b>}"), Token("command", "\\\\text", 0, 0))
    Words(text='50% <b>')
    """
    raw, offset = reader.take_raw(command)
    parts: list[Node] = []
    plain = ""
    position = 0
    while position < len(raw):
        found = _WORD.match(raw, position)
        if found is None:
            hint = f"write '\\{raw[position]}'" if raw[position] in "$%#&_{}" else "only plain words belong in \\text"
            raise MathsError(f"{raw[position]!r} cannot stand in {command.shown}", offset + position, hint)
        if found["hole"]:
            parts += [Words(plain)] if plain else []
            parts.append(Hole(int(found["hole"][1:-1])))
            plain = ""
        else:
            plain += found["escaped"] or found["plain"] or "\N{NO-BREAK SPACE}"
        position = found.end()
    parts += [Words(plain)] if plain else []
    if not parts:
        raise MathsError(f"empty argument of {command.shown}", offset)
    return parts[0] if len(parts) == 1 else Row(tuple(parts))
