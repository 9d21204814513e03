"""The board's own clock: it moves only when it is told to, and wakes who waits for a moment."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from routerboard.language.values import parse_duration
from routerboard.language.version import Version

BOOT = datetime(2026, 11, 12, 20, 40, 0)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Clock:
    """Seconds since boot in `now`; `booted` is the wall time of boot as the board believes it."""

    now: float = 0.0
    booted: datetime = BOOT
    _sleepers: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    @property
    def wall(self) -> datetime:
        """The date and time that the board shows."""
        return self.booted + timedelta(seconds=self.now)

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have been told."""
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    def restart(self) -> None:
        """The board boots: seconds are counted anew, the wall clock goes on, and nobody is woken any more."""
        self.booted, self.now = self.wall, 0.0
        self._sleepers.clear()

    def set_wall(self, moment: datetime) -> None:
        """Let the wall clock show this moment now."""
        self.booted = moment - timedelta(seconds=self.now)

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake those whose moment has come."""
        self.now += seconds
        while self._sleepers and self._sleepers[0][0] <= self.now + 1e-9:
            _, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)


def date_of(moment: datetime, version: Version) -> str:
    """A date as the version prints it: `nov/12/2026`, or `2026-11-12` from 7.10 on."""
    if version.can("iso-dates"):
        return f"{moment:%Y-%m-%d}"
    return f"{_MONTHS[moment.month - 1]}/{moment:%d/%Y}"


def read_date(text: str, version: Version) -> datetime:
    """Midnight of a date in the version's own spelling; ValueError for any other."""
    if version.can("iso-dates"):
        return datetime.strptime(text, "%Y-%m-%d")
    month, day, year = text.lower().split("/")
    return datetime(int(year), _MONTHS.index(month) + 1, int(day))


def read_days(text: str) -> frozenset[int]:
    """Days of the week, 0 for Monday, in `mon,fri`; ValueError for anything else."""
    return frozenset(_DAYS.index(word) for word in text.split(",") if word)


def read_time(text: str) -> timedelta:
    """A time of the day, `23:59:00`; ValueError for anything else."""
    seconds = parse_duration(text)
    if seconds >= 86_400:
        raise ValueError(f"no time of a day: {text!r}")
    return timedelta(seconds=seconds)


def stamp(moment: datetime, version: Version) -> str:
    """Date and time as log rows and link times show them."""
    return f"{date_of(moment, version)} {moment:%H:%M:%S}"
