"""Watching a practice board that restarts and whose link breaks in the middle of a print."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from routerboard.link.errors import RouterError, RouterLost
from routerboard.link.reconnect import BackOff, Keeper
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.watching import Feed, Snapshot, Watcher
from routerboard.practice.board import load_board
from routerboard.practice.faults import Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve

CONNECTIONS, RESOURCE = "/ip/firewall/connection", "/system/resource"
AT_ONCE = BackOff(first=0.01, most=0.01, jitter=lambda seconds: seconds)


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_what_is_watched_comes_again_after_a_restart_and_a_broken_print(version: str) -> None:
    now, taken, trouble = [100.0], dict[str, Snapshot](), list[RouterError | None]()
    router, faults = PracticeRouter(load_board("factory", version)), Faults()
    router.tick(30.0)
    async with await serve(router, faults=faults, running_clock=False) as server:
        keeper = Keeper(partial(connect, Target(server.host, server.port), Secret("")), back_off=AT_ONCE)
        feeds = {CONNECTIONS: Feed(CONNECTIONS, 3.0, most=5000), RESOURCE: Feed(RESOURCE, 3.0)}
        watcher = Watcher(keeper, feeds, taken.__setitem__, trouble.append, clock=lambda: now[0])
        watcher.want(*feeds)
        await watcher.poll_once()
        before = len(taken[CONNECTIONS].rows)
        assert before > 20
        assert (trouble, watcher.pace.why) == ([], "")
        assert watcher.bytes_per_second > 100 * before / 10

        faults.cut_after_sent = faults.sent + 10
        now[0] += 5
        await watcher.poll_once()
        assert isinstance(trouble[0], RouterLost)
        assert len(taken[CONNECTIONS].rows) == before, "what was read before is still there, and its age is told"

        faults.cut_after_sent = None
        router.reboot()
        router.tick(5.0)
        async with asyncio.timeout(10):
            for _ in range(2):  # the first may meet the session that the restart has ended
                now[0] += 4
                await watcher.poll_once()
        assert trouble[-1] is None
        assert {menu: snapshot.taken for menu, snapshot in taken.items()} == dict.fromkeys(feeds, now[0])
        await keeper.close()
