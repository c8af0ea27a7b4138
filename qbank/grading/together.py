"""Two misconceptions at once: what a student gets who makes both on the same way to the answer."""

from collections.abc import Iterator
from itertools import combinations

from qbank.item import Slip, Working
from qbank.rl.mistakes import mutated
from qbank.term import Term, substitute

MAX_PAIRS = 200
"""So many pairs are tried; a question whose formulas have more misconceptions is explained one by one."""


def pairs(working: Working) -> Iterator[tuple[tuple[str, str], Term]]:
    """The names of each two slips that can be made together, and what is then computed, over the item's parameters.

    Pairs of which one leaves nothing for the other to act on are left out: they are single slips.

    >>> from qbank.term import Call, Sym
    >>> key = Call("td_target", (("reward", Sym("r")), ("discount", Sym("g")), ("next_value", Sym("v"))))
    >>> slips = (Slip("td_target.undiscounted_target", "td_target"), Slip("half", changes=(("r", Sym("v")),)))
    >>> [(names, both.name) for names, both in pairs(Working(key, slips))]
    [(('td_target.undiscounted_target', 'half'), 'td_target.undiscounted_target')]
    """
    alone = [(slip, made(working.term, slip)) for slip in working.slips]
    for count, ((one, first), (other, second)) in enumerate(combinations(alone, 2)):
        if count >= MAX_PAIRS:
            return
        both = made(first, other)
        if both not in (first, second, working.term):
            yield (one.name, other.name), both


def made(term: Term, slip: Slip) -> Term:
    """The Term as it is computed by a student who makes the slip.

    >>> from qbank.term import Sym
    >>> made(Sym("r") - Sym("v"), Slip("forgot", changes=(("v", Sym("w")),)))
    Sub(left=Sym(name='r'), right=Sym(name='w'))
    """
    changed = mutated(term, slip.formula, slip.name) if slip.formula else term
    return substitute(changed, dict(slip.changes))
