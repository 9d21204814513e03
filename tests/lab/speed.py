"""The product's own speed test on real shaped lines: laptop, router and servers in namespaces, the packets real."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from proof.results import Speed
from proof.speedtest import Course, SpeedTest
from proof.streams import Clock, Effort, Server
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.practice.kernel import world
from routerboard.practice.kernel.namespace import Namespace
from routerboard.practice.server import serve
from tests.lab.bench import LAN, SERVERS, Lab, a_site
from wizards.lines import Job

RATES = (8, 12)
"""Mbit/s of the two lines, both ways."""
PAYLOAD = 1448 / 1514
"""How much of what a full line carries is payload of TCP."""
LAPTOP = f"{LAN}.240"
EFFORT = Effort(warm=1.0, seconds=3.0, streams=4, pings=4)
_PORT = 8081
_NEWNET = 0x40000000
_CHUNK = b"." * 65536
_T = TypeVar("_T")


def inside(namespace: Namespace, work: Callable[[], _T]) -> _T:
    """Run it in a thread of its own that lives in that namespace; what it returns or raises."""
    outcome: list[Any] = []

    def body() -> None:
        try:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fd, _NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            outcome.append((True, work()))
        except BaseException as error:
            outcome.append((False, error))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    well, found = outcome[0]
    if not well:
        raise found
    return found  # type: ignore[no-any-return]


async def _meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A LibreSpeed server, as small as it can be."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            left = int(fields.get("content-length", 0))
            while left:
                left -= len(await reader.read(min(left, 65536))) or left
            size = 25 * 1024 * 1024 if "/garbage" in head else 0
            body = str(writer.get_extra_info("peername")[0]).encode() if "/getIP" in head else b""
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size or len(body)}\r\n\r\n".encode() + body)
            for _ in range(size // len(_CHUNK)):
                writer.write(_CHUNK)
                await writer.drain()
            await writer.drain()
    writer.close()


@contextmanager
def servers(lab: Lab) -> Iterator[tuple[Server, ...]]:
    """Speed test servers at every public address of the lab's Internet."""
    internet = lab.ground.neighbourhood.internet
    internet.nft(f"insert rule ip internet i_in tcp dport {_PORT} accept")
    ready, kept = threading.Event(), []

    async def body() -> None:
        stop = asyncio.Event()
        async with await asyncio.start_server(_meet, "0.0.0.0", _PORT):
            kept.append((asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=inside, args=(internet, lambda: asyncio.run(body())))
    thread.start()
    assert ready.wait(10)
    try:
        yield tuple(Server(f"http://{one}:{_PORT}/", one) for one in SERVERS[:24])
    finally:
        kept[0][0].call_soon_threadsafe(kept[0][1].set)
        thread.join()


def measured(version: str, **given: Any) -> Speed:
    """What the product measures on two lines of `RATES`, as the site has it."""
    site = a_site(2, **given)
    with Lab(version, 2, rates=RATES, pace=1.0, patience=1.0) as lab, pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "_COUNT_EVERY", 0.1)
        lab.ground.settle_lan([f"{LAPTOP}/24"], f"{LAN}.1")
        lab.configure(site)
        job = Job(lab.survey(), site)

        async def body(found: tuple[Server, ...]) -> Speed:
            async with (
                await serve(lab.router) as server,
                await connect(Target(server.host, server.port), Secret(""), timeout=5.0) as session,
            ):
                course = Course(
                    job.lines, LAPTOP, LAPTOP, servers=found, method=site.method, effort=EFFORT, clock=Clock()
                )
                return await SpeedTest(session, course).run()

        with servers(lab) as found:
            speed = inside(lab.ground.neighbourhood.lan, lambda: asyncio.run(body(found)))
        assert lab.ground.refused == [], lab.ground.refused
        return speed
