"""How fast the practice board serves a big table: whether a client would ever wait for it.

    python -m benchmarks serve

The board `campus` in a process of its own, read whole by our lazy reader, the fastest that there is; beside it the time
in which the fastest of the others takes in a row that waits on the wire already (`reader`).
"""

from __future__ import annotations

import statistics
import time

from benchmarks.live import practice
from benchmarks.reader import PEERS, measured, ours_lazy
from benchmarks.row import Row, beside

BOARD = "campus"
FULL = 100_000
ROUNDS = 5
COUNT = 20_000
"""Rows that the others read; they need the same time for each."""

_served: list[tuple[float, int]] = []


def rows() -> list[Row]:
    """A row of ours beside a row of the fastest other client, in microseconds."""
    with practice(BOARD) as port:
        while (
            ours_lazy(port)[1] < FULL
        ):  # its guests are still arriving; and later prints know what the first works out
            time.sleep(1.0)
        _served[:] = [ours_lazy(port) for _ in range(ROUNDS)]
    ours = statistics.median(seconds / count for seconds, count in _served)
    peer = min(measured(PEERS, COUNT, 1).values()) / COUNT
    name = "a row of 100,000 connections, served by the practice board, beside the fastest other client that reads one"
    return [beside(name, ours * 1e6, peer * 1e6, "µs")]


def notes() -> list[str]:
    """The same in rows a second."""
    rates = sorted(count / seconds for seconds, count in _served)
    most = max(count for _, count in _served)
    return [f"The board {BOARD} served {most:,} connections at {rates[0]:,.0f} to {rates[-1]:,.0f} rows/s."]
