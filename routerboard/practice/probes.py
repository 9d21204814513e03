"""Gateway checks of the practice board: a ping every ten seconds, two misses to lose a gateway, one reply to regain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

INTERVAL = 10.0
"""Seconds between two probes of one gateway."""
TIMEOUT = 1.0
"""Seconds that a probe waits for its reply."""
MISSES = 2
"""Missed replies in a row that make a gateway unreachable."""


@dataclass
class _Watch:
    next: float
    misses: int = 0
    judged: float | None = None

    @property
    def alive(self) -> bool:
        return self.misses < MISSES


class Probes:
    """What the router believes of the gateways that its routes check, by (gateway, interface)."""

    def __init__(self, ping: Callable[[str, str], bool]) -> None:
        self._ping = ping
        self._watched: dict[tuple[str, str], _Watch] = {}
        self._asked: set[tuple[str, str]] = set()
        self._now = 0.0

    def answers(self, gateway: str, interface: str) -> bool:
        """Whether this gateway counts as reachable; asking makes it watched."""
        key = (gateway, interface)
        self._asked.add(key)
        return self._watched.setdefault(key, _Watch(self._now)).alive

    def forget_unasked(self) -> None:
        """Stop watching what no route asked for since the last call."""
        self._watched = {key: watch for key, watch in self._watched.items() if key in self._asked}
        self._asked.clear()

    def step(self, now: float) -> list[tuple[str, str]]:
        """Send the probes that are due and judge those whose time is over; returns what was probed."""
        self._now = now
        due = [key for key, watch in self._watched.items() if watch.next <= now]
        for key in due:
            self._probe(key, now)
        for watch in self._watched.values():
            if watch.judged is not None and watch.judged <= now:
                watch.judged = None
                watch.misses += 1
        return due

    def _probe(self, key: tuple[str, str], now: float) -> None:
        watch = self._watched[key]
        watch.next = now + INTERVAL
        if self._ping(*key):
            watch.misses, watch.judged = 0, None
        else:
            watch.judged = now + TIMEOUT

    @property
    def state(self) -> tuple[tuple[str, str, bool], ...]:
        """What is believed of every watched gateway, to see whether it changed."""
        return tuple((*key, watch.alive) for key, watch in self._watched.items())
