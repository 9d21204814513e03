"""Watching a router: one request at a time, paced, and only for what is looked at.

Routers share a small budget of requests among all sessions, and a big print costs them seconds. So the watcher asks for
one thing at a time, comes back to a menu no sooner than three times as long as its last answer took, counts the
connections before it fetches them, and asks nothing for a hidden tab. What it has is told with the moment it was taken,
so that a screen can say how old it is instead of lying.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from routerboard.language.items import Row
from routerboard.link.errors import LoginRefused, RouterError, RouterRefused, TlsRefused
from routerboard.link.session import Session

Clock = Callable[[], float]
LATER = 30.0
"""Seconds until a menu is asked for again that the router lacks or keeps from us."""


class Sessions(Protocol):
    """Gives a session that is up, waiting for the router where it is away; `Keeper` does."""

    async def session(self) -> Session:
        """The session."""
        ...


@dataclass(frozen=True)
class Feed:
    """One menu to be read again and again.

    period    seconds between two readings, at least
    wanted    properties asked for, all where empty
    most      rows fetched at most; a longer table is counted, and read in part
    part      query words that choose the part of a longer table
    """

    menu: str
    period: float = 2.0
    wanted: tuple[str, ...] = ()
    most: int = 0
    part: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """The rows of one menu at one moment of the watcher's clock; `total` is how many the router has.

    `refused` is why the router gave none, "" where it gave them or has no such menu.
    """

    rows: tuple[Row, ...]
    taken: float
    total: int
    refused: str = ""

    @property
    def whole(self) -> bool:
        """Whether all rows are here."""
        return len(self.rows) >= self.total


@dataclass
class Watcher:
    """Reads the feeds that are wanted, the most overdue first, and tells what it read.

    on_snapshot   told (menu, snapshot); `on_trouble` told the error, or None when the router answers again
    """

    sessions: Sessions
    feeds: Mapping[str, Feed]
    on_snapshot: Callable[[str, Snapshot], None]
    on_trouble: Callable[[RouterError | None], None] = lambda error: None
    clock: Clock | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wanted: frozenset[str] = frozenset()
    _due: dict[str, float] = field(default_factory=dict)
    _asked: deque[float] = field(default_factory=lambda: deque(maxlen=200))
    _troubled: bool = False

    def now(self) -> float:
        """The watcher's clock, in seconds."""
        return self.clock() if self.clock is not None else asyncio.get_running_loop().time()

    def want(self, *menus: str) -> None:
        """What is looked at from now on; a menu that was not wanted before is read at once."""
        for menu in set(menus) - self.wanted:
            self._due[menu] = 0.0
        self.wanted = frozenset(menus)

    @property
    def requests_per_second(self) -> float:
        """What we cost the router now: requests a second over the last ten seconds."""
        now = self.now()
        return sum(moment > now - 10 for moment in self._asked) / 10

    async def run(self) -> None:
        """Watch until cancelled; LoginRefused and TlsRefused end it."""
        while True:
            await self.sleep(max(0.05, self._wait()))
            await self.poll_once()

    async def poll_once(self) -> None:
        """Read every feed that is due, one after the other."""
        while (menu := self._next()) is not None:
            await self._read(self.feeds[menu])

    def _wait(self) -> float:
        moments = [self._due.get(menu, 0.0) for menu in self.wanted]
        return min(1.0, min(moments, default=1e9) - self.now())

    def _next(self) -> str | None:
        now = self.now()
        due = sorted((self._due.get(menu, 0.0), menu) for menu in self.wanted)
        return due[0][1] if due and due[0][0] <= now else None

    async def _read(self, feed: Feed) -> None:
        began = self.now()
        try:
            session = await self.sessions.session()
            snapshot = await self._snapshot(session, feed)
        except RouterRefused as error:
            self.on_snapshot(feed.menu, Snapshot((), began, 0, "" if error.lacks else error.what))
            self._due[feed.menu] = self.now() + (LATER if error.lacks or error.forbidden else feed.period)
        except (LoginRefused, TlsRefused):
            raise
        except RouterError as error:
            self._troubled = True
            self.on_trouble(error)
            self._due[feed.menu] = self.now() + feed.period
        else:
            if self._troubled:
                self._troubled = False
                self.on_trouble(None)
            self.on_snapshot(feed.menu, snapshot)
            took = self.now() - began
            self._due[feed.menu] = max(began + feed.period, self.now() + 2 * took)

    async def _snapshot(self, session: Session, feed: Feed) -> Snapshot:
        total = await self._counted(session, feed) if feed.most else None
        queries = feed.part if total is not None and total > feed.most else ()
        self._asked.append(self.now())
        rows = await session.print(feed.menu, *queries, proplist=feed.wanted, lazy=True)
        kept = tuple(rows[: feed.most] if feed.most else rows)
        return Snapshot(kept, self.now(), len(rows) if total is None else max(total, len(kept)))

    async def _counted(self, session: Session, feed: Feed) -> int:
        self._asked.append(self.now())
        return await session.count(feed.menu)
