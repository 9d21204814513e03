"""A table of many connections: counted without writing it, and others get their turn while it is read."""

from __future__ import annotations

import asyncio

import pytest

from routerboard.packetflow.packet import Connection, Flow
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import Request, Sentence

COUNT = 3000
MENU = "/ip/firewall/connection/print"


@pytest.fixture
def router() -> PracticeRouter:
    made = PracticeRouter(load_board("factory", "7.20.8"))
    made.world.forget_connections([row[".id"] for row in made.world.connections()])
    for number in range(COUNT):
        guest, server = 0x0A050000 + number, 0xCB007101
        there, back = Flow(guest, server, 4000, 443), Flow(server, 0xC0A81E02, 443, 1024 + number)
        entry = made.world.tracking.open(Connection(there, back, "udp", "Wan1_conn"), ("", ""), made.clock.now)
        entry.orig_rate = number % 2
    return made


async def said(router: PracticeRouter, *queries: str, **arguments: str) -> list[Sentence]:
    given = {name.replace("_", "-"): value for name, value in arguments.items()}
    return [sentence async for sentence in router.answer(Request(MENU, given, queries))]


@pytest.mark.asyncio
async def test_it_is_counted_all_or_in_part(router: PracticeRouter) -> None:
    assert await said(router, count_only="") == [("!done", f"=ret={COUNT}")]
    assert await said(router, "?>orig-rate=0", count_only="") == [("!done", f"=ret={COUNT // 2}")]
    assert await said(router, count_only="", numbers="*0") == [("!done", "=ret=0")]
    assert len(await said(router, "?>orig-rate=0")) == COUNT // 2 + 1


@pytest.mark.asyncio
@pytest.mark.parametrize("queries", [(), ("?protocol=tcp",)])
async def test_others_get_their_turn_though_nothing_is_found(router: PracticeRouter, queries: tuple[str, ...]) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(other())
    await said(router, *queries)
    task.cancel()
    assert turns >= COUNT // 200 - 1
