"""The code of a class: short enough to be read out, and nothing that can be guessed or misread."""

from hashlib import blake2b

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like others."""
GROUPS, LENGTH = 3, 4


def class_code(secret: str) -> str:
    """A code that follows from a name which nobody can guess.

    >>> class_code("secret")
    'v8bg-y6g5-t3ha'
    """
    number = int.from_bytes(blake2b(secret.encode(), digest_size=16).digest(), "big")
    signs = ""
    for _ in range(GROUPS * LENGTH):
        number, place = divmod(number, len(LETTERS))
        signs += LETTERS[place]
    return "-".join(signs[start : start + LENGTH] for start in range(0, len(signs), LENGTH))
