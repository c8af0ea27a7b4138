"""What a spreadsheet does with a text: one that begins like a formula is run, wherever it came from."""

RUN = ("=", "+", "-", "@", "\t", "\r")
NOTHING = "\u200b"


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: where one would, a space of no width comes before it.

    >>> harmless("=1+1") == NOTHING + "=1+1", harmless("1 = 1")
    (True, '1 = 1')
    """
    return f"{NOTHING}{text}" if text.startswith(RUN) else text
