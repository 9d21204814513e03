"""Watching: one request at a time, only what is wanted, and the truth about how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from routerboard.language.items import Row
from routerboard.link.errors import RouterLost, RouterRefused
from routerboard.link.watching import Feed, Snapshot, Watcher

FEEDS = {
    "/interface": Feed("/interface", 1.0, ("name",)),
    "/log": Feed("/log", 3.0),
    "/ip/firewall/connection": Feed("/ip/firewall/connection", 3.0, most=2, part=("?>orig-rate=0",)),
}


@dataclass
class Router:
    """A session that answers from memory; each answer takes `took` seconds of its clock."""

    now: float = 0.0
    took: float = 0.1
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    wrong: Exception | None = None
    connections: int = 5

    async def session(self) -> Any:
        return self

    async def print(self, menu: str, *queries: str, proplist: Sequence[str] = (), lazy: bool = False) -> list[Row]:
        self.now += self.took
        self.asked.append((menu, *queries))
        if self.wrong is not None:
            raise self.wrong
        return [{".id": f"*{number}"} for number in range(3)]

    async def count(self, menu: str, *queries: str) -> int:
        self.asked.append((menu, "count"))
        return self.connections


@pytest.fixture
def router() -> Router:
    return Router()


def watcher(router: Router, *wanted: str) -> tuple[Watcher, dict[str, Snapshot], list[Any]]:
    taken: dict[str, Snapshot] = {}
    trouble: list[Any] = []
    made = Watcher(router, FEEDS, taken.__setitem__, trouble.append, clock=lambda: router.now)
    made.want(*wanted)
    return made, taken, trouble


@pytest.mark.asyncio
async def test_only_what_is_wanted_is_asked_and_not_before_it_is_due(router: Router) -> None:
    made, taken, _ = watcher(router, "/interface", "/log")
    await made.poll_once()
    assert sorted(router.asked) == [("/interface",), ("/log",)]
    await made.poll_once()
    assert len(router.asked) == 2
    router.now += 1.0
    await made.poll_once()
    assert router.asked[2:] == [("/interface",)]
    assert taken["/interface"].taken == router.now


@pytest.mark.asyncio
async def test_a_tab_that_is_shown_is_read_at_once(router: Router) -> None:
    made, _, _ = watcher(router, "/interface")
    await made.poll_once()
    made.want("/interface", "/log")
    await made.poll_once()
    assert router.asked[-1] == ("/log",)
    made.want("/interface")
    router.now += 100
    await made.poll_once()
    assert router.asked[-1] == ("/interface",)


@pytest.mark.asyncio
async def test_a_slow_router_is_asked_no_sooner_than_three_times_its_answer(router: Router) -> None:
    router.took = 2.0
    made, _, _ = watcher(router, "/interface")
    await made.poll_once()
    router.now += 3.9
    await made.poll_once()
    assert len(router.asked) == 1
    router.now += 0.2
    await made.poll_once()
    assert len(router.asked) == 2


@pytest.mark.asyncio
async def test_a_long_table_is_counted_first_and_read_in_part(router: Router) -> None:
    made, taken, _ = watcher(router, "/ip/firewall/connection")
    await made.poll_once()
    assert router.asked == [("/ip/firewall/connection", "count"), ("/ip/firewall/connection", "?>orig-rate=0")]
    snapshot = taken["/ip/firewall/connection"]
    assert (len(snapshot.rows), snapshot.total, snapshot.whole) == (2, 5, False)


@pytest.mark.asyncio
async def test_a_lost_link_is_told_and_so_is_its_return(router: Router) -> None:
    made, taken, trouble = watcher(router, "/interface")
    router.wrong = RouterLost("gone")
    await made.poll_once()
    assert taken == {}
    assert str(trouble[0]) == "gone"
    router.wrong = None
    router.now += 2
    await made.poll_once()
    assert trouble[1:] == [None]
    assert len(taken["/interface"].rows) == 3


@pytest.mark.asyncio
async def test_a_menu_that_the_router_lacks_is_empty_and_left_alone(router: Router) -> None:
    made, taken, trouble = watcher(router, "/log")
    router.wrong = RouterRefused("no such command prefix", 0)
    await made.poll_once()
    assert (taken["/log"].rows, taken["/log"].refused, trouble) == ((), "", [])
    router.now += 10
    await made.poll_once()
    assert len(router.asked) == 1


@pytest.mark.asyncio
async def test_the_cost_is_counted(router: Router) -> None:
    made, _, _ = watcher(router, "/interface")
    for _ in range(10):
        await made.poll_once()
        router.now += 0.9
    assert made.requests_per_second == pytest.approx(1.0, abs=0.15)


@pytest.mark.asyncio
@pytest.mark.parametrize(("said", "pause"), [("not enough permissions (9)", 30.0), ("interrupted", 1.0)])
async def test_a_refusal_is_told_and_one_that_may_pass_is_tried_again_soon(
    router: Router, said: str, pause: float
) -> None:
    made, taken, trouble = watcher(router, "/interface")
    router.wrong = RouterRefused(said, 2)
    await made.poll_once()
    assert said in taken["/interface"].refused
    assert trouble == []
    router.now += pause - 0.1
    await made.poll_once()
    assert len(router.asked) == 1
    router.now += 0.2
    await made.poll_once()
    assert len(router.asked) == 2
