"""A practice board that is set up as a site, with the Internet behind its lines, and time that runs as it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from proof.speedtest import Course
from proof.streams import Clock, Effort
from routerboard.language.survey import Survey
from routerboard.link.session import Session, connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.writer import Writer
from routerboard.practice.board import read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from routerboard.practice.serving import Server
from wizards.lines import Job
from wizards.plan import plan
from wizards.site import Health, Lan, Site, Wan

BOARD = """\
title: Bench
interfaces: [ether1, ether2, ether3]
modems:
  - {interface: ether1, address: 192.168.30.1/24, lease: 192.168.30.2, down: 4M, up: 2M, delay: 20ms}
  - {interface: ether2, address: 192.168.42.1/24, lease: 192.168.42.2, down: 6M, up: 3M, delay: 40ms}
laptop: {address: 192.168.88.240, port: ether3}
config:
  /interface/bridge: [{name: bridge}]
  /interface/bridge/port: [{bridge: bridge, interface: ether3}]
  /interface/list: [{name: WAN}, {name: LAN}]
  /interface/list/member: [{list: LAN, interface: bridge}]
  /ip/address: [{address: 192.168.88.1/24, interface: bridge}]
"""
PACE = 3.0
"""The board's seconds in one of ours; small lines, so that a busy computer still carries them."""


@dataclass
class Bench:
    """A board, a session with it, and the site that it is."""

    server: Server
    router: PracticeRouter
    session: Session
    seen: Survey
    site: Site

    @property
    def job(self) -> Job:
        return Job(self.seen, self.site)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: time.monotonic() * PACE, lambda seconds: asyncio.sleep(seconds / PACE))

    def course(self, **given: Any) -> Course:
        usual = {
            "lines": self.job.lines,
            "laptop": "192.168.88.240",
            "url": self.server.internet.url,
            "method": self.site.method,
            "effort": Effort(warm=1.5, seconds=4.0, streams=3, pings=3),
            "clock": self.clock,
        }
        return Course(**{**usual, **given})

    async def rows(self, menu: str) -> list[dict[str, str]]:
        return [dict(row) for row in await self.session.print(menu)]


@asynccontextmanager
async def _bench(version: str, text: str = BOARD, running: bool = True, **given: Any) -> AsyncIterator[Bench]:
    router = PracticeRouter(read_board("bench", text, version))
    site = Site(
        **{
            "name": "Bench",
            "wans": (Wan("Wan1", "ether1", "dhcp"), Wan("Wan2", "ether2", "dhcp")),
            "lan": Lan("bridge", "192.168.88.1/24"),
            "health": Health("gateway"),
            **given,
        }
    )

    async def run() -> None:
        before = time.monotonic()
        while True:
            await asyncio.sleep(0.25 / PACE)
            now = time.monotonic()
            router.tick((now - before) * PACE)
            before = now

    async with (
        await serve(router, running_clock=False, internet=True) as server,
        await connect(Target(server.host, server.port), Secret(""), timeout=5.0) as session,
    ):
        for change in plan(seen := await survey(session), site).changes:
            await Writer(session, seen.version).write(change)
        router.tick(15)
        passing = asyncio.create_task(run()) if running else None
        try:
            yield Bench(server, router, session, await survey(session), site)
        finally:
            if passing is not None:
                passing.cancel()


@pytest.fixture
def bench() -> Callable[..., AbstractAsyncContextManager[Bench]]:
    return _bench
