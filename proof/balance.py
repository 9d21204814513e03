"""Whether the spread over the lines may be chance: exact, for few guests, and however often one looks. Pure.

`docs/balance.md` has the reasons. In short: a classifier draws a line once for each thing that it hashes (a guest, a
pair of guest and server, a connection), so those are counted, each once, and never the packets or bytes that follow.
Against the expected shares stands a mixture over all other shares. Their likelihood ratio is a martingale while the
expectation is true, so the chance that it ever reaches 1/alpha is at most alpha, for all looks together (Ville).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import lgamma, log

from proof.results import Balance, LineShare

ALPHA = 0.001
"""How often a router that does what it should may be called wrong, in all the looks of one watch together."""

DRAWN: Mapping[str, tuple[str, ...]] = {
    "both-addresses": ("source", "destination"),
    "both-ports": ("source-port", "destination-port"),
    "both-addresses-and-ports": ("source", "destination", "source-port", "destination-port"),
    "src-address": ("source",),
    "src-port": ("source-port",),
    "src-address-and-port": ("source", "source-port"),
    "dst-address": ("destination",),
    "dst-port": ("destination-port",),
    "dst-address-and-port": ("destination", "destination-port"),
    "ecmp": ("source", "destination"),
    "nth": ("source", "destination", "source-port", "destination-port"),
    "nth-sticky": ("source",),
}
"""What one draw is, by classifier or method. Of what ECMP hashes ports too, the first connection of a pair is taken."""

_CALLED = {
    ("source",): ("guest", "guests"),
    ("destination",): ("server", "servers"),
    ("source", "destination"): ("pair of guest and server", "pairs of guest and server"),
}


def key(classifier: str, source: str, source_port: str, destination: str, destination_port: str) -> tuple[str, ...]:
    """What the classifier hashes of one connection; of an unknown classifier the whole connection."""
    ends = {
        "source": source,
        "source-port": source_port,
        "destination": destination,
        "destination-port": destination_port,
    }
    return tuple(ends[part] for part in DRAWN.get(classifier, tuple(ends)))


def called(classifier: str, count: int = 2) -> str:
    """What draws of this classifier are called: `guest`, `pairs of guest and server`, `connections`."""
    one, several = _CALLED.get(DRAWN.get(classifier, ()), ("connection", "connections"))
    return one if count == 1 else several


@dataclass
class Draws:
    """The draws of one classifier as they come in: how many fell on each line, each key once.

    Connections that were there when the watching began count like the others; what `ignore` was told never counts.
    """

    classifier: str
    most: int = 50_000
    counts: dict[str, int] = field(default_factory=dict)
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, found: tuple[str, ...], line: str) -> None:
        """One connection with this key, on this line; only the first of a key is a draw."""
        if found not in self._seen and len(self._seen) < self.most:
            self._seen.add(found)
            self.counts[line] = self.counts.get(line, 0) + 1

    def knows(self, found: tuple[str, ...]) -> bool:
        """Whether this key was drawn, or ignored, before."""
        return found in self._seen

    def ignore(self, found: tuple[str, ...]) -> None:
        """A key that was drawn while a line was away, or by no classifier: never a draw from now on."""
        if len(self._seen) < self.most:
            self._seen.add(found)

    def copy(self) -> Draws:
        """The same draws, to go on from elsewhere."""
        return Draws(self.classifier, self.most, dict(self.counts), set(self._seen))

    def miss(self, later: Draws) -> None:
        """What the others were told meanwhile is never a draw here."""
        self._seen |= later._seen

    @property
    def total(self) -> int:
        """How many draws there were."""
        return sum(self.counts.values())


def evidence(count: int, total: int, expected: float) -> float:
    """How much `count` of `total` speaks against a share of `expected`, as the logarithm of a likelihood ratio.

    The other side is a mixture of all shares, by Jeffreys' prior Beta(1/2, 1/2).
    """
    mixed = lgamma(count + 0.5) + lgamma(total - count + 0.5) - lgamma(total + 1) - 2 * lgamma(0.5)
    return mixed - _times_log(count, expected) - _times_log(total - count, 1 - expected)


def _times_log(count: int, share: float) -> float:
    if count == 0:
        return 0.0
    return count * log(share) if share > 0 else float("-inf")


@lru_cache(maxsize=512)
def interval(total: int, expected: float, alpha: float = ALPHA) -> tuple[float, float]:
    """The shares of `total` draws that chance allows, for all looks together; (0, 1) where it allows everything."""
    if total == 0:
        return 0.0, 1.0
    limit = -log(alpha)
    middle = min(total, max(0, round(total * expected)))

    def allowed(count: int) -> bool:
        return evidence(count, total, expected) < limit

    return _edge(allowed, middle, 0) / total, _edge(allowed, middle, total) / total


def _edge(allowed: Callable[[int], bool], inside: int, outside: int) -> int:
    """The last allowed count between one that is and an end that may not be; the evidence grows on the way."""
    if allowed(outside):
        return outside
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if allowed(middle) else (inside, middle)
    return inside


def judge(
    expected: Mapping[str, float], counts: Mapping[str, int], classifier: str = "", *, alpha: float = ALPHA
) -> Balance:
    """The verdict on draws: `counts` of each line against `expected` shares (which add up to 1).

    good      the shares may be chance; bad  one lies outside of what chance allows; unknown  so few that nothing could
    have been seen: chance allows a line nothing at all, or everything.
    Of two lines one question is asked, of more one for each line, and they share alpha.
    """
    total = sum(counts.get(name, 0) for name in expected)
    each = alpha if len(expected) <= 2 else alpha / len(expected)
    lines = tuple(_line(name, share, counts.get(name, 0), total, each) for name, share in expected.items())
    what = called(classifier, total)
    guests = total if DRAWN.get(classifier) == ("source",) else 0
    wrong = [one for one in lines if one.seen is not None and not one.low - 1e-9 <= one.seen <= one.high + 1e-9]
    if wrong:
        return Balance(lines, total, guests, "bad", f"wrong: {_apart(wrong[0])}, of {total} {what}")
    if total == 0 or any(one.low <= 0.0 < one.expected or one.high >= 1.0 > one.expected for one in lines):
        needed = f", about {enough(tuple(expected.values()), alpha)} are needed" if len(expected) > 1 else ""
        return Balance(lines, total, guests, "unknown", f"too few to tell: {total} {what}{needed}")
    return Balance(lines, total, guests, "good", f"chance, judged by {total} {what}")


def _line(name: str, expected: float, count: int, total: int, alpha: float) -> LineShare:
    low, high = interval(total, round(expected, 9), alpha)
    return LineShare(name, expected, low, high, count / total if total else None)


def _apart(one: LineShare) -> str:
    seen = one.seen or 0.0
    return f"{one.name} has {seen:.0%}, chance allows {one.low:.0%} to {one.high:.0%}"


@lru_cache(maxsize=64)
def enough(expected: tuple[float, ...], alpha: float = ALPHA, most: int = 100_000) -> int:
    """How many draws are needed until a line that gets nothing at all would be called wrong; `most` where never."""
    needed = 1
    smallest = min((one for one in expected if one > 0), default=1.0)
    each = alpha if len(expected) <= 2 else alpha / len(expected)
    while needed < most and evidence(0, needed, smallest) < -log(each):
        needed += 1
    return needed
