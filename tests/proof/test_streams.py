"""Servers found and chosen, loads counted, and what a name server on loopback is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import cast

import httpx
import pytest

from proof.facts import _put, answers
from proof.streams import Clock, Direction, Load, NoServer, Server, latency, loading, nearest, rate, seen_as, servers_of

LISTED = [
    {"name": "Near", "server": "//near.example/backend", "dlURL": "garbage.php", "ulURL": "empty.php",
     "pingURL": "empty.php", "getIpURL": "getIP.php"},
    {"name": "Far", "server": "https://far.example/", "dlURL": "d", "ulURL": "u", "pingURL": "p", "getIpURL": "i"},
]  # fmt: skip


class Hand:
    """A clock that is turned by those who wait for it."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def _client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


@pytest.mark.asyncio
async def test_a_list_names_its_servers_and_speaks_as_it_was_asked() -> None:
    async with _client(lambda _: httpx.Response(200, json=LISTED)) as client:
        near, far = await servers_of(client, "https://list.example/servers.json")
    assert near.url(near.down, "ckSize=25") == "https://near.example/backend/garbage.php?ckSize=25"
    assert far == Server("https://far.example/", "Far", "d", "u", "p", "i")


@pytest.mark.asyncio
async def test_one_server_is_known_by_its_paths() -> None:
    def php(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.url.path.endswith(".php") else 404)

    async with _client(php) as client:
        (server,) = await servers_of(client, "http://one.example/speed")
    assert server.url(server.ip) == "http://one.example/speed/getIP.php"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("url", "text", "words"),
    [
        ("http://x/servers.json", "[]", "is empty"),
        ("http://x/servers.json", "<html>log in", "cannot be read"),
        ("http://x/servers.json", '[{"name": "a"}]', "cannot be read"),
    ],
)
async def test_a_list_that_is_none_is_said(url: str, text: str, words: str) -> None:
    async with _client(lambda _: httpx.Response(200, text=text)) as client:
        with pytest.raises(NoServer, match=words):
            await servers_of(client, url)


@pytest.mark.asyncio
async def test_the_nearest_come_first_and_the_distant_not_at_all() -> None:
    hand = Hand()
    away = {"a.example": 0.10, "b.example": 0.02, "c.example": 0.90, "d.example": 0.03}

    def answer(request: httpx.Request) -> httpx.Response:
        hand.now += away[request.url.host]
        if request.url.host == "d.example":
            raise httpx.ConnectError("refused")
        return httpx.Response(200)

    async with _client(answer) as client:
        servers = [Server(f"http://{host}/") for host in away]
        found = []
        for one in servers:  # one by one, since they share a clock
            try:
                found += await nearest(client, [one], hand.clock)
            except NoServer:
                assert "d.example" in one.base
        assert len(found) == 3
        assert await latency(client, servers[1], 4, hand.clock) == pytest.approx(0.02)
        assert await latency(client, servers[3], 4, hand.clock) is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("203.0.113.9", ("203.0.113.9", "")),
        (json.dumps({"processedString": "203.0.113.9 - Tulip, NL", "rawIspInfo": {"org": "AS1 Tulip"}}),
         ("203.0.113.9", "AS1 Tulip")),
        (json.dumps({"processedString": "203.0.113.9", "rawIspInfo": ""}), ("203.0.113.9", "")),
        ("<html>please log in</html>", ("", "")),
    ],
)  # fmt: skip
async def test_what_a_server_sees_of_us(text: str, told: tuple[str, str]) -> None:
    async with _client(lambda _: httpx.Response(200, text=text)) as client:
        assert await seen_as(client, Server("http://x/")) == told


@pytest.mark.asyncio
async def test_a_load_is_counted_by_the_clock_and_ends_with_its_budget() -> None:
    hand = Hand()
    async with _client(lambda _: httpx.Response(200)) as client:
        load = Load(client, [Server("http://x/")], "down")
        running = asyncio.create_task(asyncio.Event().wait())
        load._tasks.append(running)  # type: ignore[arg-type]

        async def carry(seconds: float) -> None:
            hand.now += seconds
            load.bytes += int(seconds * 1_000_000)

        told: list[float] = []
        clock = Clock(lambda: hand.now, carry)
        assert await rate(load, 4.0, clock, told.append) == pytest.approx(8e6)
        assert told == [pytest.approx(8e6)] * 16
        began = hand.now
        await rate(load, 4.0, clock, most=load.bytes + 1_500_000)
        assert hand.now - began == pytest.approx(1.5)
        running.cancel()


@pytest.mark.asyncio
async def test_streams_that_are_refused_give_up_and_say_why() -> None:
    async with (
        _client(lambda _: httpx.Response(503)) as client,
        loading(client, [Server("http://x/", "Busy")], "down", 2) as load,
    ):
        for _ in range(200):
            if not load.alive:
                break
            await asyncio.sleep(0.01)
        assert not load.alive
        assert load.failed.startswith("Busy: ")


@pytest.mark.asyncio
async def test_a_name_server_is_asked_and_silence_is_no_answer() -> None:
    class Liar(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast(asyncio.DatagramTransport, transport)

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.transport.sendto(b"\0\0" + data[2:], addr)  # to another question: not ours
            self.transport.sendto(data[:6] + b"\0\1" + data[8:], addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Liar, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    try:
        assert answers(await _put("127.0.0.1", "x.example.com", port)) == 1
    finally:
        transport.close()
        await asyncio.sleep(0)
    assert await _put("127.0.0.1", "x.example.com", port) == b""


@pytest.mark.asyncio
@pytest.mark.parametrize("direction", ["down", "up"])
async def test_no_stream_carries_more_than_it_may(direction: Direction) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield bytes(8192)

    most = 1_000_000
    async with (
        _client(lambda _: httpx.Response(200, content=pieces())) as client,
        loading(client, (Server("http://one.example/"),), direction, 5, most) as load,
    ):
        await asyncio.gather(*load._tasks, return_exceptions=True)
        load.grow(5)
        assert not load.alive, "nothing goes on, and nothing is begun any more"
    assert most <= load.bytes < most + 5 * 8192
