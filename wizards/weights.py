"""How many shares each line gets: weights without common divisor, or the smallest ratio that fits the speeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from itertools import product
from math import ceil, floor, gcd
from operator import mul

from wizards.site import Site

MANY = 12
"""More shares than this make many rules and balance no better: guests are fewer than the hash has values."""

TOLERANCE = 0.05


def shares(site: Site) -> tuple[int, ...]:
    """One whole number for each line, in their order; their sum is the number of classifier rules."""
    measured = speeds(site)
    return ratio(measured) if measured else reduced([wan.weight for wan in site.wans])


def speeds(site: Site) -> tuple[int, ...]:
    """Each line's download in bit/s, where the site knows all of them; else ()."""
    found = tuple(wan.speed.down for wan in site.wans if wan.speed)
    return found if len(found) == len(site.wans) else ()


def reduced(weights: Sequence[int]) -> tuple[int, ...]:
    """The same ratio in the smallest numbers: 4:2 is 2:1."""
    divisor = reduce(gcd, weights, 0) or 1
    return tuple(weight // divisor for weight in weights)


def ratio(speeds: Sequence[int]) -> tuple[int, ...]:
    """The smallest whole numbers whose shares are within 5 % of each line's; every line gets at least one.

    Lines of one speed get the same. Where no sum up to twice `MANY` is that close, the closest of them.
    """
    sums = range(len(speeds), 2 * max(MANY, len(speeds)) + 1)
    near = next((fits for total in sums if (fits := _near(speeds, total))), None)
    fits = near or [fit for total in sums if _even(fit := _split(speeds, total), speeds)]
    return reduced(min(fits, key=lambda fit: _error(fit, speeds)))


def _near(speeds: Sequence[int], total: int) -> list[tuple[int, ...]]:
    """Every way to give `total` shares so that each line is within 5 % of its own; lines of one speed get the same."""
    kinds, whole = Counter(speeds), sum(speeds)
    due = [speed * total / whole for speed in kinds]
    choices = [range(max(1, floor(one * (1 - TOLERANCE))), ceil(one * (1 + TOLERANCE)) + 1) for one in due]
    found = []
    for given in product(*choices):
        if sum(map(mul, given, kinds.values())) == total:
            share = dict(zip(kinds, given, strict=True))
            found.append(tuple(share[speed] for speed in speeds))
    return [one for one in found if _error(one, speeds) <= TOLERANCE]


def _even(given: Sequence[int], speeds: Sequence[int]) -> bool:
    """Whether lines of one speed have the same share."""
    return len(set(zip(speeds, given, strict=True))) == len(set(speeds))


def _split(speeds: Sequence[int], total: int) -> tuple[int, ...]:
    """`total` shares over the lines: one each, then each further share to the line that lacks most."""
    given = [1] * len(speeds)
    for _ in range(total - len(speeds)):
        neediest = max(range(len(speeds)), key=lambda line: speeds[line] / given[line])
        given[neediest] += 1
    return tuple(given)


def _error(given: Sequence[int], speeds: Sequence[int]) -> float:
    """By how much the worst line's share is off, relative to what it should be."""
    return max(map(abs, deviations(given, speeds)), default=0.0)


def deviations(given: Sequence[int], speeds: Sequence[int]) -> tuple[float, ...]:
    """By how much each line's share is off, relative to what its speed asks for: 0.5 is half as much again."""
    total, whole = sum(given), sum(speeds)
    return tuple(share / total * whole / speed - 1 for share, speed in zip(given, speeds, strict=True))


def percentages(given: Sequence[int]) -> tuple[int, ...]:
    """What part of the guests' connections each line is expected to carry, in percent."""
    total = sum(given) or 1
    return tuple(round(100 * share / total) for share in given)
