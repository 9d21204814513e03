"""Very many connections: the quick print says what the slow one says, and those that stand are like all others."""

from __future__ import annotations

from collections import Counter

import pytest

from routerboard.link.rows import row
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.wire import Decoder
from routerboard.practice import dumping
from routerboard.practice.board import read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import request
from routerboard.practice.server import serve
from routerboard.practice.tracking import Entry

MENU = "/ip/firewall/connection"
GUESTS = "{hosts: 40, connections: 120, standing: 1500, ports: [ether5, ether6], seed: 29}"
WATCHED = ".proplist=.id,src-address,connection-mark,timeout,tcp-state,repl-rate,orig-bytes,seen-reply,nothing"


@pytest.fixture(scope="module", params=["7.20.8", "6.49.18"])
def campus(request: pytest.FixtureRequest) -> PracticeRouter:
    router = PracticeRouter(read_board("small-campus", f"like: campus\nguests: {GUESTS}\n", request.param))
    router.tick(8)
    return router


async def slow(router: PracticeRouter, *words: str) -> list[dict[str, str]]:
    """The rows as any print makes them."""
    sentences = [one async for one in router.execute("/ip/firewall/connection/print", words) if one[0] == "!re"]
    return [dict(word[1:].partition("=")[::2] for word in one[1:]) for one in sentences]


def quick(router: PracticeRouter, *words: str) -> list[dict[str, str]]:
    asked = request(("/ip/firewall/connection/print", *words, ".tag=7"))
    pieces = router.dumped(asked, None)
    assert pieces is not None
    decoder, found = Decoder(), []
    for count, piece in pieces:
        sentences = decoder.feed(piece)
        assert count == len(sentences)
        assert all(one.endswith(b"\x06.tag=7") for one in sentences)
        found += [row(one) for one in sentences]
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "words",
    [
        (),
        (f"={WATCHED}",),
        ("?>orig-rate=0", "?>repl-rate=0", "?#|"),
        (f"={WATCHED}", "?connection-mark=Wan1_conn", "?protocol=tcp"),
        ("?tcp-state=established",),
        ("?-connection-mark",),
        ("?connection-mark",),
    ],
    ids=" ".join,
)
async def test_the_quick_print_says_what_the_slow_one_says(
    campus: PracticeRouter, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await slow(campus, *words)
    monkeypatch.setattr(dumping, "MANY", 1)
    assert quick(campus, *words) == expected
    assert quick(campus, *words) == expected
    assert expected
    counted = [one async for one in campus.execute("/ip/firewall/connection/print", ("=count-only=", *words))]
    assert counted == [("!done", f"=ret={len(expected)}")]


def test_what_only_the_slow_print_can_say_is_left_to_it(
    campus: PracticeRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "MANY", 1)
    for words in (("?src-address=10.20.1.1",), ("?>timeout=1h",), ("=interval=1",), ("=follow=",)):
        assert campus.dumped(request(("/ip/firewall/connection/print", *words)), None) is None
    assert campus.dumped(request(("/ip/route/print",)), None) is None


@pytest.mark.asyncio
async def test_a_session_reads_and_counts_them(campus: PracticeRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumping, "MANY", 1)
    async with (
        await serve(campus, running_clock=False) as server,
        await connect(Target("127.0.0.1", server.port), Secret("")) as session,
    ):
        count = await session.count(MENU)
        fetched = await session.fetch(MENU, proplist=[".id"])
        assert count == len(fetched.rows) == len(campus.world.tracking)
        marked = await session.fetch(MENU, "?connection-mark=Wan1_conn")
        assert await session.count(MENU, "?connection-mark=Wan1_conn") == len(marked.rows) > 100
        assert {row["connection-mark"] for row in marked.rows} == {"Wan1_conn"}


def stands(entry: Entry) -> bool:
    return entry.connection.protocol == "tcp" and entry.connection.original.source_port < 32_000


def test_standing_connections_are_marked_spread_and_translated(campus: PracticeRouter) -> None:
    entries = [one for one in campus.world.tracking if stands(one)]
    assert len(entries) >= 1500
    marks = Counter(one.connection.mark for one in entries)
    assert {f"Wan{number}_conn" for number in (1, 2, 3, 4)} <= marks.keys()
    assert all(one.connection.srcnat for one in entries if one.connection.mark)
    flows = {(one.connection.protocol, one.connection.reply) for one in campus.world.tracking}
    assert len(flows) == len(campus.world.tracking)


def test_they_say_a_word_now_and_then_and_come_back_when_forgotten(campus: PracticeRouter) -> None:
    world = campus.world
    before = {one.id: one.repl_bytes for one in world.tracking}
    campus.tick(2)
    assert sum(before.get(one.id, one.repl_bytes) < one.repl_bytes for one in world.tracking) > 100
    world.forget_connections(list(before))
    campus.tick(12)
    assert sum(map(stands, world.tracking)) >= 1400
