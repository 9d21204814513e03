"""From a key to the glass: the cursor of a table with 100,000 connections that are read anew each second.

python -m benchmarks table

Seen from outside: a key is written to a pseudo-terminal, and the clock stops when the line of another row arrives in
the colour of the cursor. Decoding, sorting and drawing of 100,000 rows go on all the while (`benchmarks.keys`).
"""

from __future__ import annotations

import os
import random
import re
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.row import Row, beside
from benchmarks.stream import serving

HERE = Path(__file__).resolve().parent.parent
COUNT = 100_000
SIZE = (160, 48)
KEYS = 200
AIM = 30.0
"""Milliseconds, for 95 of 100 keys."""
SEED = 17
PATIENCE = 20.0
_DOWN, _PAGE_DOWN = b"\x1b[B", b"\x1b[6~"
_CURSOR = re.compile(rb"48;2;43;75;104m[^\x1b]*?(\d+\.\d+\.\d+\.\d+:\d+)")
"""A row in the cursor's colour, and what it begins with."""


@dataclass(frozen=True)
class Felt:
    """Milliseconds from keys to the glass."""

    median: float
    slow: float
    slowest: float


class Glass:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, which: str, port: int) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
        environment.pop("NO_COLOR", None)
        command = (sys.executable, "-m", "benchmarks.keys", which, str(port))
        self._process = subprocess.Popen(
            command, cwd=HERE, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self._tail = b""
        self.row = b""

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self._ours, key)

    def listen(self, seconds: float, *, until_moved: bool = False) -> bool:
        """Take in what is drawn for so long, or until the cursor stands on another row; whether it does."""
        before, end = self.row, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not select.select([self._ours], [], [], left)[0]:
                break
            self._tail = (self._tail + os.read(self._ours, 1 << 16))[-(1 << 16) :]
            seen = _CURSOR.findall(self._tail)
            if seen:
                self.row = seen[-1]
                self._tail = self._tail[self._tail.rindex(self.row) + len(self.row) :]
            if until_moved and self.row != before:
                return True
        return self.row != before

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
        os.close(self._ours)


@contextmanager
def glass(which: str, port: int) -> Iterator[Glass]:
    """A program that shows its table; it is ended in the end."""
    shown = Glass(which, port)
    try:
        if not shown.listen(6 * PATIENCE, until_moved=True):
            raise RuntimeError(f"{which}: no row was ever drawn")
        shown.listen(5.0)
        yield shown
    finally:
        shown.close()


def felt(which: str, port: int, keys: int = KEYS) -> Felt:
    """How long keys take to be seen."""
    dice = random.Random(SEED)
    taken = []
    with glass(which, port) as shown:
        for _ in range(keys):
            shown.listen(dice.uniform(0.08, 0.25))
            began = time.perf_counter()
            shown.press(_PAGE_DOWN if dice.random() < 0.2 else _DOWN)
            if not shown.listen(PATIENCE, until_moved=True):
                raise RuntimeError(f"{which}: a key was not seen within {PATIENCE:.0f} s")
            taken.append(1000 * (time.perf_counter() - began))
    return Felt(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], max(taken))


def rows() -> list[Row]:
    """Half and 95 % of the keys, beside the DataTable and the aim; none on Windows, which has no such terminal."""
    if sys.platform == "win32":
        return []
    with serving(COUNT) as port:
        ours, usual = felt("ours", port), felt("usual", port, KEYS // 3)
    what = f"a key to the glass, {COUNT:,} rows read and sorted each second"
    return [
        beside(f"{what}, half of the keys, beside a DataTable", ours.median, usual.median, "ms"),
        beside(f"{what}, 95 % of the keys, beside a DataTable", ours.slow, usual.slow, "ms"),
        beside(f"{what}, 95 % of the keys, aim", ours.slow, AIM, "ms"),
        beside(f"{what}, the slowest of {KEYS} keys, beside a DataTable", ours.slowest, usual.slowest, "ms"),
    ]
