"""A session that misbehaves ends, and only that one: whoever else is connected notices nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import encode, length, read_sentence
from routerboard.practice.server import serve
from tests.fuzz.limits import lean, quick

pytestmark = [pytest.mark.wide, pytest.mark.asyncio]
LOGIN = encode(("/login", "=name=admin", "=password="))
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _ask(streams: Streams, *words: str) -> list[tuple[str, ...]]:
    reader, writer = streams
    writer.write(encode(words))
    heard = [await read_sentence(reader, 1 << 24)]
    while heard[-1][0] != "!done":
        heard.append(await read_sentence(reader, 1 << 24))
    return heard


async def _until_it_ends(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(65536):
            pass


async def _garbage(streams: Streams) -> None:
    chance = random.Random(7)
    streams[1].write(LOGIN + b"\1x\0\xff" + chance.randbytes(4000))
    await _until_it_ends(streams[0])


async def _too_long(streams: Streams) -> None:
    streams[1].write(LOGIN + length(1 << 28) + b"/")
    await _until_it_ends(streams[0])


async def _too_long_before_login(streams: Streams) -> None:
    streams[1].write(length(5_000))
    await _until_it_ends(streams[0])


async def _cut(streams: Streams) -> None:
    streams[1].write(LOGIN + b"\x20/interface/pri")


async def _never_reads(streams: Streams) -> None:
    """Asks for much, and hears nothing of it."""
    streams[1].write(LOGIN + encode(("/interface/print",)) * 3_000)
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(0.5):
            await streams[1].drain()
    await asyncio.sleep(0.3)
    streams[1].transport.abort()


async def _many_at_once(streams: Streams) -> None:
    """More commands that never end than a session may have."""
    listens = b"".join(encode(("/interface/listen", f".tag={number}")) for number in range(1_100))
    streams[1].write(LOGIN + listens + encode(("/quit",)))
    heard = []
    while (sentence := await read_sentence(streams[0], 1 << 20))[0] != "!fatal":
        heard.append(sentence)
    refused = [one for one in heard if one[0] == "!trap" and "too many commands" in one[1]]
    assert len(refused) == 100
    await _until_it_ends(streams[0])


async def _much_at_once(streams: Streams) -> None:
    """Commands that never end and are long."""
    long = "?comment=" + "x" * 1_000_000
    for number in range(20):
        streams[1].write((LOGIN if not number else b"") + encode(("/interface/listen", long, f".tag={number}")))
        await streams[1].drain()
    streams[1].write(encode(("/quit",)))
    heard = []
    while (sentence := await read_sentence(streams[0], 1 << 20))[0] != "!fatal":
        heard.append(sentence)
    assert sum(one[0] == "!trap" for one in heard) >= 10
    await _until_it_ends(streams[0])


async def _no_words(streams: Streams) -> None:
    streams[1].write(LOGIN + b"\0" * 100_000 + encode(("/quit",)))
    await _until_it_ends(streams[0])


async def _strange_words(streams: Streams) -> None:
    for words in (("x",), ("/",), ("=",), (".tag=1",), ("/a", "?"), ("/cancel", "=tag="), ("/login", "=response=zz")):
        streams[1].write((LOGIN if words == ("x",) else b"") + encode(words))
    streams[1].write(encode(("/quit",)))
    await _until_it_ends(streams[0])


@pytest.mark.parametrize("version", ["6.40.9", "6.49.18", "7.20.8"])
@pytest.mark.parametrize(
    "misbehaving",
    [
        _garbage,
        _too_long,
        _too_long_before_login,
        _cut,
        _never_reads,
        _many_at_once,
        _much_at_once,
        _no_words,
        _strange_words,
    ],
)
async def test_the_others_go_on(version: str, misbehaving: Callable[[Streams], Awaitable[None]]) -> None:
    crashes: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: crashes.append(context))
    if version == "6.40.9" and misbehaving in (_many_at_once, _much_at_once):
        pytest.skip("this login is another one")
    with quick(30.0), lean():
        async with await serve(PracticeRouter(load_board("factory", version))) as server, asyncio.timeout(100):
            good = await asyncio.open_connection(server.host, server.port)
            bad = await asyncio.open_connection(server.host, server.port)
            if version != "6.40.9":
                assert await _ask(good, "/login", "=name=admin", "=password=") == [("!done",)]
            await misbehaving(bad)
            bad[1].transport.abort()
            ask = ("/login",) if version == "6.40.9" else ("/interface/print", "=.proplist=name")
            assert (await _ask(good, *ask))[-1][0] == "!done"
            good[1].transport.abort()
    assert crashes == []
