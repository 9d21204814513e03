"""Watching a router: one request at a time, paced, and only for what is looked at.

Routers share a small budget of requests among all sessions, and a big print costs them seconds. So the watcher asks for
one thing at a time, comes back to a menu no sooner than three times as long as its last answer took, asks nothing for a
hidden tab, and is gentler with a small or busy router (`pace`). A table that may be long is counted before it is read,
unless it was short a moment ago. Above its limit the router is asked for a part only: what carries something, or what a
filter is after (`narrow`). All of it is read when somebody says so (`fetch_whole`), once. What it has is told with the
moment it was taken, so that a screen can say how old it is instead of lying.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from routerboard.language.items import Row
from routerboard.link.errors import LoginRefused, RouterError, RouterRefused, TlsRefused
from routerboard.link.pace import ASKED, QUICK, RESOURCE, Pace, pace_for
from routerboard.link.session import Fetched, Session

Clock = Callable[[], float]
LATER = 30.0
"""Seconds until a menu is asked for again that the router lacks or keeps from us."""
SETTLE = 0.3
"""Seconds that a filter must stay the same before the router is asked for what it is after."""
WINDOW = 10.0
"""Seconds over which our cost is told."""


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
    most      rows fetched at most, 0 for any number; a longer table is counted, and read in part
    part      query words that choose the part of a longer table; `called` is what rows these are
    """

    menu: str
    period: float = 2.0
    wanted: tuple[str, ...] = ()
    most: int = 0
    part: tuple[str, ...] = ()
    called: str = "those that carry something now"


@dataclass(frozen=True)
class Snapshot:
    """The rows of one menu at one moment of the watcher's clock; `total` is how many the router has.

    `refused` is why the router gave none, "" where it gave them or has no such menu. `part` is what part of the table
    the rows are, in words, "" for all of it.
    """

    rows: Sequence[Row]
    taken: float
    total: int
    refused: str = ""
    part: str = ""

    @property
    def whole(self) -> bool:
        """Whether all rows are here."""
        return not self.part and len(self.rows) >= self.total


@dataclass
class Watcher:
    """Reads the feeds that are wanted, the most overdue first, and tells what it read.

    on_snapshot   told (menu, snapshot); `on_trouble` told the error, or None when the router answers again
    pace          how gently it asks now, and why
    reading       the menu that is being read now, "" between two readings; `since` when
    """

    sessions: Sessions
    feeds: Mapping[str, Feed]
    on_snapshot: Callable[[str, Snapshot], None]
    on_trouble: Callable[[RouterError | None], None] = lambda error: None
    clock: Clock | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wanted: frozenset[str] = frozenset()
    pace: Pace = QUICK
    reading: str = ""
    since: float = 0.0
    _due: dict[str, float] = field(default_factory=dict)
    _rested: dict[str, float] = field(default_factory=dict)
    _narrowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _whole: set[str] = field(default_factory=set)
    _held: set[str] = field(default_factory=set)
    _total: dict[str, float] = field(default_factory=dict)
    _spent: deque[tuple[float, int, int]] = field(default_factory=deque)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _troubled: bool = False

    def now(self) -> float:
        """The watcher's clock, in seconds."""
        return self.clock() if self.clock is not None else asyncio.get_running_loop().time()

    # what is asked

    def want(self, *menus: str) -> None:
        """What is looked at from now on; a menu that was not wanted before is read at once."""
        for menu in set(menus) - self.wanted:
            self._due[menu] = 0.0
        self._held &= set(menus)
        self._whole &= set(menus)
        self.wanted = frozenset(menus)

    def narrow(self, menu: str, queries: Sequence[str] = ()) -> None:
        """While this table is longer than its limit, let the router pick the rows by these query words.

        Without any it is the feed's own part again. While words are typed it waits until they settle. What was fetched
        whole stays as it is.
        """
        if tuple(queries) != self._narrowed.get(menu, ()):
            self._narrowed[menu] = tuple(queries)
            if menu not in self._held:
                self._due[menu] = max(self._rested.get(menu, 0.0), self.now() + SETTLE)

    def fetch_whole(self, menu: str) -> None:
        """Read all of this table once, however long it is, as soon as the router has had its rest.

        A table above its limit is then held: it is not read again until this, `release` or another `want` asks for it.
        """
        self._whole.add(menu)
        self.release(menu)

    def release(self, menu: str) -> None:
        """Hold no longer what was fetched whole: read this table again as its feed says."""
        self._held.discard(menu)
        self._due[menu] = self._rested.get(menu, 0.0)

    def held(self, menu: str) -> bool:
        """Whether all of a long table was fetched on demand, and is not read again by itself."""
        return menu in self._held

    # what it costs

    @property
    def requests_per_second(self) -> float:
        """What we cost the router now: requests a second over the last ten seconds."""
        return sum(requests for _, requests, _ in self._recent()) / WINDOW

    @property
    def bytes_per_second(self) -> float:
        """What we cost the router now: bytes of the API a second, both ways, over the last ten seconds."""
        return sum(size for _, _, size in self._recent()) / WINDOW

    def _recent(self) -> Sequence[tuple[float, int, int]]:
        since = self.now() - WINDOW
        while self._spent and self._spent[0][0] <= since:
            self._spent.popleft()
        return self._spent

    # reading

    async def run(self) -> None:
        """Watch until cancelled; LoginRefused and TlsRefused end it."""
        while True:
            await self.sleep(max(0.05, self._wait()))
            await self.poll_once()

    async def poll_once(self) -> None:
        """Read every feed that is due, one after the other; who calls it twice waits."""
        async with self._turn:
            while (menu := self._next()) is not None:
                await self._read(self.feeds[menu])

    def _wait(self) -> float:
        moments = [self._due.get(menu, 0.0) for menu in self.wanted]
        return min(1.0, min(moments, default=inf) - self.now())

    def _next(self) -> str | None:
        now = self.now()
        due = sorted((self._due.get(menu, 0.0), menu) for menu in self.wanted)
        return due[0][1] if due and due[0][0] <= now else None

    async def _read(self, feed: Feed) -> None:
        began, whole, queries = self.now(), feed.menu in self._whole, self._narrowed.get(feed.menu, ())
        self._whole.discard(feed.menu)
        try:
            session = await self.sessions.session()
            began = self.since = self.now()
            self.reading = feed.menu
            snapshot = await self._metered(session, feed, whole, queries)
        except RouterRefused as error:
            self.on_snapshot(feed.menu, Snapshot((), began, 0, "" if error.lacks else error.what))
            self._pause(feed.menu, LATER if error.lacks or error.forbidden else feed.period)
        except (LoginRefused, TlsRefused):
            raise
        except RouterError as error:
            self._troubled = True
            self.on_trouble(error)
            self._pause(feed.menu, feed.period)
        else:
            if self._troubled:
                self._troubled = False
                self.on_trouble(None)
            if whole and feed.most and len(snapshot.rows) > self._most(feed):
                self._held.add(feed.menu)
            if feed.menu == RESOURCE and snapshot.rows:
                self.pace = pace_for(snapshot.rows[0], self.pace)
            self.on_snapshot(feed.menu, snapshot)
            self._rest(feed, began, queries)
        finally:
            self.reading = ""

    def _pause(self, menu: str, seconds: float) -> None:
        self._due[menu] = self._rested[menu] = self.now() + seconds

    def _rest(self, feed: Feed, began: float, queries: tuple[str, ...]) -> None:
        """When this menu is read again; what was asked for while it was read is done once the router has rested."""
        menu, now = feed.menu, self.now()
        self._rested[menu] = now + self.pace.rest * (now - began)
        asked_meanwhile = menu in self._whole or queries != self._narrowed.get(menu, ())
        usual = inf if menu in self._held else began + feed.period * self.pace.slower
        self._due[menu] = self._rested[menu] if asked_meanwhile else max(usual, self._rested[menu])

    async def _metered(self, session: Session, feed: Feed, whole: bool, queries: tuple[str, ...]) -> Snapshot:
        requests, traffic = session.requests, session.traffic
        try:
            return await self._snapshot(session, feed, whole, queries)
        finally:
            self._spent.append((self.now(), session.requests - requests, session.traffic - traffic))

    async def _snapshot(self, session: Session, feed: Feed, whole: bool, queries: tuple[str, ...]) -> Snapshot:
        wanted = tuple(dict.fromkeys((*feed.wanted, *ASKED))) if feed.menu == RESOURCE else feed.wanted
        if whole or not feed.most:
            return self._taken(await session.fetch(feed.menu, proplist=wanted))
        most = self._most(feed)
        if self._total.get(feed.menu, inf) <= most / 2:
            fetched = await session.fetch(feed.menu, proplist=wanted, most=most)
            self._total[feed.menu] = inf if fetched.cut else len(fetched.rows)
            if not fetched.cut:
                return self._taken(fetched)
        total = self._total[feed.menu] = await session.count(feed.menu)
        if total <= most:
            return self._taken(await session.fetch(feed.menu, proplist=wanted), total)
        part, called = feed.part, feed.called
        if queries:
            fits = await session.count(feed.menu, *queries) <= most
            part, called = queries, "those that the router found for the filter"
            if not fits:
                part, called = (*queries, *feed.part), f"{called}, and of them {feed.called}"
        return self._taken(await session.fetch(feed.menu, *part, proplist=wanted, most=most), total, called)

    def _taken(self, fetched: Fetched, total: int = 0, part: str = "") -> Snapshot:
        if fetched.cut:
            part = f"the first of {part}"
        if fetched.broken is not None:
            part = f"all that came before the router said {fetched.broken.message!r}"
        return Snapshot(fetched.rows, self.now(), max(total, len(fetched.rows)), part=part)

    def _most(self, feed: Feed) -> int:
        return max(1, round(feed.most * self.pace.share))
