"""The order of our rules among others': which stay, which move, and before which row each new one goes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence


def longest_in_order(positions: Sequence[int]) -> frozenset[int]:
    """Indexes of a longest subsequence of rising positions: the rows that need not move."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, position in enumerate(positions):
        at = bisect_left(tails, position)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [position]
        ends[at : at + 1] = [index]
    found, index = set(), ends[-1] if ends else -1
    while index >= 0:
        found.add(index)
        index = previous[index]
    return frozenset(found)


def staying(wanted: Sequence[str], where: Mapping[str, int], limit: int) -> frozenset[str]:
    """Which of the wanted roles stand in order already, in front of `limit`, and can be left where they are."""
    present = [role for role in wanted if where.get(role, limit) < limit]
    kept = longest_in_order([where[role] for role in present])
    return frozenset(role for index, role in enumerate(present) if index in kept)


def successors(wanted: Sequence[str], stay: frozenset[str]) -> dict[str, str | None]:
    """For each role the next one that stays: what it must precede. None: whatever comes after all of ours."""
    found: dict[str, str | None] = {}
    following: str | None = None
    for role in reversed(wanted):
        found[role] = following
        following = role if role in stay else following
    return found
