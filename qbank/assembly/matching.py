"""Questions given to picks so that every pick gets as many as it asks for and no question goes to two of them.

A question that is wanted twice moves to where it is needed, along chains as long as need be (augmenting paths: Berge, PNAS
43, 1957), so a choice is found whenever there is one. When there is none, the picks that got
stuck ask together for more questions than they have in common (Hall's theorem), which is what an author must be told.
"""

from collections.abc import Sequence

from msgspec import Struct


class Conflict(Struct, frozen=True):
    """Picks that together ask for more than they can find: their numbers, and all that they can find."""

    picks: tuple[int, ...]
    found: frozenset[str]


def matched(needs: Sequence[int], candidates: Sequence[Sequence[str]]) -> list[list[str]] | Conflict:
    """For each pick as many of its candidates as it needs, the first ones preferred; or why that cannot be.

    >>> matched([1, 1], [["a", "b"], ["a"]])
    [['b'], ['a']]
    >>> matched([1, 1], [["a"], ["a"]])
    Conflict(picks=(0, 1), found=frozenset({'a'}))
    """
    owner: dict[str, int] = {}
    for pick, need in enumerate(needs):
        for _ in range(need):
            if conflict := _give_one(pick, candidates, owner):
                return conflict
    return [[one for one in candidates[pick] if owner.get(one) == pick] for pick in range(len(needs))]


def _give_one(pick: int, candidates: Sequence[Sequence[str]], owner: dict[str, int]) -> Conflict | None:
    """Give the pick one question more; others may have to change one of theirs. What stands in the way when none is left."""
    reached: dict[str, int] = {}
    loses: dict[int, str] = {}
    asking = [pick]
    for other in asking:
        for one in candidates[other]:
            if one in reached:
                continue
            reached[one] = other
            if one not in owner:
                _hand_on(one, pick, reached, loses, owner)
                return None
            if owner[one] not in asking:
                loses[owner[one]] = one
                asking.append(owner[one])
    return Conflict(tuple(sorted(asking)), frozenset(reached))


def _hand_on(free: str, pick: int, reached: dict[str, int], loses: dict[int, str], owner: dict[str, int]) -> None:
    """Give the free question to who reached it, what that one loses to who reached that, and so on to the pick."""
    taker = reached[free]
    owner[free] = taker
    while taker != pick:
        given = loses[taker]
        taker = reached[given]
        owner[given] = taker
