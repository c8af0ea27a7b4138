"""Letters of a face as Unicode's mathematical letters: bold x is 𝐱, double-struck E is 𝔼."""

from qbank.tex.tree import Face

_LATIN = {
    Face.BOLD: (0x1D400, 0x1D41A),
    Face.BOLD_ITALIC: (0x1D468, 0x1D482),
    Face.DOUBLE: (0x1D538, 0x1D552),
    Face.SCRIPT: (0x1D49C, 0x1D4B6),
}
_GREEK = {Face.BOLD: (0x1D6A8, 0x1D6C2), Face.BOLD_ITALIC: (0x1D71C, 0x1D736)}
_DIGITS = {Face.BOLD: 0x1D7CE, Face.BOLD_ITALIC: 0x1D7CE, Face.DOUBLE: 0x1D7D8}
_VARIANTS = "∂ϵϑκϕϱϖ"  # in the order of the alphabets, after omega
_EXCEPTIONS = {
    Face.DOUBLE: dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    Face.SCRIPT: dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
}


def styled(text: str, face: Face) -> str:
    """The text in a face's own characters; italic and upright letters are left as they are.

    >>> styled("x1", Face.BOLD), styled("E", Face.DOUBLE), styled("θ", Face.BOLD_ITALIC), styled("L", Face.SCRIPT)
    ('𝐱𝟏', '𝔼', '𝜽', 'ℒ')
    """
    if face in {Face.ITALIC, Face.UPRIGHT}:
        return text
    return "".join(_styled(character, face) for character in text)


def slanted(text: str) -> str:
    """Letters as Unicode's italic ones, for runs of letters that a browser would draw upright.

    >>> slanted("ah")
    '𝑎ℎ'
    """
    shifted = (chr(0x1D434 + ord(c) - 65) if "A" <= c <= "Z" else chr(0x1D44E + ord(c) - 97) for c in text)
    return "".join("ℎ" if c == "\U0001d455" else c for c in shifted)


def _styled(character: str, face: Face) -> str:
    if exception := _EXCEPTIONS.get(face, {}).get(character):
        return exception
    code = ord(character)
    if "A" <= character <= "Z":
        return chr(_LATIN[face][0] + code - 65)
    if "a" <= character <= "z":
        return chr(_LATIN[face][1] + code - 97)
    if "0" <= character <= "9" and face in _DIGITS:
        return chr(_DIGITS[face] + code - 48)
    if face not in _GREEK:
        return character
    capital, small = _GREEK[face]
    if "Α" <= character <= "Ω":
        return chr(capital + code - 0x391)
    if "α" <= character <= "ω":
        return chr(small + code - 0x3B1)
    return chr(small + 25 + _VARIANTS.index(character)) if character in _VARIANTS else character
