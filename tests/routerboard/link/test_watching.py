"""Watching: one request at a time, only what is wanted, and the truth about how old it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from routerboard.language.items import Row
from routerboard.link.errors import RouterLost, RouterRefused
from routerboard.link.pace import QUICK
from routerboard.link.rows import RawRows
from routerboard.link.session import Fetched
from routerboard.link.watching import Feed, Snapshot, Watcher
from routerboard.link.wire import encode_sentence

CONNECTIONS = "/ip/firewall/connection"
RESOURCE = "/system/resource"

FEEDS = {
    "/interface": Feed("/interface", 1.0, ("name",)),
    "/log": Feed("/log", 3.0),
    CONNECTIONS: Feed(CONNECTIONS, 3.0, most=2, part=("?>orig-rate=0",)),
    RESOURCE: Feed(RESOURCE, 3.0, ("uptime",)),
}


def raw(rows: Sequence[Row]) -> RawRows:
    said = (["!re", *(f"={name}={value}" for name, value in row.items())] for row in rows)
    return RawRows([encode_sentence(words)[:-1] for words in said])


@dataclass
class Router:
    """A session that answers from memory; each answer takes `took` seconds of its clock."""

    now: float = 0.0
    took: float = 0.1
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    wrong: Exception | None = None
    connections: int = 5
    matching: int = 2
    resource: Row = field(default_factory=dict)
    broken: RouterRefused | None = None
    requests: int = 0
    traffic: int = 0
    busy: int = 0

    async def session(self) -> Any:
        return self

    async def fetch(self, menu: str, *queries: str, proplist: Sequence[str] = (), most: int = 0) -> Fetched:
        self.busy += 1
        assert self.busy == 1, "two things are asked at once"
        await asyncio.sleep(0)
        self.busy -= 1
        self.now += self.took
        self._asked(menu, *queries)
        if self.wrong is not None:
            raise self.wrong
        if menu == RESOURCE:
            assert {"uptime", "cpu-load", "total-memory"} <= set(proplist)
            return Fetched(raw([self.resource]))
        count = self.connections if menu == CONNECTIONS and not queries else 3
        rows = raw([{".id": f"*{number}"} for number in range(count)])
        return Fetched(rows[: most or count], cut=bool(most) and count > most, broken=self.broken)

    async def count(self, menu: str, *queries: str) -> int:
        self._asked(menu, "count", *queries)
        return self.matching if queries else self.connections

    def _asked(self, *what: str) -> None:
        self.asked.append(what)
        self.requests += 1
        self.traffic += 500


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
    assert snapshot.part == "the first of those that carry something now"


@pytest.mark.asyncio
async def test_a_table_within_its_limit_is_read_whole(router: Router) -> None:
    router.connections = 2
    made, taken, _ = watcher(router, CONNECTIONS)
    await made.poll_once()
    assert router.asked == [(CONNECTIONS, "count"), (CONNECTIONS,)]
    assert taken[CONNECTIONS].whole


@pytest.mark.asyncio
async def test_a_table_that_was_short_a_moment_ago_is_not_counted_until_it_grows(router: Router) -> None:
    router.connections = 1
    made, taken, _ = watcher(router, CONNECTIONS)
    await made.poll_once()
    router.asked.clear()
    router.now += 4
    await made.poll_once()
    assert router.asked == [(CONNECTIONS,)]
    assert taken[CONNECTIONS].whole
    router.connections = 5
    router.asked.clear()
    router.now += 4
    await made.poll_once()
    assert router.asked == [(CONNECTIONS,), (CONNECTIONS, "count"), (CONNECTIONS, "?>orig-rate=0")]
    assert (len(taken[CONNECTIONS].rows), taken[CONNECTIONS].total) == (2, 5)


@pytest.mark.asyncio
async def test_a_long_table_is_narrowed_on_the_router(router: Router) -> None:
    made, taken, _ = watcher(router, CONNECTIONS)
    await made.poll_once()
    router.asked.clear()
    made.narrow(CONNECTIONS, ["?protocol=udp"])
    await made.poll_once()
    assert router.asked == [], "the router has its rest first"
    router.now += 0.4
    await made.poll_once()
    assert router.asked == [
        (CONNECTIONS, "count"),
        (CONNECTIONS, "count", "?protocol=udp"),
        (CONNECTIONS, "?protocol=udp"),
    ]
    assert taken[CONNECTIONS].part.endswith("those that the router found for the filter")
    router.matching = 3
    router.now += 5
    await made.poll_once()
    assert router.asked[-1] == (CONNECTIONS, "?protocol=udp", "?>orig-rate=0")
    router.asked.clear()
    made.narrow(CONNECTIONS, ["?protocol=udp"])
    await made.poll_once()
    assert router.asked == [], "the same words change nothing"
    made.narrow(CONNECTIONS)
    router.now += 0.2
    made.narrow(CONNECTIONS, ["?protocol=tcp"])
    router.now += 0.2
    await made.poll_once()
    assert router.asked == [], "somebody types"
    made.narrow(CONNECTIONS)
    router.now += 0.4
    await made.poll_once()
    assert router.asked[-1] == (CONNECTIONS, "?>orig-rate=0")


@pytest.mark.asyncio
async def test_all_of_a_long_table_is_read_once_and_only_on_demand(router: Router) -> None:
    made, taken, _ = watcher(router, CONNECTIONS)
    await made.poll_once()
    router.asked.clear()
    made.fetch_whole(CONNECTIONS)
    router.now += 0.3
    await made.poll_once()
    assert router.asked == [(CONNECTIONS,)]
    assert (len(taken[CONNECTIONS].rows), taken[CONNECTIONS].whole, made.held(CONNECTIONS)) == (5, True, True)
    router.now += 1000
    await made.poll_once()
    assert len(router.asked) == 1
    made.fetch_whole(CONNECTIONS)
    await made.poll_once()
    assert router.asked == [(CONNECTIONS,)] * 2
    made.narrow(CONNECTIONS, ["?protocol=tcp"])
    made.narrow(CONNECTIONS)
    router.now += 10
    await made.poll_once()
    assert len(router.asked) == 2, "what was fetched whole is filtered here"
    made.release(CONNECTIONS)
    await made.poll_once()
    assert router.asked[-1] == (CONNECTIONS, "?>orig-rate=0")
    made.fetch_whole(CONNECTIONS)
    router.now += 10
    await made.poll_once()
    made.want()
    made.want(CONNECTIONS)
    router.now += 10
    await made.poll_once()
    assert router.asked[-1] == (CONNECTIONS, "?>orig-rate=0")
    assert not made.held(CONNECTIONS)


@pytest.mark.asyncio
async def test_a_whole_read_that_fails_is_not_tried_again_by_itself(router: Router) -> None:
    made, _, trouble = watcher(router, CONNECTIONS)
    made.fetch_whole(CONNECTIONS)
    router.wrong = RouterLost("too much for it")
    await made.poll_once()
    router.wrong = None
    router.now += 10
    await made.poll_once()
    assert router.asked[-1] == (CONNECTIONS, "?>orig-rate=0")
    assert trouble[-1] is None


@pytest.mark.asyncio
async def test_rows_of_a_dump_that_broke_are_kept_and_said_to_be_a_part(router: Router) -> None:
    router.broken = RouterRefused("no such item (4)")
    made, taken, trouble = watcher(router, "/log")
    await made.poll_once()
    assert (len(taken["/log"].rows), taken["/log"].whole, taken["/log"].refused, trouble) == (3, False, "", [])
    assert "no such item (4)" in taken["/log"].part


@pytest.mark.asyncio
async def test_a_busy_router_is_asked_less_until_it_is_calm(router: Router) -> None:
    made, _, _ = watcher(router, RESOURCE, "/interface")
    router.resource = {"cpu-load": "80"}
    await made.poll_once()
    assert made.pace.why == "busy: cpu 80%"
    router.asked.clear()
    router.now += 2.7
    await made.poll_once()
    assert ("/interface",) in router.asked, "that was read before the load was known"
    router.asked.clear()
    router.now += 2.7
    await made.poll_once()
    assert router.asked == []
    router.resource = {"cpu-load": "60"}
    router.now += 4
    await made.poll_once()
    assert made.pace.why == "busy: cpu 60%"
    router.resource = {"cpu-load": "59"}
    router.now += 9
    await made.poll_once()
    assert made.pace == QUICK


@pytest.mark.asyncio
async def test_of_a_long_table_a_slow_router_gives_a_smaller_part(router: Router) -> None:
    router.resource = {"cpu-count": "1", "total-memory": "33554432"}
    made, taken, _ = watcher(router, RESOURCE)
    await made.poll_once()
    assert made.pace.why == "small board: 1 core, 32 MiB"
    made.want(RESOURCE, CONNECTIONS)
    await made.poll_once()
    assert len(taken[CONNECTIONS].rows) == 1


@pytest.mark.asyncio
async def test_never_two_things_at_once_however_many_are_due(router: Router) -> None:
    made, _, _ = watcher(router, *FEEDS)
    made.fetch_whole(CONNECTIONS)
    first, second = asyncio.create_task(made.poll_once()), asyncio.create_task(made.poll_once())
    await asyncio.gather(first, second)
    assert len(router.asked) == len(FEEDS)


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
    assert made.bytes_per_second == pytest.approx(500.0, rel=0.15)
    router.now += 11
    assert (made.requests_per_second, made.bytes_per_second) == (0.0, 0.0)


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
