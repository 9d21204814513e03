"""The guided speed test: each line by itself, then all together, with the router's own counters beside each figure.

The laptop is pinned to one line after the other (`pin`), loads it with streams (`streams`), and asks the router
meanwhile what that line carried in all: what is more than ours belongs to other users. Then streams are added until the
router's connection table shows every line carrying. Where the method keeps one laptop on one line, or chance does, its
new connections take turns instead, by a temporary rule too.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from proof.pin import by_line, in_turn, pinned, sweep
from proof.results import LineSpeed, Speed, Verdict
from proof.stamp import stamp
from proof.streams import (
    PUBLIC_SERVERS,
    Clock,
    Direction,
    Effort,
    Load,
    Server,
    chosen,
    latency,
    loading,
    opened,
    rate,
)
from routerboard.link.session import Session
from wizards.lines import Line

if TYPE_CHECKING:
    import httpx

CONNECTIONS = "/ip/firewall/connection"
ASSUMED = (50e6, 20e6)
"""Bit/s down and up of a line whose speed nobody knows, for the data that a test may need."""
GOOD, WEAK = 0.90, 0.60
"""What part of the lines' sum all together must reach."""
BUSY = 90
"""Percent of the processor from which the router holds the test back."""
_OVERHEAD = 1.06
"""What Ethernet, IP and TCP add to the payload, with the acknowledgements of the other direction."""
_STALE = 1.1
"""More than this part of what the router counted did not pass it: it filled buffers of this computer."""
_QUIET = 0.03
"""Of others' traffic, less than this part of the line is not told from the measure's own error."""
_FILLING = 8
"""Seconds that buffers may take to fill."""
_ENOUGH = 2
"""Streams on each line in the common run."""
_ROUNDS, _MOST_STREAMS = 8, 64
_SPARE = 3.0
"""Seconds for which a line is loaded beyond warming up and measuring."""
_WARMED, _MEASURED = 0.25, 0.8
"""What part of a transfer's data may be used up before it counts, and until it has been measured."""
_BRIEF = 2.0
"""Seconds of measuring below which it is said that the data did not suffice."""
_MARGIN = 60.0
"""Seconds that a pin stays longer than it is needed."""


@dataclass(frozen=True)
class Progress:
    """Where the test is: the line ("" for all together), what is done to it, the rate now in bit/s, bytes spent.

    router what the router counts on these lines meanwhile, in bit/s; None where it was not asked yet
    done   the line's figures, where it has just been finished
    """

    line: str
    phase: str
    rate: float = 0.0
    spent: int = 0
    router: float | None = None
    done: LineSpeed | None = None


USED_UP = "the data that was agreed to was used up before it could be measured"
ELSEWHERE = "what this laptop loads does not pass this router: it is connected elsewhere too"
Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Course:
    """What is to be measured. `laptop` is our address as the router sees it, `local` as we do.

    url, servers   where servers are listed, and those to take where they are known already
    one_line       whether the method keeps one laptop on one line
    most           bytes at most, 0 for as many as it takes
    """

    lines: tuple[Line, ...]
    laptop: str
    local: str = ""
    url: str = PUBLIC_SERVERS
    servers: tuple[Server, ...] = ()
    method: str = "pcc"
    one_line: bool = False
    most: int = 0
    effort: Effort = field(default_factory=Effort)
    clock: Clock = field(default_factory=Clock)

    def allowed(self, lines: Sequence[Line], direction: Direction) -> int:
        """Bytes at most that one transfer by these lines may take; 0 for as many as it takes."""
        needed = _taken(lines, direction, self.effort)
        return int(self.most * needed / data_needed(self.lines, self.effort, self.method)) if self.most else 0

    @property
    def together(self) -> bool:
        """Whether the lines are meant to carry together."""
        return len(self.lines) > 1 and self.method != "failover"


def data_needed(lines: Sequence[Line], effort: Effort, method: str) -> int:
    """Bytes that a test of these lines takes at most, by what is known of their speeds."""
    times = 2 if method != "failover" and len(lines) > 1 else 1
    return times * int(_taken(lines, "down", effort) + _taken(lines, "up", effort))


def _taken(lines: Sequence[Line], direction: Direction, effort: Effort) -> float:
    """Bytes of one transfer by these lines."""
    known = [(one.wan.speed.down, one.wan.speed.up) if one.wan.speed else ASSUMED for one in lines]
    rates = (down if direction == "down" else up for down, up in known)
    return sum(rates) / 8 * (effort.warm + effort.seconds + _SPARE)


@dataclass(frozen=True)
class _Count:
    """The counters of the lines' interfaces at one moment, in bytes; the processor's load in percent."""

    at: float
    rx: dict[str, int]
    tx: dict[str, int]
    cpu: int

    def since(self, earlier: _Count, names: Sequence[str]) -> tuple[float, float]:
        """Bit/s down and up on these interfaces together."""
        seconds = max(self.at - earlier.at, 1e-6)
        down = sum(self.rx.get(one, 0) - earlier.rx.get(one, 0) for one in names)
        up = sum(self.tx.get(one, 0) - earlier.tx.get(one, 0) for one in names)
        return max(0.0, down * 8 / seconds), max(0.0, up * 8 / seconds)


@dataclass(frozen=True)
class _Run:
    """One direction of one run: our rate, the router's for both, latency meanwhile, the processor's highest load.

    brief   whether the data was used up before there was much to measure
    """

    rate: float = 0.0
    router: tuple[float, float] = (0.0, 0.0)
    loaded: float | None = None
    cpu: int = 0
    growing: bool = False
    carried: tuple[str, ...] = ()
    streams: int = 0
    trouble: str = ""
    brief: bool = False


class SpeedTest:
    """One test at one router. `run` does all of it; cancelled anywhere it leaves nothing behind."""

    def __init__(self, session: Session, course: Course, tell: Tell = lambda progress: None) -> None:
        self._session, self._course, self._tell = session, course, tell
        self._servers: tuple[Server, ...] = ()
        self._router_now: float | None = None
        self.spent = 0

    async def run(self) -> Speed:
        """The whole test; NoServer where there is nobody to measure with, RouterError where the router fails us."""
        course = self._course
        await sweep(self._session, course.laptop)
        self._say("", "servers")
        self._servers = course.servers or await chosen(course.local, course.url, course.clock)
        lines = [await self._finished(line) for line in course.lines]
        speed = Speed(tuple(lines), servers=tuple(one.name or one.base for one in self._servers))
        if course.together:
            speed = await self._all(speed)
        return replace(judged(replace(speed, spent=self.spent), course.method), ended=stamp())

    def _say(self, line: str, phase: str, now: float = 0.0) -> None:
        self._tell(Progress(line, phase, now, self.spent))

    # One line

    async def _finished(self, line: Line) -> LineSpeed:
        found = await self._line(line)
        self._tell(Progress(line.name, "done", spent=self.spent, done=found))
        return found

    async def _line(self, line: Line) -> LineSpeed:
        effort = self._course.effort
        lasting = 3 * (effort.warm + effort.seconds) + effort.pings * 3 + _MARGIN
        async with pinned(self._session, self._course.laptop, by_line(line.mark), lasting):
            async with opened(self._course.local) as client:
                self._say(line.name, "latency")
                idle = await latency(client, self._servers[0], effort.pings, self._course.clock)
            if idle is None:
                return LineSpeed(line.name, trouble="nothing comes through this line")
            down = await self._one_way(line.name, (line,), "down")
            up = await self._one_way(line.name, (line,), "up")
        return _line_speed(line, idle, down, up)

    @asynccontextmanager
    async def _load(
        self, direction: Direction, streams: int, most: int
    ) -> AsyncIterator[tuple[httpx.AsyncClient, Load]]:
        async with (
            opened(self._course.local) as client,
            loading(client, self._servers, direction, streams, most) as load,
        ):
            try:
                yield client, load
            finally:
                self.spent += load.bytes

    async def _one_way(
        self,
        name: str,
        lines: Sequence[Line],
        direction: Direction,
        streams: int = 0,
        *,
        trial: bool = False,
        used: int = 0,
    ) -> _Run:
        """Load these lines in one direction, first to warm up, then measured beside the router's counters.

        trial   whether it ends where not every line carries; `used` are the bytes that such a trial has taken
        """
        effort, clock = self._course.effort, self._course.clock
        allowed = self._course.allowed(lines, direction)
        most = max(1, allowed - used) if allowed else 0
        async with self._load(direction, streams or effort.streams * len(lines), most) as (client, load):
            begun = self.spent
            carried = await self._spread(load, lines) if len(lines) > 1 else ()
            if trial and len(carried) < len(lines):
                return _Run(carried=carried, streams=load.streams)
            await rate(load, effort.warm, clock, most=_WARMED * most)
            if direction == "up":
                await self._filled(load, lines, _WARMED * most)
            if not load.bytes:
                return _Run(trouble=load.failed or "nothing comes through")
            if 0 < _MEASURED * most <= load.bytes:
                return _Run(carried=carried, streams=load.streams, trouble=USED_UP)

            def tell(now: float) -> None:
                self._tell(Progress(name, direction, now, begun + load.bytes, self._router_now))

            run = await self._measured(client, load, lines, effort.seconds, tell, _MEASURED * most)
            if direction == "down" and len(lines) == 1 and run.cpu < BUSY and not run.trouble and not run.brief:
                load.grow(effort.streams)
                await rate(load, effort.warm / 2, clock, most=(_MEASURED + (1 - _MEASURED) / 4) * most)
                more = await self._measured(client, load, lines, max(effort.seconds / 3, 2.0), tell, most)
                if more.router[0] > 1.15 * run.router[0] and not more.brief:
                    run = replace(more, growing=True)
            return replace(run, carried=carried, streams=load.streams)

    async def _filled(self, load: Load, lines: Sequence[Line], most: float) -> None:
        """Wait until what is sent leaves by the lines, and no more of it only fills buffers of this computer."""
        names = [line.interface for line in lines]
        first, ours = await self._count(), load.bytes
        for _ in range(_FILLING):
            await rate(load, 1.0, self._course.clock, most=most)
            last, now = await self._count(), load.bytes
            sent = (now - ours) * 8 / max(last.at - first.at, 1e-6)
            if sent <= last.since(first, names)[1] or 0 < most <= now:
                return
            first, ours = last, now

    async def _measured(
        self,
        client: httpx.AsyncClient,
        load: Load,
        lines: Sequence[Line],
        seconds: float,
        tell: Callable[[float], None],
        most: float,
    ) -> _Run:
        names, clock = [line.interface for line in lines], self._course.clock
        async with self._busy(names, load.direction) as cpu:
            pinging = asyncio.create_task(self._loaded())
            try:
                first = await self._count()
                ours = load.bytes
                await rate(load, seconds, clock, tell, most)
                last = await self._count()
                took = max(last.at - first.at, 1e-6)
                got = (load.bytes - ours) * 8 / took
            finally:
                trip = await _ended(pinging)
        router = last.since(first, names)
        counted = router[0] if load.direction == "down" else router[1]
        if load.direction == "down" and got > 2 * counted:
            return _Run(trouble=ELSEWHERE)
        rightly = got if got < _STALE * counted else counted
        return _Run(rightly, router, trip, max([*cpu, last.cpu]), brief=took < min(_BRIEF, seconds))

    async def _loaded(self) -> float | None:
        async with opened(self._course.local) as client:
            return await latency(client, self._servers[0], self._course.effort.pings, self._course.clock)

    @asynccontextmanager
    async def _busy(self, names: Sequence[str], direction: Direction) -> AsyncIterator[list[int]]:
        """The processor's load, looked at every second, and what the router counts on these lines meanwhile."""
        seen: list[int] = []
        self._router_now = None

        async def look() -> None:
            before = await self._count()
            while True:
                await self._course.clock.sleep(1.0)
                now = await self._count()
                down, up = now.since(before, names)
                self._router_now = down if direction == "down" else up
                before = now
                seen.append(now.cpu)

        task = asyncio.create_task(look())
        try:
            yield seen
        finally:
            await _ended(task)

    async def _count(self) -> _Count:
        rows, resource = await asyncio.gather(
            self._session.print("/interface", proplist=("name", "rx-byte", "tx-byte")),
            self._session.print("/system/resource", proplist=("cpu-load",)),
        )
        at = self._course.clock.now()
        rx = {row.get("name", ""): int(row.get("rx-byte") or 0) for row in rows}
        tx = {row.get("name", ""): int(row.get("tx-byte") or 0) for row in rows}
        return _Count(at, rx, tx, int((resource[0].get("cpu-load") or "0").rstrip("%")) if resource else 0)

    # All together

    async def _all(self, speed: Speed) -> Speed:
        """Without a pin, as any guest; with turns where that does not reach every line."""
        used = 0
        if not self._course.one_line:
            before = self.spent
            found = await self._both_ways(speed, trial=True)
            used = self.spent - before
            if set(found.carried) >= {one.name for one in speed.lines if not one.trouble}:
                return found
        marks = [line.mark for line in self._alive(speed)]
        lasting = 2 * (self._course.effort.warm + self._course.effort.seconds + _ROUNDS) + _MARGIN
        async with pinned(self._session, self._course.laptop, in_turn(marks), lasting):
            return replace(await self._both_ways(speed, used=used), turns=True)

    def _alive(self, speed: Speed) -> list[Line]:
        dead = {one.name for one in speed.lines if one.trouble}
        return [line for line in self._course.lines if line.name not in dead] or list(self._course.lines)

    async def _both_ways(self, speed: Speed, *, trial: bool = False, used: int = 0) -> Speed:
        lines = self._alive(speed)
        down = await self._one_way("", lines, "down", trial=trial, used=used)
        if down.trouble or len(down.carried) < len(lines):
            return replace(speed, down=down.rate or None, carried=down.carried, streams=down.streams, cpu=down.cpu)
        up = await self._one_way("", lines, "up", down.streams)
        return replace(
            speed,
            down=down.rate,
            up=None if up.trouble else up.rate,
            others_down=_others(down.rate, down.router[0]),
            others_up=None if up.trouble else _others(up.rate, up.router[1]),
            carried=down.carried,
            streams=down.streams,
            cpu=max(down.cpu, up.cpu),
        )

    async def _spread(self, load: Load, lines: Sequence[Line]) -> tuple[str, ...]:
        """Add streams until the router shows enough of them on every line; the lines that it shows."""
        found: Counter[str] = Counter()
        for _ in range(_ROUNDS):
            await self._course.clock.sleep(0.5)
            found = await self._lines_of(load.ends, lines)
            enough = all(found[line.name] >= _ENOUGH for line in lines)
            if enough or load.streams >= _MOST_STREAMS or load.bytes * 2 > load.most > 0:
                break
            load.grow(2 * len(lines))
        return tuple(line.name for line in lines if found[line.name])

    async def _lines_of(self, ports: Sequence[int], lines: Sequence[Line]) -> Counter[str]:
        """By which line the router's connection table says that our streams go."""
        if not ports:
            return Counter()
        asked = [f"?src-address={self._course.laptop}:{port}" for port in ports]
        rows = await self._session.print(
            CONNECTIONS, *asked, *["?#|"] * (len(asked) - 1), proplist=("src-address", "connection-mark")
        )
        by_mark = {line.mark: line.name for line in lines}
        marks = (row.get("connection-mark", "") for row in rows)
        return Counter(by_mark[mark] for mark in marks if mark in by_mark)


async def _ended(task: asyncio.Task[float | None] | asyncio.Task[None]) -> float | None:
    """What a task has found so far as it is ended; None where it was not done."""
    if not task.done():
        task.cancel()
    with suppress(asyncio.CancelledError):
        return await task
    return None


def _line_speed(line: Line, idle: float, down: _Run, up: _Run) -> LineSpeed:
    limit = "router" if max(down.cpu, up.cpu) >= BUSY else "server" if down.growing else ""
    limit = limit or ("data" if down.brief or up.brief else "")
    return LineSpeed(
        line.name,
        down=None if down.trouble else down.rate,
        up=None if up.trouble else up.rate,
        router_down=None if down.trouble else down.router[0],
        router_up=None if up.trouble else up.router[1],
        others_down=None if down.trouble else _others(down.rate, down.router[0]),
        others_up=None if up.trouble else _others(up.rate, up.router[1]),
        idle=idle,
        loaded=down.loaded,
        limit=limit,
        trouble=down.trouble or up.trouble,
    )


def _others(ours: float, router: float) -> float:
    """What of the router's figure is not ours."""
    left = router - ours * _OVERHEAD
    return left if left > _QUIET * router else 0.0


def capacity(speed: LineSpeed) -> tuple[float, float]:
    """Bit/s down and up that a line carried for us and for others; 0 where it was not measured."""
    return (speed.down or 0.0) + (speed.others_down or 0.0), (speed.up or 0.0) + (speed.others_up or 0.0)


def part(speed: Speed) -> float | None:
    """What part of the lines' sum they reached together, downwards; None where that was not measured."""
    whole = sum(capacity(one)[0] for one in speed.lines)
    return ((speed.down + (speed.others_down or 0.0)) / whole) if speed.down is not None and whole else None


def judged(speed: Speed, method: str) -> Speed:
    """The test with its verdict and the sentence that goes with it."""
    dead = [one.name for one in speed.lines if one.trouble]
    reached = part(speed)
    held = "router" if (speed.cpu or 0) >= BUSY or any(one.limit == "router" for one in speed.lines) else ""
    if dead:
        return replace(speed, verdict="bad", words=f"Not measured whole: {', '.join(dead)}.")
    if method == "failover" or len(speed.lines) < 2:
        kind = "one line at a time carries all" if len(speed.lines) > 1 else "there is one line"
        return replace(speed, verdict="good", words=f"Every line was measured by itself; {kind}.")
    if reached is None:
        return replace(speed, verdict="unknown", words="The lines were not measured together.")
    missing = [one.name for one in speed.lines if one.name not in speed.carried]
    verdict: Verdict = "good" if reached >= GOOD and not missing else "weak" if reached >= WEAK else "bad"
    words = f"Together the lines carry {round(100 * reached)} % of their sum"
    if missing:
        words += f"; none of {speed.streams} streams went by {', '.join(missing)}"
    if speed.turns:
        words += "; this laptop alone keeps to one line here, so its streams took turns by a temporary rule"
    if held and verdict != "good":
        words += "; the router's processor was the limit"
    return replace(speed, verdict=verdict, words=f"{words}.")
