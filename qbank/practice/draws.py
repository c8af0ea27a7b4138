"""Which draw a learner gets: nobody can foretell it, and nobody gets the same numbers twice.

The order of a question's draws is decided by HMAC of a secret, the learner and the question, so that neither another learner's
numbers nor the bank's files tell anything of one's own. A draw is known again by what is visible of it, so that an edit of the
question does not bring old numbers back.
"""

import hashlib
import hmac
from collections.abc import Iterator
from itertools import chain, islice

from qbank.authoring.schema import ItemModel
from qbank.generation.program import Program, program
from qbank.item import Draw, Item, exact_text

TRIED = 64
"""So many draws are looked at for one that has not been had: after an edit, old ones may come up again."""


def seed_of(secret: bytes, *names: str) -> str:
    """The seed for these names, known only to whoever knows the secret.

    >>> seed_of(b"secret", "ada", "td") == seed_of(b"secret", "ada", "td") != seed_of(b"secret", "ad", "atd")
    True
    """
    told = b"".join(len(name.encode()).to_bytes(8, "big") + name.encode() for name in names)
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:32]


def draw_name(compiled: Program, draw: Draw) -> str:
    """A digest of what a learner sees of a draw."""
    hidden = {axis.name for axis in compiled.axes if axis.hidden}
    seen = [(name, exact_text(value)) for name, value in draw.parameters if name not in hidden]
    return hashlib.blake2b(repr(seen).encode(), digest_size=16).hexdigest()


def fresh_draws(model: ItemModel, seed: str, had: frozenset[str], first: int) -> Iterator[tuple[Item, str]]:
    """Draws that have not been had, from number ``first`` on, each solved and with its name; none when all are used up.

    A question that was edited may have fewer draws than before, so those before ``first`` are looked at, too.
    """
    compiled = program(model)
    count = compiled.space.count
    for variant in islice(chain(range(first, count), range(min(first, count))), TRIED):
        name = draw_name(compiled, compiled.drawn(seed, variant))
        if name not in had:
            yield compiled.item(seed, variant), name
