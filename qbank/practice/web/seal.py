"""Words that only this server can have given out: each with a signature under a secret, for one purpose.

A signature is the first 128 bits of HMAC-SHA256 (RFC 2104; truncation as in its section 5).
"""

import base64
import hmac
from hashlib import sha256

MARK = "."
BYTES = 16


def sealed(secret: bytes, purpose: str, words: str, *besides: str) -> str:
    """The words and their signature; what is ``besides`` is signed, too, and not said.

    >>> opened(b"secret", "link", sealed(b"secret", "link", "ada"))
    'ada'
    """
    return f"{words}{MARK}{_signature(secret, purpose, words, *besides)}"


def opened(secret: bytes, purpose: str, seal: str, *besides: str) -> str | None:
    """The words of a seal; None when it was not made with this secret, for this purpose, with this besides.

    >>> opened(b"other", "link", sealed(b"secret", "link", "ada")), opened(b"secret", "link", "ada")
    (None, None)
    """
    words = seal.rpartition(MARK)[0]
    expected = sealed(secret, purpose, words, *besides)
    return words if words and hmac.compare_digest(seal.encode(), expected.encode()) else None


def claimed(seal: str) -> str:
    """The words that a seal claims, before anything is proved."""
    return seal.rpartition(MARK)[0]


def _signature(secret: bytes, *signed: str) -> str:
    told = b"".join(len(one.encode()).to_bytes(8, "big") + one.encode() for one in signed)
    return base64.urlsafe_b64encode(hmac.new(secret, told, sha256).digest()[:BYTES]).decode().rstrip("=")
