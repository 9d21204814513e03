"""What makes a router run its undo script: put there, read back, taken away.

A background job waits so many seconds. A scheduler entry looks at the uptime every few seconds; another one waits for
the next restart, netwatch where the scheduler is forbidden. Safe mode hangs on the session that took it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from dataclasses import dataclass

from routerboard.language.items import Row, is_true
from routerboard.language.menus import menu
from routerboard.language.survey import Survey
from routerboard.language.values import parse_duration
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS
from routerboard.link.errors import Overdue, RouterError, RouterRefused
from routerboard.link.means import Means
from routerboard.link.session import Session
from routerboard.link.together import together
from routerboard.link.undo_script import AT_BOOT, IN_TIME, RIGHTS, SCRIPT, after_boot, hook, in_time, job

SCHEDULER = "/system/scheduler"
NETWATCH = "/tool/netwatch"
JOBS = "/system/script/job"
SAFE_MODE = "/safe-mode"

STILL = "The undo is armed as before."

GRACE = 15.0
"""Seconds by which the scheduler waits longer than the job: one of them is enough."""

_NOBODY = "240.0.0.1"
"""An address that nobody can have: netwatch finds it down, once after each restart."""


@dataclass(frozen=True)
class Seen:
    """The router's time as a survey has shown it: `began` is the uptime less what has passed on our side until then."""

    began: float
    clock: Row
    now: Callable[[], float]

    @classmethod
    def of(cls, survey: Survey, now: Callable[[], float]) -> Seen | None:
        """None where the survey does not tell."""
        resource, clock = survey.rows("/system/resource"), survey.rows("/system/clock")
        try:
            return cls(now() - parse_duration(resource[0]["uptime"]), clock[0], now)
        except (LookupError, ValueError):
            return None

    def uptime(self) -> float:
        """The router's uptime by now, in seconds."""
        return self.now() - self.began


@dataclass
class Hooks:
    """The hooks of one undo script.

    mark, token   in the comments of all traces; uptime   the router's, in seconds, when it was armed
    job           the id of the background job; safe   whether we took safe mode
    """

    means: Means
    version: Version
    mark: str
    token: str
    uptime: float = 0.0
    job: str = ""
    safe: bool = False
    entries: list[tuple[str, str]] | None = None
    seen: Seen | None = None

    async def put(self, session: Session, seconds: float) -> None:
        """Put those there that this router allows; `standing` says which are. Without a script they do nothing.

        The job is the first to go: it tidies up after the others. Where one of them is not answered the rest are
        waited for all the same, so that whoever clears up finds nothing still on its way.
        """
        self.uptime, clock = await self._now(session)
        adding = [_try(session, *one) for one in self._entries(clock, seconds)]
        _, *added = await together(self._start_first(session, seconds), *adding)
        self.entries = [one for one in added if one[1]]

    async def _now(self, session: Session) -> tuple[float, Row]:
        """The router's uptime in seconds and its clock, asked only where they were not seen a moment ago."""
        if self.seen is not None:
            return self.seen.uptime(), self.seen.clock
        return await asyncio.gather(uptime(session), _clock(session))

    def _entries(self, clock: Row, seconds: float) -> Iterator[tuple[str, Row]]:
        """The one for a restart first: it tidies up after the other, should that restart come now.

        Explicit start dates, in the router's own spelling: entries without one never run on 7.24.0 to 7.24.4.
        """
        rights = {"policy": RIGHTS, "comment": self.mark, "start-date": clock.get("date", "")}
        if not self.means.at_boot:
            event = {"name": AT_BOOT, "on-event": hook(self.token), "interval": "0s"}
            yield SCHEDULER, {**event, "start-time": "startup", **rights}
        elif not self.means.netwatch:
            yield NETWATCH, self._watch()
        if not self.means.in_time:
            event = {"name": IN_TIME, "on-event": self._event(self.uptime + seconds), "interval": "10s"}
            yield SCHEDULER, {**event, "start-time": clock.get("time", ""), **rights}

    async def hold(self, session: Session) -> None:
        """Take safe mode; after the script was added, or letting go would take that away too."""
        if self.means.safe_mode:
            return
        self.safe = True
        try:
            await session.call(f"{SAFE_MODE}/take")
        except RouterRefused:
            self.safe = False

    async def _start_first(self, session: Session, seconds: float) -> None:
        self.job = await self._start(session, seconds)

    async def _start(self, session: Session, seconds: float) -> str:
        """The id of a new job; "" where the router allows none."""
        if self.means.job:
            return ""
        try:
            rows = await session.call("/execute", {"script": job(self.token, seconds, release=self._release)})
        except RouterRefused:
            return ""
        return rows[-1].get("ret", "") if rows else ""

    @property
    def _release(self) -> bool:
        return not self.means.safe_mode

    def _event(self, ends: float) -> str:
        return in_time(self.token, ends + GRACE, release=self._release)

    def _watch(self) -> Row:
        known = menu(NETWATCH, self.version)
        soon = {"startup-delay": "5s"} if known is not None and "startup-delay" in known.properties else {}
        script = {"down-script": after_boot(self.token, self.uptime), "comment": self.mark}
        return {"host": _NOBODY, "interval": "10s", "timeout": "1s", **script, **soon}

    async def postpone(self, session: Session, seconds: float) -> None:
        """Run that many seconds from now instead; Overdue where the script is gone: the router has undone it.

        The new job runs before the old one is removed. Hooks that somebody took away are put there again.
        """
        old, (self.job, now, entries, there) = (
            self.job,
            await asyncio.gather(
                self._start(session, seconds), uptime(session), self._rows(session, SCHEDULER), script(session)
            ),
        )
        if not there:
            if self.job:
                await _gone(session, JOBS, self.job)
            raise Overdue("The time was over: the router has begun to undo.")
        if old and not self.job:
            self.job = old
            raise RouterError("The router starts no job that waits longer: the time is as it was.", unchanged=STILL)
        later = {"on-event": self._event(now + seconds)}
        timed = [row[".id"] for row in entries if row.get("name") == IN_TIME]
        setting = (session.set(SCHEDULER, later, row) for row in timed)
        try:
            await together(*([_gone(session, JOBS, old)] if old else []), *setting)
        except RouterRefused as refusal:
            if not refusal.gone or await script(session):
                raise
            raise Overdue("The time was over: the router has begun to undo.") from None
        if not timed:
            self.uptime, clock = now, await _clock(session)
            await together(*(_try(session, *one) for one in self._entries(clock, seconds)))
            self.entries = None

    async def standing(self, session: Session) -> tuple[str, ...]:
        """The hooks that the router shows, in words."""
        return tuple([name async for name in self._standing(session)])

    async def _standing(self, session: Session) -> AsyncIterator[str]:
        ours, watched, jobs, modes = await asyncio.gather(
            self._rows(session, SCHEDULER), self._rows(session, NETWATCH), self._jobs(session), self._modes(session)
        )
        entries = {row.get("name", ""): row for row in ours}
        if modes:
            yield "safe mode"
        if jobs:
            yield "background job"
        if entries.get(IN_TIME, {}).get("next-run"):
            yield "scheduler"
        if AT_BOOT in entries or watched:
            yield "at a restart"

    async def _jobs(self, session: Session) -> list[Row]:
        rows = await session.print(JOBS, proplist=(".id",)) if self.job else []
        return [row for row in rows if row.get(".id") == self.job]

    async def _modes(self, session: Session) -> list[Row]:
        rows = await session.print(SAFE_MODE) if self.safe else []
        return [row for row in rows if is_true(row.get("enabled"))]

    async def _rows(self, session: Session, path: str) -> list[Row]:
        return await _hooks(session, path, self.token)

    async def let_go(self, session: Session) -> None:
        """Release safe mode: what was written under it stays. RouterRefused where it is held all the same."""
        if not self.safe:
            return
        try:
            await session.call(f"{SAFE_MODE}/release")
        except RouterRefused:
            if await self._modes(session):
                raise
        self.safe = False

    async def remove(self, session: Session) -> None:
        """Take away what still stands of them; the job last, which would tidy up after the others."""
        jobs = [(JOBS, self.job)] if self.job else []
        entries = await self._found(session) if self.entries is None else self.entries
        await asyncio.gather(*(_gone(session, *one) for one in (*entries, *jobs)))

    async def _found(self, session: Session) -> list[tuple[str, str]]:
        """The entries that somebody else has put there."""
        found = await asyncio.gather(*(self._rows(session, path) for path in (SCHEDULER, NETWATCH)))
        return [(path, row[".id"]) for path, rows in zip((SCHEDULER, NETWATCH), found, strict=True) for row in rows]


async def _gone(session: Session, path: str, row: str) -> None:
    """Remove a row that may be gone already."""
    try:
        await session.remove(path, row)
    except RouterRefused as refusal:
        if not (refusal.lacks or refusal.gone):
            raise


async def _try(session: Session, path: str, row: Row) -> tuple[str, str]:
    """Where the row was added and its id; "" where the router refuses it."""
    try:
        return path, await session.add(path, row)
    except RouterRefused:
        return path, ""


async def _clock(session: Session) -> Row:
    return next(iter(await session.print("/system/clock")), {})


async def _hooks(session: Session, path: str, token: str) -> list[Row]:
    """The rows of a menu that would run the script of this token; none without one, or where the menu is lacking."""
    if not token:
        return []
    try:
        rows = await session.print(path)
    except RouterRefused:
        return []
    return [row for row in rows if any(token in row.get(name, "") for name in ("on-event", "down-script", "comment"))]


async def forgotten(session: Session, tokens: Collection[str]) -> bool:
    """Take away hooks of these undos of ours, which are decided: who decided could not. Whether there were any.

    Of others none is touched: their script may be on its way.
    """
    if not tokens or await script(session):
        return False
    menus = (SCHEDULER, NETWATCH)
    found = await asyncio.gather(*(_hooks(session, path, token) for path in menus for token in tokens))
    places = [path for path in menus for _ in tokens]
    left = {(path, row[".id"]) for path, rows in zip(places, found, strict=True) for row in rows}
    await together(*(_gone(session, *one) for one in left))
    return bool(left)


async def script(session: Session) -> list[Row]:
    """The row of the undo script, if it is there."""
    return await session.print(SCRIPTS, f"?name={SCRIPT}")


async def uptime(session: Session) -> float:
    """How long the router has been up, in seconds."""
    rows = await session.print("/system/resource", proplist=("uptime",))
    return parse_duration(rows[0].get("uptime", "0s")) if rows else 0.0
