"""The fail-over drill: one line is taken out, timed by the laptop's probes and the router's own word, and put back.

The laptop is pinned to the line, so that every new connection would leave by it; running connections are opened on
every line before. The router is asked several times a second whether it still uses the line. Whatever happens meanwhile
the line is put back, by us or by the router; then the configuration is compared with before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from proof.aims import Aim, aim_at
from proof.outage import configured, taken_out
from proof.pin import by_line, pinned
from proof.probes import Prober, Rhythm, ends
from proof.results import Drill, Verdict, Way
from proof.stamp import stamp
from proof.stopwatch import Figures, Stopwatch
from proof.streams import Clock, Server
from routerboard.language.items import Row, is_true, role_of, table_of
from routerboard.language.survey import Survey
from routerboard.language.values import parse_duration
from routerboard.link.errors import RouterError, RouterRefused
from routerboard.link.proof import Waits
from routerboard.link.session import Session
from routerboard.link.survey import survey as read
from wizards.lines import Job, Line
from wizards.site import Site

WAYS: tuple[Way, ...] = ("unplugged", "dead")
Phase = Literal["running", "before", "out", "back", "compare", "done"]
"""Opening connections; all must be well; the line is out; it is put back; the configuration is compared; over."""
ROUTES = "/ip/route"
PINGING = "180ms"
"""Between two pings of the router: more than five a second, also where one is a little late."""
RUNNING = 3
"""Running connections on each line."""
AT_ONCE = 5.0
"""Seconds that suffice where the link itself is gone, which a router sees without a probe."""
SPARE = 2.0
"""Seconds beyond the checks: a router's own pace, and the first connection after it."""
BACK = 60.0
"""The longest wait in seconds until a line is used again: its lease, its session, the next check."""
COMPARED = 15.0
_GRACE = 20.0
"""Seconds by which the router waits longer than we do."""


class NotSound(Exception):  # noqa: N818
    """Before anything was taken out something was not well; the text says what. Nothing was changed."""


@dataclass(frozen=True)
class Checks:
    """How the router finds a gateway dead: so many missed pings, one each `interval`, each waited for; in seconds."""

    interval: float = 10.0
    timeout: float = 1.0
    count: int = 2

    @property
    def longest(self) -> float:
        """The seconds after which it must have noticed."""
        return self.interval * self.count + self.timeout


@dataclass(frozen=True)
class Course:
    """What is drilled: the lines of a site, which one, how, against which target.

    laptop   our address as the router sees it; `local` our own on the way to the router
    target   the longest outage in seconds that is good enough; None follows the router's checks
    """

    site: Site
    lines: tuple[Line, ...]
    line: Line
    way: Way
    laptop: str
    local: str
    servers: tuple[Server, ...]
    checks: Checks = field(default_factory=Checks)
    target: float | None = None
    clock: Clock = field(default_factory=Clock)
    waits: Waits | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    back: float = BACK

    @property
    def good(self) -> float:
        """The target in seconds."""
        if self.target is not None:
            return self.target
        return AT_ONCE if self.way == "unplugged" else self.checks.longest + SPARE

    @property
    def patience(self) -> float:
        """How long the line stays out at most, in seconds."""
        return max(self.good, self.checks.longest) + 2 * self.rhythm.steady + SPARE


@dataclass(frozen=True)
class Progress:
    """Where a drill is. `seconds` since the phase began; `until` when the router would put the line back by itself."""

    line: str
    way: Way
    phase: Phase
    seconds: float
    figures: Figures
    used: bool | None = None
    alive: dict[str, tuple[int, int]] = field(default_factory=dict)
    until: datetime | None = None
    event: str = ""


Tell = Callable[[Progress], None]


async def checks_of(session: Session) -> Checks:
    """The router's own numbers where its version has them, else RouterOS's fixed ones."""
    try:
        row = next(iter(await session.print("/routing/settings")), {})
    except RouterRefused:
        return Checks()
    usual, name = Checks(), "check-gateway-ping-"
    try:
        return Checks(
            parse_duration(row.get(f"{name}interval") or f"{usual.interval}s"),
            parse_duration(row.get(f"{name}timeout") or f"{usual.timeout}s"),
            int(row.get(f"{name}count") or usual.count),
        )
    except ValueError:
        return usual


def used(routes: Sequence[Row], line: Line) -> bool:
    """Whether the router leads connections of this line out by the line itself: its own table's first route is active.

    Its routes are known by their comment; those that a DHCP client makes by their table and distance.
    """
    return any(is_true(row.get("active")) and not is_true(row.get("disabled")) and _owns(row, line) for row in routes)


def _owns(row: Row, line: Line) -> bool:
    if is_true(row.get("dynamic")):
        return table_of(row) == line.table and row.get("distance") == "1" and row.get("dst-address") == "0.0.0.0/0"
    kind, name, place, owner, *_ = ((role_of(row) or "").split(":") + [""] * 4)[:4]
    return kind in ("route", "default") and place == "table" and name == owner == line.name


class DrillRun:
    """One drill; `run` once. Cancelled at any point it puts the line back at once."""

    def __init__(self, session: Session, survey: Survey, course: Course, tell: Tell = lambda progress: None) -> None:
        self._session, self._survey, self._course, self._tell = session, survey, course, tell
        self._clock = course.clock
        self._watch = Stopwatch(course.line.name, course.rhythm.patience)
        self._phase: Phase = "running"
        self._began = 0.0
        self._until: datetime | None = None

    async def run(self) -> Drill:
        """The drill's figures and verdict; NotSound where it is not begun, RouterError where the router is lost."""
        course, watch = self._course, self._watch
        before = configured(self._survey)
        own = await ends(course.servers)
        if not own:
            raise NotSound("No server answers to whose connections the drill could be timed.")
        prober = Prober(watch, own, course.local, self._clock, course.rhythm)
        try:
            await self._open(prober)
            await self._timed(prober)
        finally:
            await prober.close()
        same = await self._same(before)
        self._enter("done")
        return replace(judged(course, watch.figures(), same), ended=stamp())

    async def _open(self, prober: Prober) -> None:
        """Running connections on every line."""
        self._enter("running")
        for line in self._course.lines:
            async with self._pinned(line):
                if not await prober.open(line.name, RUNNING):
                    raise NotSound(f"No connection gets through by {line.name}; nothing was taken out.")

    async def _timed(self, prober: Prober) -> None:
        course = self._course
        aim = aim_at(Job(self._survey, course.site), course.line)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._pinned(course.line, aim.rules))
            await stack.enter_async_context(self._pinging(aim))
            await stack.enter_async_context(prober.trying())
            await stack.enter_async_context(self._looking())
            self._enter("before")
            if not await self._until_well(course.rhythm.baseline, course.rhythm.baseline * 4):
                raise NotSound(f"{course.line.name} was not steady before the drill; nothing was taken out.")
            await self._out()
            self._enter("back", f"{course.line.name} is put back")
            await self._until_well(course.rhythm.steady, course.back)

    async def _out(self) -> None:
        course, watch = self._course, self._watch
        seconds = course.patience + _GRACE
        self._say(f"the router is told to put {course.line.name} back by itself")
        async with taken_out(self._session, self._survey, course.line, course.way, seconds, course.waits) as undo:
            watch.taken_out(self._clock.now())
            self._until = undo.trace.until if undo.trace else None
            self._enter("out", f"{course.line.name} is {WORDS[course.way]}")
            await self._until_over(course.patience)
            watch.put_back(self._clock.now())
        self._until = None

    # Waiting

    async def _until_well(self, seconds: float, most: float) -> bool:
        """Wait until the router has used the line, and new connections got through, for so many seconds."""
        began, since = self._clock.now(), self._clock.now()
        while (now := self._clock.now()) - began < most:
            await self._clock.sleep(self._course.rhythm.look)
            if not self._watch.used:
                since = now
            elif now - since >= seconds + self._course.rhythm.patience and self._watch.sound(now, seconds):
                return True
            self._say()
        return False

    async def _until_over(self, most: float) -> None:
        """Wait until the router has left the line and new connections get through, or no longer."""
        rhythm, began, noticed = self._course.rhythm, self._clock.now(), False
        while (now := self._clock.now()) - began < most:
            await self._clock.sleep(rhythm.look)
            figures = self._watch.figures()
            if figures.detected is not None and not noticed:
                noticed = True
                self._say(f"the router has left the line after {figures.detected:.1f} s")
            gone = figures.detected is not None and now - began - figures.detected
            if gone is not False and gone >= rhythm.steady + rhythm.patience and self._watch.sound(now, rhythm.steady):
                return
            self._say()

    @asynccontextmanager
    async def _looking(self) -> AsyncIterator[None]:
        """The router is asked again and again; where it is lost, whoever waits in the block is told."""
        owner = asyncio.current_task()
        failed: list[BaseException] = []

        async def look() -> None:
            try:
                while True:
                    await self._look()
                    await self._clock.sleep(self._course.rhythm.look)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                failed.append(error)
                if owner is not None:
                    owner.cancel()

        task = asyncio.create_task(look())
        try:
            yield
        except asyncio.CancelledError:
            if not failed:
                raise
            if owner is not None:
                owner.uncancel()
            raise failed[0] from None
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _look(self) -> None:
        """What the router says of the line; the moment is that of the question, so that no pause is added."""
        rows = await self._session.print(ROUTES, "?dst-address=0.0.0.0/0")
        self._watch.carries(self._clock.now(), used(rows, self._course.line))

    @asynccontextmanager
    async def _pinging(self, aim: Aim) -> AsyncIterator[None]:
        """The router itself pings by this line alone, over five times a second; where it will not, nothing is lost."""

        async def ping() -> None:
            asked = {"address": aim.host, "interval": PINGING, **aim.words}
            with suppress(RouterError):
                async with aclosing(self._session.stream(aim.command, asked)) as rows:
                    async for row in rows:
                        well = bool(row.get("time")) and not row.get("status")
                        self._watch.pinged(self._clock.now(), well)

        task = asyncio.create_task(ping()) if aim.host else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    @asynccontextmanager
    async def _pinned(self, line: Line, more: tuple[Row, ...] = ()) -> AsyncIterator[None]:
        seconds = self._course.patience + self._course.back + 60
        async with pinned(self._session, self._course.laptop, (*by_line(line.mark), *more), seconds):
            yield

    async def _same(self, before: dict[str, list[Row]]) -> bool:
        """Whether the configuration is as before: a lease may take some seconds to be written again."""
        self._enter("compare")
        end = self._clock.now() + COMPARED
        while configured(await read(self._session)) != before:
            if self._clock.now() >= end:
                return False
            await self._clock.sleep(1.0)
        return True

    # Telling

    def _enter(self, phase: Phase, event: str = "") -> None:
        self._phase, self._began = phase, self._clock.now()
        self._say(event)

    def _say(self, event: str = "") -> None:
        course, watch = self._course, self._watch
        seconds = self._clock.now() - self._began
        self._tell(
            Progress(
                course.line.name, course.way, self._phase, seconds, watch.figures(), watch.used, watch.alive,
                self._until, event,
            )
        )  # fmt: skip


WORDS = {"unplugged": "unplugged", "dead": "cut off from the Internet beyond its modem"}


def judged(course: Course, figures: Figures, same: bool) -> Drill:
    """The drill with its verdict, and a sentence for it."""
    drill = Drill(
        course.line.name,
        course.way,
        figures.detected,
        figures.outage_new,
        figures.outage_running,
        figures.returned,
        figures.survived,
        figures.ran,
        figures.probes,
        course.good,
        same,
        silent=figures.silent,
        pings=figures.pings,
    )
    verdict, words = _verdict(course, figures, same)
    return replace(drill, verdict=verdict, words=" ".join(words))


def _verdict(course: Course, figures: Figures, same: bool) -> tuple[Verdict, list[str]]:
    words, out = [], figures.outage_new
    verdict: Verdict = "good"
    if out is None:
        verdict = "bad"
        words.append(f"New connections never got through within {course.patience:.0f} s.")
        if course.way == "dead" and course.site.health.check != "probe":
            words.append("The router checks its modem only: `health: check: probe` notices a dead Internet.")
    elif out > course.good:
        verdict = "weak"
        words.append(f"New connections were out for {out:.1f} s; the target is {course.good:.0f} s.")
    else:
        words.append(f"New connections were out for {out:.1f} s of at most {course.good:.0f} s.")
    if figures.returned is None:
        verdict = "bad"
        words.append(f"{course.line.name} was not used again within {course.back:.0f} s of being put back.")
    if figures.failed_back and out is not None:
        many = figures.failed_back
        words.append(f"{many} new connection{'s' if many > 1 else ''} failed while it came back.")
    if not same:
        verdict = "bad"
        words.append("The router's configuration is not as before.")
    return verdict, words
