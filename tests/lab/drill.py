"""The product's own drill on lines with real packets, beside the lab's stopwatch, which knows nothing of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field, fields

from proof.drill import Checks, Course, DrillRun, Tell
from proof.outage import RAW
from proof.probes import Rhythm
from proof.results import Drill, Way
from proof.streams import Clock
from routerboard.language.items import is_true
from routerboard.link.proof import Waits
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.kernel.guests import Call, dial, hang_up, hear
from routerboard.practice.server import serve
from tests.lab.bench import CLIENTS, LAN, PATIENCE, SERVERS, Lab, a_site, probing
from tests.lab.speed import LAPTOP, inside, servers
from wizards.lines import Job

EVERY = 0.05
LOST_AFTER = 0.9
"""Seconds that a connection may take, on both watches."""


@dataclass
class Stopwatch:
    """The lab's own: guests of the line that is taken out, each connection by new ends; when the fault was there, by
    the board's own rows. Moments are those of `time.monotonic`.
    """

    lab: Lab
    way: Way
    calls: list[Call]
    tried: list[tuple[float, bool]] = field(default_factory=list)
    out: float | None = None
    back: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Whether the fault is there now; called in the board's own thread."""
        if self.way == "dead":
            there = any("simplifi:drill" in row.values.get("comment", "") for row in self.lab.router.store.rows(RAW))
        else:
            rows = self.lab.router.store.rows("/interface")
            there = any(row.values.get("name") == "ether1" and is_true(row.values.get("disabled")) for row in rows)
        if there and self.out is None:
            self.out = time.monotonic()
        if not there and self.out is not None and self.back is None:
            self.back = time.monotonic()

    def run(self) -> None:
        """Open one connection after the other until told to stop."""
        waiting: dict[socket.socket, float] = {}
        due, at = time.monotonic(), 0
        while not self.stop.is_set() or waiting:
            now = time.monotonic()
            if now >= due and not self.stop.is_set():
                due += EVERY
                call = self.calls[at % len(self.calls)]
                at += 1
                waiting[dial(call._replace(source_port=20000 + at), self.lab.ground.neighbourhood.lan)] = now
            heard = hear(waiting, 0.005)
            for sock, since in list(waiting.items()):
                if sock in heard or time.monotonic() - since > LOST_AFTER:
                    self.tried.append((since, sock in heard))
                    hang_up(sock)
                    del waiting[sock]

    @property
    def outage(self) -> float:
        """Seconds from the fault to the first connection that got through for good."""
        assert self.out is not None
        assert self.back is not None
        lost = [at for at, well in self.tried if not well and self.out - LOST_AFTER <= at < self.back - LOST_AFTER]
        if not lost:
            return 0.0
        return max(0.0, min(at for at, well in self.tried if well and at > max(lost)) - self.out)


def of_the_first_line(lab: Lab) -> list[Call]:
    """Pairs of guest and server that line 1 has now: they have it for good, by the hash of both addresses."""
    pairs = [Call(client, 15000 + at, server, 80) for at, client in enumerate(CLIENTS) for server in SERVERS[24:30]]
    return [pair for pair, way in zip(pairs, lab.ways(pairs), strict=True) if way == 1]


def drilled(version: str, way: Way, pace: float, tell: Tell = lambda progress: None) -> tuple[Drill, Stopwatch]:
    """One drill of line 1 of two on a board that lives `pace` times as fast; the drill's times are the board's."""
    site = probing(a_site(2))
    clock = Clock(lambda: time.monotonic() * pace, lambda seconds: asyncio.sleep(seconds / pace))
    usual = Rhythm()
    rhythm = Rhythm(**{one.name: getattr(usual, one.name) * pace for one in fields(usual)})
    waited = min(pace, PATIENCE)
    with Lab(version, 2, pace=pace, patience=waited) as lab:
        lab.ground.settle_lan([*(f"{one}/24" for one in CLIENTS), f"{LAPTOP}/24"], f"{LAN}.1")
        lab.configure(site)
        lab.until(lab.up, 60.0)
        watch = Stopwatch(lab, way, of_the_first_line(lab))
        assert len(watch.calls) > 20

        async def ticking() -> None:
            last = time.monotonic()
            while True:
                await asyncio.sleep(0.01)
                now = time.monotonic()
                lab.router.tick((now - last) * pace)
                last = now
                watch.look()

        async def body() -> Drill:
            async with (
                await serve(lab.router, running_clock=False) as server,
                await connect(Target(server.host, server.port), Secret(""), timeout=5.0) as session,
            ):
                running = asyncio.create_task(ticking())
                try:
                    seen = await survey(session)
                    lines = Job(seen, site).lines
                    course = Course(
                        site, lines, lines[0], way, LAPTOP, LAPTOP, found, Checks(timeout=waited), clock=clock,
                        waits=Waits(now=clock.now), rhythm=rhythm,
                    )  # fmt: skip
                    return await DrillRun(session, seen, course, tell).run()
                finally:
                    running.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await running  # raises what the board's own time has met

        with servers(lab) as found:
            thread = threading.Thread(target=watch.run)
            thread.start()
            try:
                drill = inside(lab.ground.neighbourhood.lan, lambda: asyncio.run(body()))
            finally:
                watch.stop.set()
                thread.join()
        assert lab.ground.refused == [], lab.ground.refused
        return drill, watch
