"""The code of a new class, and of one that gets another."""

from hashlib import blake2b

from qbank.practice.web.entrance import new_code


def class_code(name: str) -> str:
    """The code that follows from a name which nobody can guess.

    >>> class_code("one") != class_code("another")
    True
    """
    left = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "big")

    def below(size: int) -> int:
        nonlocal left
        left, drawn = divmod(left, size)
        return drawn

    return new_code(below)
