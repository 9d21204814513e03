"""Speed test servers behind the board's lines: what they send passes the board's rules, lines and counters."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from routerboard.language.beside import speed_port
from routerboard.practice import internet
from routerboard.practice.board import load_board, read_board
from routerboard.practice.internet import MIB, SERVERS
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from routerboard.practice.serving import Server

BOARD = """\
title: Bench
interfaces: [ether1, ether2]
modems: [{interface: ether1, lease: 192.168.30.2, down: 8M, up: 4M, delay: 20ms}]
laptop: {address: 192.168.88.240, port: ether2}
config:
  /interface/bridge: [{name: bridge}]
  /interface/bridge/port: [{bridge: bridge, interface: ether2}]
  /ip/address: [{address: 192.168.88.1/24, interface: bridge}]
  /ip/dhcp-client: [{interface: ether1, disabled: no}]
  /ip/firewall/nat: [{chain: srcnat, action: masquerade, out-interface: ether1}]
"""


@asynccontextmanager
async def _world(version: str) -> AsyncIterator[tuple[Server, PracticeRouter]]:
    """The board's clock runs five times as fast as ours."""
    router = PracticeRouter(read_board("bench", BOARD, version))
    router.tick(10)

    async def clock() -> None:
        while True:
            await asyncio.sleep(0.05)
            router.tick(0.25)

    async with await serve(router, running_clock=False, internet=True) as server:
        ticking = asyncio.create_task(clock())
        try:
            yield server, router
        finally:
            ticking.cancel()


async def _ask(port: int, path: str, body: bytes = b"", method: str = "GET") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length: "))
        return await reader.readexactly(length)
    finally:
        writer.close()


def _run(version: str, work: Callable[[Server, PracticeRouter], Coroutine[Any, Any, None]]) -> None:
    async def body() -> None:
        async with asyncio.timeout(20), _world(version) as (server, router):
            await work(server, router)

    asyncio.run(body())


def test_it_speaks_as_librespeed(version: str) -> None:
    async def work(server: Server, router: PracticeRouter) -> None:
        port = server.internet.ports[1]
        assert await _ask(port, "/getIP") == b"203.0.113.10"
        told = json.loads(await _ask(port, "/getIP?isp=true"))
        assert told["rawIspInfo"]["org"] == "Practice ISP 1"
        assert await _ask(port, "/empty.php") == b""
        listed = json.loads(await _ask(port, "/servers.json"))
        assert [one["server"] for one in listed] == [f"http://127.0.0.1:{one}/" for one in server.internet.ports]

    _run(version, work)


def test_what_it_sends_is_tracked_and_counted_and_as_fast_as_the_line(version: str) -> None:
    async def work(server: Server, router: PracticeRouter) -> None:
        before, began = router.world.counters.port("ether1").values[0], router.clock.now
        assert len(await _ask(server.internet.ports[0], "/garbage?ckSize=4")) == 4 * MIB
        took = router.clock.now - began
        assert 5e6 < 4 * MIB * 8 / took < 8.2e6, "never faster than the line, and on a busy computer a little slower"
        assert router.world.counters.port("ether1").values[0] - before >= 2 * MIB
        rows = [row for row in router.world.connections() if row["dst-address"] == f"{SERVERS[0]}:80"]
        assert rows[0]["src-address"].startswith("192.168.88.240:")
        assert rows[0]["reply-dst-address"].startswith("192.168.30.2:")
        assert int(rows[0]["repl-bytes"]) >= 2 * MIB

    _run(version, work)


def test_what_it_takes_is_as_fast_as_the_line(version: str) -> None:
    async def work(server: Server, router: PracticeRouter) -> None:
        began = router.clock.now
        await _ask(server.internet.ports[0], "/empty", bytes(2 * MIB), "POST")
        assert 2.5e6 < 2 * MIB * 8 / (router.clock.now - began) < 4.6e6

    _run(version, work)


def test_a_dead_line_answers_nobody_and_a_route_that_is_lost_refuses(version: str) -> None:
    async def work(server: Server, router: PracticeRouter) -> None:
        router.world.isp_dead("ether1")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await _ask(server.internet.ports[0], "/empty")
        router.world.unplug("ether1")
        router.tick(5)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await _ask(server.internet.ports[0], "/empty")
        router.world.restore("ether1")
        router.tick(10)
        assert await _ask(server.internet.ports[0], "/getIP") == b"203.0.113.10"

    _run(version, work)


def test_an_address_list_entry_with_a_time_goes_by_itself_and_with_a_restart(version: str) -> None:
    router = PracticeRouter(read_board("bench", BOARD, version))
    add = ("/ip/firewall/address-list/add", ["=list=x", "=address=192.168.88.240", "=timeout=30s"])

    async def put() -> None:
        assert [one async for one in router.execute(*add)][-1][0] == "!done"

    for ends in (lambda: router.tick(31), router.reboot):
        asyncio.run(put())
        router.tick(1)
        assert [row.dynamic for row in router.store.rows("/ip/firewall/address-list")] == [True]
        ends()
        assert not router.store.rows("/ip/firewall/address-list")


def _taken() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_a_free_port_is_one_whose_neighbour_is_free_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        with _taken() as held:
            asked: list[int] = []

            def neighbour(port: int) -> int:
                asked.append(port)
                return int(held.getsockname()[1]) if len(asked) == 1 else speed_port(port)

            monkeypatch.setattr(internet, "speed_port", neighbour)
            async with await serve(PracticeRouter(load_board("factory")), internet=True, running_clock=False) as server:
                assert len(asked) >= 2
                assert server.port == asked[-1]
                assert server.internet.ports[0] == speed_port(server.port)
                with pytest.raises(ConnectionRefusedError):
                    await asyncio.open_connection("127.0.0.1", asked[0])

    asyncio.run(body())


def test_beside_a_port_that_was_named_it_takes_what_is_free_and_tells_where(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        with _taken() as held:
            monkeypatch.setattr(internet, "speed_port", lambda port: int(held.getsockname()[1]))
            async with await serve(PracticeRouter(load_board("factory")), running_clock=False) as server:
                await server.internet.listen("127.0.0.1", server.port)
                said = urlsplit(server.internet.url).port
                assert said is not None
                assert said != held.getsockname()[1]
                assert len(json.loads(await _ask(said, "/servers.json"))) == len(SERVERS)

    asyncio.run(body())
