"""Throughput over time: fine for minutes, coarser for hours, in rings of a fixed size. Time comes with the data."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST = 60.0
"""Seconds between two readings above which nothing is drawn: the router was away, and nobody knows when it carried."""


class Span(NamedTuple):
    """How far back the graphs look, in seconds, and how that reads."""

    seconds: float
    words: str


SPANS = (
    Span(120.0, "2 min"),
    Span(600.0, "10 min"),
    Span(3600.0, "1 h"),
    Span(6 * 3600.0, "6 h"),
    Span(24 * 3600.0, "24 h"),
)
"""What the keys go through."""

STEPS = ((1.0, 660), (10.0, 400), (60.0, 1500))
"""Seconds a bucket, and how many are kept: 11 minutes, more than an hour, 25 hours. 2,560 buckets a line."""


class Rate(NamedTuple):
    """Bits a second; `down` is what the router receives on a line, the guests' download."""

    down: float
    up: float


NOTHING = Rate(0.0, 0.0)


@dataclass(slots=True)
class Bucket:
    """What was carried in one step of time: bits, and the seconds of it that were measured."""

    at: int
    down: float = 0.0
    up: float = 0.0
    seconds: float = 0.0


@dataclass
class Ring:
    """The last `most` steps of `step` seconds each; a step without a reading has no bucket."""

    step: float
    most: int
    buckets: deque[Bucket] = field(default_factory=deque)

    def add(self, begin: float, end: float, rate: Rate) -> None:
        """A rate that held from `begin` to `end`, spread over the steps that it touches."""
        at, last = int(begin // self.step), int(end // self.step)
        while at <= last:
            seconds = min(end, (at + 1) * self.step) - max(begin, at * self.step)
            if seconds > 0:
                self._put(at, seconds, rate)
            at += 1

    def _put(self, at: int, seconds: float, rate: Rate) -> None:
        if not self.buckets or self.buckets[-1].at < at:
            self.buckets.append(Bucket(at))
            while self.buckets[0].at <= at - self.most:
                self.buckets.popleft()
        last = self.buckets[-1]
        last.down += rate.down * seconds
        last.up += rate.up * seconds
        last.seconds += seconds


def _rings() -> tuple[Ring, ...]:
    return tuple(Ring(step, most) for step, most in STEPS)


@dataclass
class History:
    """The throughput of one line: what it is now, and what it was.

    `until` is the moment of the newest reading on the clock of the readings, 0 before the first.
    """

    now: Rate = NOTHING
    until: float = 0.0
    rings: tuple[Ring, ...] = field(default_factory=_rings)

    def add(self, begin: float, end: float, down: float, up: float) -> None:
        """Bits a second from one reading of the counters to the next."""
        self.now = Rate(down, up)
        self.until = end
        if 0 < end - begin <= LONGEST:
            for ring in self.rings:
                ring.add(begin, end, self.now)

    def columns(self, span: float, room: int) -> list[Rate | None]:
        """The last `span` seconds in at most `room` columns, oldest first; None where nothing is known.

        Columns stand at fixed places in time, so a picture moves by whole columns and never trembles. The newest one
        is not full yet.
        """
        ring = self._ring(span)
        step = max(span / max(1, room), ring.step)
        count = max(1, round(span / step))
        newest = ring.buckets[-1].at if ring.buckets else 0
        last = int((newest + 0.5) * ring.step // step)
        sums: dict[int, Bucket] = {}
        for bucket in reversed(ring.buckets):
            at = int((bucket.at + 0.5) * ring.step // step)
            if at <= last - count:
                break
            held = sums.setdefault(at, Bucket(at))
            held.down += bucket.down
            held.up += bucket.up
            held.seconds += bucket.seconds
        return [_mean(sums.get(at)) for at in range(last - count + 1, last + 1)]

    def _ring(self, span: float) -> Ring:
        return next((one for one in self.rings if one.step * one.most >= span), self.rings[-1])

    def carried(self, span: float) -> int:
        """Bytes of both ways in the last `span` seconds, as far as they were measured."""
        ring = self._ring(span)
        first = self.until - span
        within = (one for one in ring.buckets if (one.at + 1) * ring.step > first)
        return round(sum(one.down + one.up for one in within) / 8)


def _mean(bucket: Bucket | None) -> Rate | None:
    if bucket is None or bucket.seconds <= 0:
        return None
    return Rate(bucket.down / bucket.seconds, bucket.up / bucket.seconds)


def together(columns: Iterable[Sequence[Rate | None]]) -> list[Rate | None]:
    """All lines as one; a moment that only some of them know counts those."""
    return [_sum(known) for known in zip(*columns, strict=True)]


def _sum(rates: Sequence[Rate | None]) -> Rate | None:
    known = [one for one in rates if one is not None]
    return Rate(sum(one.down for one in known), sum(one.up for one in known)) if known else None
