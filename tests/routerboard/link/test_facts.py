"""What is known of real routers' API, each fact played by a router that does just that: the reader takes it.

The traps of librouteros are in test_traps.py, lengths, strangers and any split of any content in test_wire.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from routerboard.link.errors import RouterLost, RouterRefused
from routerboard.link.wire import encode_sentence

CONNECTIONS = "/ip/firewall/connection"


def replying(*sentences: list[str | bytes]) -> Callable[[Any], Any]:
    """Answers each command with these sentences, until the caller hangs up; tells nobody what it heard."""

    async def script(caller: Any) -> None:
        while command := await caller.hear():
            for sentence in sentences:
                caller.say(*sentence, tag=command)

    return script


# the wire


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [0x79, 0x7A, 0x3FF9, 0x3FFA, 0x1FFFFA])
async def test_a_value_of_any_length_arrives_whole(opened: Any, size: int) -> None:
    async with opened(replying(["!re", "=name=" + "x" * size], ["!done"])) as session:
        (row,) = (await session.fetch("/x")).rows
        assert len(row["name"]) == size
        assert await session.print("/x") == [row]


@pytest.mark.asyncio
async def test_every_kind_of_word_and_empty_sentences_between(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.raw(b"\x00\x00")
        caller.say("!re", "=comment=a=b=", "=empty=", "=.id=*A", "=.section=0", tag=asked)
        caller.raw(b"\x00")
        caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script) as session:
        assert await session.print("/x") == [{"comment": "a=b=", "empty": "", ".id": "*A", ".section": "0"}]


@pytest.mark.asyncio
async def test_a_fatal_ends_the_session_with_its_word(opened: Any) -> None:
    async with opened(replying(["!fatal", "too many commands before login"])) as session:
        with pytest.raises(RouterLost, match="too many commands before login"):
            await session.fetch("/x")


@pytest.mark.asyncio
@pytest.mark.parametrize("reply", [["!empty"], ["!unheard-of", "=a=1"]])
async def test_nothing_is_no_row_and_a_new_reply_word_no_end(opened: Any, reply: list[str]) -> None:
    async with opened(replying(reply, ["!done"])) as session:
        assert not (await session.fetch("/ip/firewall/nat")).rows
        assert await session.count("/ip/firewall/nat") == 0


# tags, cancel, listen, monitors


@pytest.mark.asyncio
async def test_replies_interleave_row_by_row_whether_the_tag_stands_second_or_last(opened: Any) -> None:
    count = 600

    async def script(caller: Any) -> None:
        first, second = await caller.hear(), await caller.hear()
        for number in range(count):
            caller.raw(encode_sentence(["!re", f".tag={tag(first)}", f"=n=a{number}", "=pad=" + "x" * 20]))
            caller.raw(encode_sentence(["!re", f"=n=b{number}", "=pad=\x06.tag=9", f".tag={tag(second)}"]))
        caller.say("!done", tag=second)
        caller.say("!done", tag=first)
        await caller.hear()

    async with opened(script) as session:
        one, other = await asyncio.gather(session.fetch("/a"), session.fetch("/b"))
    assert one.rows.column("n") == [f"a{number}" for number in range(count)]
    assert other.rows.column("n") == [f"b{number}" for number in range(count)]


def tag(words: list[str]) -> str:
    return next(word.removeprefix(".tag=") for word in words if word.startswith(".tag="))


@pytest.mark.asyncio
@pytest.mark.parametrize("cancelled_first", [True, False])
async def test_a_cancelled_print_ends_in_either_order_and_leaves_nothing_behind(
    opened: Any, cancelled_first: bool
) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.expect(f"{CONNECTIONS}/print")
        for number in range(9):
            caller.say("!re", f"=.id=*{number}", tag=asked)
        cancel = await caller.expect("/cancel")
        ends = [(asked, ["!trap", "=category=2", "=message=interrupted"]), (asked, ["!done"]), (cancel, ["!done"])]
        for whose, words in ends if cancelled_first else reversed(ends):
            caller.say(*words, tag=whose)
        asked = await caller.hear()
        caller.say("!re", "=mine=yes", tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script) as session:
        fetched = await session.fetch(CONNECTIONS, most=4)
        assert (fetched.rows.column(".id"), fetched.cut) == (["*0", "*1", "*2", "*3"], True)
        assert await session.print("/x") == [{"mine": "yes"}]


@pytest.mark.asyncio
async def test_a_task_that_is_cancelled_cancels_its_print_on_the_router(opened: Any) -> None:
    begun = asyncio.Event()

    async def script(caller: Any) -> None:
        asked = await caller.expect(f"{CONNECTIONS}/print")
        caller.say("!re", "=a=1", tag=asked)
        begun.set()
        cancel = await caller.expect("/cancel")
        assert f"=tag={tag(asked)}" in cancel
        caller.say("!done", tag=cancel)
        other = await caller.expect("/x/print")
        for number in range(500):
            caller.say("!re", f"=late={number}", tag=asked)
        caller.say("!done", tag=asked)
        caller.say("!re", "=mine=yes", tag=other)
        caller.say("!done", tag=other)
        await caller.hear()

    async with opened(script) as session:
        reading = asyncio.create_task(session.fetch(CONNECTIONS))
        await begun.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await session.print("/x") == [{"mine": "yes"}]


@pytest.mark.asyncio
async def test_listen_tells_rows_that_die_and_frames_have_their_section(opened: Any) -> None:
    said = [["!re", "=.id=*1", "=.dead=true"], ["!re", "=.section=1", "=rx=5"], ["!re", "=.section=2", "=rx=6"]]
    async with opened(replying(*said)) as session, aclosing(session.stream("/interface/listen")) as rows:
        seen = [await anext(rows) for _ in said]
    assert seen == [{".id": "*1", ".dead": "true"}, {".section": "1", "rx": "5"}, {".section": "2", "rx": "6"}]


# print, queries, proplist


@pytest.mark.asyncio
async def test_the_order_of_queries_and_what_is_asked_for_reach_the_router(opened: Any) -> None:
    heard: list[list[str]] = []

    async def script(caller: Any) -> None:
        while words := await caller.hear():
            heard.append(words[:-1])
            caller.say("!done", "=ret=3", tag=words)

    queries = ("?>orig-rate=0", "?>repl-rate=0", "?#|")
    async with opened(script) as session:
        assert await session.count(CONNECTIONS, *queries) == 3
        await session.fetch(CONNECTIONS, *queries, proplist=(".id", "protocol"))
    print_words = f"{CONNECTIONS}/print"
    assert heard == [[print_words, "=count-only=", *queries], [print_words, "=.proplist=.id,protocol", *queries]]


@pytest.mark.asyncio
async def test_values_that_a_row_lacks_are_absent_and_none_is_cast(opened: Any) -> None:
    said = [["!re", "=.id=*80000001", "=active=true"], ["!re", "=.id=*30000001", "=disabled=yes", "=comment=10"]]
    async with opened(replying(*said, ["!done"])) as session:
        first, second = (await session.fetch("/ip/route")).rows
    assert (first.get("disabled"), first["active"]) == (None, "true")
    assert dict(second) == {".id": "*30000001", "disabled": "yes", "comment": "10"}


# speed and big tables


@pytest.mark.asyncio
async def test_a_dump_that_the_router_breaks_off_keeps_what_came(opened: Any) -> None:
    said = [*(["!re", f"=.id=*{number:X}"] for number in range(300)), ["!trap", "=message=no such item (4)"], ["!done"]]
    async with opened(replying(*said)) as session:
        fetched = await session.fetch(CONNECTIONS)
        assert len(fetched.rows) == 300
        assert fetched.broken is not None
        assert fetched.broken.gone
        with pytest.raises(RouterRefused):
            await session.print(CONNECTIONS)


@pytest.mark.asyncio
async def test_a_dump_that_is_refused_at_once_is_a_refusal(opened: Any) -> None:
    async with opened(replying(["!trap", "=message=not enough permissions (9)"], ["!done"])) as session:
        with pytest.raises(RouterRefused, match="not enough permissions"):
            await session.fetch(CONNECTIONS)


# connections


@pytest.mark.asyncio
async def test_connections_of_both_majors_are_read_as_they_are(opened: Any) -> None:
    six = {"src-address": "10.5.50.3:4711", "tcp-state": "syn-received", "orig-rate": "9904", "p2p": "none"}
    seven = {"src-address": "10.5.50.3", "src-port": "4711", "tcp-state": "syn-recv", "hw-offload": "true"}
    others = {"src-address": "[2001:db8::3]:4711", "protocol": "icmpv6", "icmp-type": "8", "gre-key": "1"}
    rows = [six, seven, others]
    said = [["!re", *(f"={name}={value}" for name, value in row.items())] for row in rows]
    async with opened(replying(*said, ["!done"])) as session:
        assert [dict(row) for row in (await session.fetch(CONNECTIONS)).rows] == rows
        assert await session.print(CONNECTIONS) == rows
