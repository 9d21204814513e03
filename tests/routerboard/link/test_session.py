"""What a session sends, what it gives back, and what happens when the router stops playing along."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from routerboard.link.channel import BACKLOG
from routerboard.link.errors import RouterLost, RouterRefused, RouterTimedOut
from routerboard.link.rows import RawRow
from routerboard.link.session import Session


class Recorder:
    """Answers each sentence with `!done` and keeps what it heard, without the tags."""

    def __init__(self, *done: str) -> None:
        self.heard: list[list[str]] = []
        self._done = done

    async def __call__(self, caller: Any) -> None:
        while words := await caller.hear():
            self.heard.append([word for word in words if not word.startswith(".tag=")])
            caller.say("!done", *self._done, tag=words)


@pytest.mark.asyncio
async def test_every_verb_says_the_routers_sentence(opened: Any) -> None:
    recorder = Recorder("=ret=7")
    async with opened(recorder) as session:
        await session.print("/ip/route", "?dynamic=true", "?#!", proplist=(".id", "gateway"))
        assert await session.count("/ip/route", "?active=true") == 7
        assert await session.add("/ip/route", {"gateway": "10.0.0.1"}) == "7"
        await session.add("/ip/firewall/nat", {"chain": "srcnat"}, place_before="*3")
        await session.set("/ip/route", {"comment": ""}, "*1")
        await session.set("/ip/settings", {"rp-filter": "loose"})
        await session.unset("/ip/route", "*1", "pref-src", "check-gateway")
        await session.remove("/ip/route", "*1", "*2")
        await session.remove("/ip/route")
        await session.move("/ip/firewall/nat", "*5", "*2")
        await session.move("/ip/firewall/nat", "*5")
        assert await session.call("/execute", {"script": ":put 1"}, "=as-string=") == [{"ret": "7"}]
        assert session.requests == 13
    assert recorder.heard == [
        ["/ip/route/print", "=.proplist=.id,gateway", "?dynamic=true", "?#!"],
        ["/ip/route/print", "=count-only=", "?active=true"],
        ["/ip/route/add", "=gateway=10.0.0.1"],
        ["/ip/firewall/nat/add", "=chain=srcnat", "=place-before=*3"],
        ["/ip/route/set", "=.id=*1", "=comment="],
        ["/ip/settings/set", "=rp-filter=loose"],
        ["/ip/route/unset", "=.id=*1", "=value-name=pref-src"],
        ["/ip/route/unset", "=.id=*1", "=value-name=check-gateway"],
        ["/ip/route/remove", "=.id=*1,*2"],
        ["/ip/firewall/nat/move", "=numbers=*5", "=destination=*2"],
        ["/ip/firewall/nat/move", "=numbers=*5"],
        ["/execute", "=script=:put 1", "=as-string="],
    ]


@pytest.mark.asyncio
async def test_rows_come_in_the_routers_order_lazy_or_not(opened: Any) -> None:
    async def script(caller: Any) -> None:
        for _ in range(2):
            asked = await caller.hear()
            for number in range(300):
                caller.say("!re", f"=.id=*{number:X}", "=comment=" + "x" * number, tag=asked)
            caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script) as session:
        eager = await session.print("/ip/arp")
        lazy = (await session.fetch("/ip/arp")).rows
    assert [row[".id"] for row in eager] == [f"*{number:X}" for number in range(300)]
    assert [*lazy] == eager
    assert all(isinstance(row, RawRow) for row in lazy)


@pytest.mark.asyncio
async def test_a_refusal_names_the_command_and_keeps_the_session(opened: Any) -> None:
    async def script(caller: Any) -> None:
        for _ in range(3):
            asked = await caller.hear()
            caller.say("!re", "=a=1", tag=asked)
            caller.say("!trap", "=message=not enough permissions (9)", "=category=4", tag=asked)
            caller.say("!done", tag=asked)
        await Recorder()(caller)

    async with opened(script) as session:
        with pytest.raises(RouterRefused, match=r"/user/print: not enough permissions \(9\)") as caught:
            await session.print("/user")
        fetched = await session.fetch("/user")
        assert [*fetched.rows] == [{"a": "1"}]
        assert fetched.broken is not None
        rows = session.stream("/user/print")
        assert await anext(rows) == {"a": "1"}
        with pytest.raises(RouterRefused):
            await anext(rows)
        assert caught.value.forbidden
        assert not caught.value.lacks
        assert "Users > Groups" in caught.value.todo
        assert await session.print("/ip/route") == []


@pytest.mark.asyncio
async def test_a_stream_that_is_closed_is_cancelled_on_the_router(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.expect("/interface/monitor-traffic")
        for number in range(5):
            caller.say("!re", f"=.section={number}", tag=asked)
        cancel = await caller.expect("/cancel")
        tag = next(word for word in asked if word.startswith(".tag="))
        assert f"={tag[1:]}" in cancel
        caller.say("!trap", "=category=2", "=message=interrupted", tag=asked)
        caller.say("!done", tag=cancel)
        caller.say("!done", tag=asked)
        await Recorder("=ret=1")(caller)

    async with opened(script) as session:
        async with aclosing(session.stream("/interface/monitor-traffic", {"interface": "ether1"})) as rows:
            assert [(await anext(rows))[".section"] for _ in range(5)] == list("01234")
        assert await session.count("/ip/route") == 1


@pytest.mark.asyncio
async def test_a_stream_of_a_cancelled_task_is_cancelled_on_the_router(opened: Any) -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def script(caller: Any) -> None:
        await caller.expect("/log/listen")
        started.set()
        await caller.expect("/cancel")
        cancelled.set()
        await caller.hear()

    async def follow(session: Session) -> None:
        async with aclosing(session.stream("/log/listen")) as rows:
            async for _ in rows:
                raise AssertionError("nothing was said")

    async with opened(script) as session:
        task = asyncio.create_task(follow(session))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(cancelled.wait(), 5.0)


@pytest.mark.asyncio
async def test_a_cancelled_print_is_cancelled_and_its_late_rows_go_nowhere(opened: Any) -> None:
    started = asyncio.Event()

    async def script(caller: Any) -> None:
        big = await caller.expect("/ip/firewall/connection/print")
        caller.say("!re", "=n=0", tag=big)
        started.set()
        await caller.expect("/cancel")
        other = await caller.expect("/eqval/print")
        for number in range(1000):
            caller.say("!re", f"=n={number}", tag=big)
        caller.say("!done", tag=big)
        caller.say("!re", "=only=this", tag=other)
        caller.say("!done", tag=other)
        await caller.hear()

    async with opened(script) as session:
        task = asyncio.create_task(session.print("/ip/firewall/connection"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await session.print("/eqval") == [{"only": "this"}]


@pytest.mark.asyncio
async def test_a_stream_read_to_its_end_is_not_cancelled(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.expect("/ping")
        caller.say("!re", "=seq=0", tag=asked)
        caller.say("!done", tag=asked)
        await caller.expect("/next/print")
        await caller.hear()

    async with opened(script) as session:
        assert [row async for row in session.stream("/ping", {"count": "1"})] == [{"seq": "0"}]
        task = asyncio.create_task(session.print("/next"))
        await asyncio.sleep(0)
        task.cancel()


@pytest.mark.asyncio
async def test_a_stream_may_be_given_a_longest_silence(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=a=1", tag=asked)
        await caller.expect("/cancel")
        await caller.hear()

    async with opened(script) as session:
        rows = session.stream("/tool/torch", silence=0.15)
        assert await anext(rows) == {"a": "1"}
        with pytest.raises(RouterTimedOut, match=r"0\.15 seconds"):
            await anext(rows)


@pytest.mark.asyncio
async def test_a_router_that_hangs_in_the_middle_of_a_reply(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=a=1", tag=asked)
        caller.raw(b"\x03!re\x7f=comment=and no more")
        await caller.hear()
        await caller.hear()

    async with opened(script, patience=0.15) as session:
        with pytest.raises(RouterTimedOut, match="said nothing to /ip/route/print") as caught:
            await session.print("/ip/route")
        assert "may or may not" in caught.value.unchanged


@pytest.mark.asyncio
async def test_patience_is_for_silence_and_not_for_the_whole_table(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        for number in range(8):
            await asyncio.sleep(0.1)
            caller.say("!re", f"=n={number}", tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script, patience=0.5) as session:
        assert len(await session.print("/ip/route")) == 8


@pytest.mark.asyncio
async def test_a_router_silent_twice_in_a_row_is_gone(opened: Any) -> None:
    async def script(caller: Any) -> None:
        while await caller.hear():
            pass

    async with opened(script, patience=0.15) as session:
        with pytest.raises(RouterTimedOut):
            await session.print("/ip/route")
        assert not session.closed
        with pytest.raises(RouterLost, match="does not answer any more"):
            await session.print("/ip/route")
        assert session.closed
        assert "any more" in str(await session.wait_closed())


@pytest.mark.asyncio
async def test_a_slow_router_that_answers_the_cancel_is_not_gone(opened: Any) -> None:
    async def script(caller: Any) -> None:
        while words := await caller.hear():
            if words[0] == "/cancel":
                caller.say("!done", tag=words)

    async with opened(script, patience=0.15) as session:
        for _ in range(3):
            with pytest.raises(RouterTimedOut):
                await session.print("/ip/route")
        assert not session.closed


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["!fatal", "session terminated on request"], "session terminated on request"),
        (["!fatal"], "without a reason"),
        (["!fatal", "=message=out of memory"], "out of memory"),
    ],
)
async def test_a_fatal_reaches_every_waiting_command(opened: Any, words: list[str], reason: str) -> None:
    async def script(caller: Any) -> None:
        for _ in range(3):
            await caller.hear()
        caller.say(*words)
        await caller.hear()

    async with opened(script) as session:
        waiting = [asyncio.create_task(session.print(f"/{name}")) for name in "abc"]
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(end, RouterLost) and reason in end.what for end in ends)
        with pytest.raises(RouterLost, match=reason):
            await session.print("/d")
        assert session.error is ends[0]


@pytest.mark.asyncio
async def test_a_half_closed_connection_ends_the_waiting_commands(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=a=1", tag=asked)
        caller.raw(b"\x03!re")
        caller.writer.write_eof()
        await caller.hear()

    async with opened(script) as session:
        with pytest.raises(RouterLost, match="closed the connection in the middle of a reply"):
            await session.print("/ip/route")


@pytest.mark.asyncio
async def test_rows_that_came_before_the_end_can_still_be_read(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        for number in range(3):
            caller.say("!re", f"=n={number}", tag=asked)

    async with opened(script) as session:
        rows = session.stream("/log/listen")
        assert await anext(rows) == {"n": "0"}
        await session.wait_closed()
        assert [await anext(rows) for _ in range(2)] == [{"n": "1"}, {"n": "2"}]
        with pytest.raises(RouterLost):
            await anext(rows)


@pytest.mark.asyncio
async def test_garbage_after_the_login_ends_the_session_with_words(opened: Any) -> None:
    async def script(caller: Any) -> None:
        await caller.hear()
        caller.raw(b"\xff\xff\xff")
        await caller.hear()

    async with opened(script) as session:
        with pytest.raises(RouterLost, match="garbled"):
            await session.print("/ip/route")


@pytest.mark.asyncio
async def test_replies_without_a_known_tag_are_dropped(opened: Any) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=whose=nobody's", tag="999")
        caller.say("!done", tag="999")
        caller.say("!re", "=whose=nobody's")
        caller.say("!done")
        caller.say("!re", "=whose=ours", tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with opened(script) as session:
        assert await session.print("/x") == [{"whose": "ours"}]


@pytest.mark.asyncio
async def test_a_stream_that_nobody_reads_stops_the_router(opened: Any) -> None:
    written = asyncio.Event()

    async def script(caller: Any) -> None:
        asked = await caller.hear()
        for number in range(BACKLOG * 10):
            caller.say("!re", f"=n={number}", "=pad=" + "x" * 1000, tag=asked)
            if not number % 500:
                await caller.writer.drain()
        caller.say("!done", tag=asked)
        await caller.writer.drain()
        written.set()
        await caller.hear()

    async with opened(script) as session:
        rows = session.stream("/log/listen")
        assert await anext(rows) == {"n": "0", "pad": "x" * 1000}
        channel = next(iter(session._link._channels.values()))
        while not channel.full:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert not session._link.transport.is_reading()
        assert not written.is_set()
        assert len([row async for row in rows]) == BACKLOG * 10 - 1
        assert written.is_set()


@pytest.mark.asyncio
async def test_two_readers_of_one_command_are_a_mistake_that_is_told(opened: Any) -> None:
    async def script(caller: Any) -> None:
        await caller.hear()
        await caller.hear()

    async with opened(script) as session:
        with session._link.command(5.0) as channel:
            await channel.writeSentence("/x/print")
            first = asyncio.create_task(channel.read())
            await asyncio.sleep(0)
            with pytest.raises(RuntimeError, match="two tasks"):
                await channel.read()
            first.cancel()


@pytest.mark.asyncio
async def test_closing_ends_what_waits(opened: Any) -> None:
    async def script(caller: Any) -> None:
        while await caller.hear():
            pass

    async with opened(script) as session:
        task = asyncio.create_task(session.print("/x"))
        await asyncio.sleep(0)
        await session.close()
        with pytest.raises(RouterLost, match="is closed"):
            await task
        with pytest.raises(RouterLost, match="is closed"):
            await session.print("/y")
