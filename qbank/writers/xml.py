"""XML as bytes: what every format of XML files must look at before it is written."""

from qbank.errors import RefusedError

ALLOWED = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\r")


def checked(xml: str) -> bytes:
    """A finished piece in UTF-8; a control character in it would make a reader refuse the whole file.

    >>> checked("<p>é</p>")
    b'<p>\\xc3\\xa9</p>'
    """
    encoded = xml.encode()
    found = encoded.translate(None, ALLOWED)
    if found:
        raise RefusedError(f"a text has the control character U+{found[0]:04X}, which XML cannot hold")
    return encoded
