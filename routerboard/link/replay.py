"""A recording in the place of a router: what a `Watcher` would tell, as it was told then, at any speed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from routerboard.link.pace import QUICK, Pace
from routerboard.link.recording import Head, Reading, length, opened, readings_in_pieces
from routerboard.link.watching import Snapshot

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 60.0)
STEP = 0.1
"""Seconds between two looks at what is due."""


@dataclass
class Replay:
    """Tells the readings of a file when their time has come. It asks no router, so it costs none anything.

    position   seconds into the recording; `speed` of them pass in one second, none while `paused`
    seeking    whether somebody takes in what lies before another position, by `due`; time stands still for so long
    """

    path: Path
    on_snapshot: Callable[[str, Snapshot], None]
    speed: float = 1.0
    paused: bool = False
    seeking: bool = False
    position: float = 0.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wanted: frozenset[str] = frozenset()
    pace: Pace = QUICK
    reading: str = ""
    since: float = 0.0
    requests_per_second: float = 0.0
    bytes_per_second: float = 0.0
    head: Head = field(init=False)
    length: float = field(init=False)
    _ahead: Reading | None = None
    _dry: bool = False
    _coming: Iterator[Reading | None] = field(init=False)

    def __post_init__(self) -> None:
        """RecordingError where the file is none."""
        self.head, self.length = opened(self.path), length(self.path)
        self._rewind()

    def _rewind(self) -> None:
        self._coming = chain(_surveyed(self.head), readings_in_pieces(self.path))
        self._ahead, self._dry = None, False

    # what a watcher has

    def now(self) -> float:
        """The recording's own clock."""
        return self.position

    def wall(self, position: float) -> datetime:
        """The laptop's clock of then."""
        return self.head.began + timedelta(seconds=position)

    def want(self, *menus: str) -> None:
        """What is looked at; what was not read then cannot be shown now."""
        self.wanted = frozenset(menus)

    def narrow(self, menu: str, queries: Sequence[str] = ()) -> None:
        """There is no router to ask."""

    def fetch_whole(self, menu: str) -> None:
        """There is no router to ask."""

    def release(self, menu: str) -> None:
        """There is no router to ask."""

    def held(self, menu: str) -> bool:
        """Nothing is held: what was read is shown."""
        return False

    async def run(self) -> None:
        """Go on until the end, at this speed; stays there, for somebody may go back."""
        last = asyncio.get_running_loop().time()
        while True:
            await self.sleep(STEP)
            now = asyncio.get_running_loop().time()
            if not self.seeking:
                if not self.paused:
                    self.position = min(self.length, self.position + (now - last) * self.speed)
                await self.poll_once()
            last = now

    async def poll_once(self) -> None:
        """Tell what is due."""
        for at, reading in enumerate(self.due()):
            if reading is not None:
                self.on_snapshot(reading.menu, reading.snapshot)
            if reading is None or at % 20 == 19:
                await asyncio.sleep(0)
                if self.seeking:
                    return

    # what only a replay can

    def due(self) -> Iterator[Reading | None]:
        """The readings up to the position that were not told yet; RecordingError where the file is broken there.

        None comes after each piece of a long one: a moment for what else is to be done.
        """
        while not self._dry:
            if self._ahead is None:
                found = next(self._coming, self)
                self._dry = found is self
                self._ahead = found if isinstance(found, Reading) else None
            if self._ahead is None:
                yield None
            elif self._ahead.at > self.position:
                return
            else:
                reading, self._ahead = self._ahead, None
                yield reading

    def go(self, position: float) -> bool:
        """Go to this second; whether that is back, and all has to be told anew from the beginning by `due`."""
        back = position < self.position
        self.position = min(max(0.0, position), self.length)
        if back:
            self._rewind()
        return back

    def faster(self, steps: int) -> None:
        """One speed up or down."""
        near = min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - self.speed))
        self.speed = SPEEDS[min(max(0, near + steps), len(SPEEDS) - 1)]

    @property
    def behind(self) -> bool:
        """Whether something of before the position is still to be told, as at high speeds."""
        return not self._dry and (self._ahead is None or self._ahead.at <= self.position)

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self._dry and self.position >= self.length


def _surveyed(head: Head) -> Iterator[Reading]:
    """What the survey had read before, so that a table nobody looked at is shown as it was then."""
    for menu, rows in head.survey.menus.items():
        yield Reading(0.0, menu, Snapshot(rows, 0.0, len(rows)))
