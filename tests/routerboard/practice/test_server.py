"""The served board, spoken to word by word."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import pytest

from routerboard.practice.board import BoardError, load_board
from routerboard.practice.faults import Faults
from routerboard.practice.pacing import BURST, EACH, Pace
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import encode
from routerboard.practice.server import serve, start_in_thread
from routerboard.practice.serving import Server

Calling = Callable[[Server], AbstractAsyncContextManager[Any]]
Serving = Callable[..., Any]
DONE = ("!done",)
INTERRUPTED = ("!trap", "=category=2", "=message=interrupted")


# login


@pytest.mark.asyncio
async def test_a_password_lets_in_and_another_does_not(serving: Serving, calling: Calling, version: str) -> None:
    async with await serving(version, "messy") as server, calling(server) as client:
        words = ("/login", "=name=José P.")
        refused = ("!trap", "=message=invalid user name or password (6)")
        assert await client.answer(*words, "=password=naive") == [refused, DONE]
        assert await client.answer("/login", "=name=nobody", "=password=") == [refused, DONE]
        assert await client.answer("/login", "=name=gone", "=password=gone") == [refused, DONE]
        assert await client.answer(*words, "=password=naïve $1") == [DONE]
        (row, _) = await client.answer("/user/active/print", "=.proplist=name,via,group")
        assert row == ("!re", "=name=José P.", "=via=api", "=group=write")


@pytest.mark.asyncio
async def test_before_6_43_a_challenge_is_answered(serving: Serving, calling: Calling) -> None:
    async with await serving("6.40.9", "messy") as server, calling(server) as client:
        ((done, ret),) = await client.answer("/login", "=name=admin", "=password=")
        assert (done, len(ret)) == ("!done", len("=ret=") + 32)
        digest = hashlib.md5(b"\0" + bytes.fromhex(ret.removeprefix("=ret="))).hexdigest()
        wrong = await client.answer("/login", "=name=admin", f"=response=00{'0' * 32}")
        assert wrong == [("!trap", "=message=cannot log in"), DONE]
        again = await client.answer("/login", "=name=admin", f"=response=00{digest}")
        assert again[0][0] == "!trap", "a challenge counts once"
        ((_, ret),) = await client.answer("/login")
        digest = hashlib.md5(b"\0" + bytes.fromhex(ret.removeprefix("=ret="))).hexdigest()
        assert await client.answer("/login", "=name=admin", f"=response=00{digest}") == [DONE]


@pytest.mark.asyncio
async def test_in_between_both_logins_work(serving: Serving, calling: Calling) -> None:
    async with await serving("6.44.6") as server, calling(server) as client:
        assert (await client.answer("/login"))[0][1].startswith("=ret=")
        await client.log_in()


@pytest.mark.asyncio
async def test_who_is_not_logged_in_is_put_out(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client:
        client.send("/system/resource/print", ".tag=1")
        assert await client.hear() == ("!fatal", "not logged in", ".tag=1")
        assert await client.ended()


@pytest.mark.asyncio
async def test_who_sends_too_much_before_login_is_put_out(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client:
        client.send("/login", f"=name={'x' * 5000}")
        assert await client.ended()


@pytest.mark.asyncio
async def test_nonsense_ends_the_connection_and_no_other(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client, calling(server) as other:
        await other.log_in()
        client.writer.write(b"\xffGET / HTTP/1.1\r\n\r\n")
        assert await client.ended()
        assert (await other.answer("/system/identity/print"))[-1] == DONE


@pytest.mark.asyncio
async def test_sessions_are_seen_while_they_last(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as watcher:
        await watcher.log_in()
        watcher.send("/user/active/listen", "=.proplist=name,.id", ".tag=w")
        async with calling(server) as client:
            await client.log_in()
            assert await watcher.hear() == ("!re", "=name=admin", "=.id=*2", ".tag=w")
            client.send("/quit")
            assert await client.hear() == ("!fatal", "session terminated on request")
            assert await client.ended()
        assert await watcher.hear() == ("!re", "=.id=*2", "=.dead=true", ".tag=w")


@pytest.mark.asyncio
async def test_a_service_that_is_disabled_lets_nobody_in(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server:
        server.router.store.set("/ip/service", {"disabled": "yes"}, ["api"])
        async with calling(server) as client:
            assert await client.ended()


@pytest.mark.asyncio
async def test_a_service_is_for_its_addresses_only(serving: Serving, calling: Calling, version: str) -> None:
    async with await serving(version) as server:
        server.router.store.set("/ip/service", {"address": "10.0.0.0/8"}, ["api"])
        async with calling(server) as client:
            assert await client.ended()
        server.router.store.set("/ip/service", {"address": "10.0.0.0/8,192.168.88.0/24"}, ["api"])
        async with calling(server) as client:
            await client.log_in()


@pytest.mark.asyncio
@pytest.mark.parametrize(("release", "most"), [("7.20.8", 2), ("7.15.3", 4), ("6.49.18", 4)])
async def test_sessions_are_limited_from_7_16_on(serving: Serving, calling: Calling, release: str, most: int) -> None:
    async with await serving(release) as server, AsyncExitStack() as stack:
        if release == "7.20.8":
            server.router.store.set("/ip/service", {"max-sessions": "2"}, ["api"])
        clients = [await stack.enter_async_context(calling(server)) for _ in range(4)]
        for client in clients[:most]:
            await client.log_in()
        for client in clients[most:]:
            assert await client.ended()


@pytest.mark.asyncio
async def test_after_a_burst_requests_take_their_time_and_a_rest_makes_them_fast_again() -> None:
    now, waited = [0.0], []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    pace = Pace(lambda: now[0], sleep)
    for _ in range(BURST):
        await pace.turn()
    assert waited == []
    for _ in range(50):
        await pace.turn()
    assert sum(waited) == pytest.approx(50 * EACH)
    now[0] += 1.0
    waited.clear()
    for _ in range(round(1.0 / EACH)):
        await pace.turn()
    assert waited == []


# tags


@pytest.mark.asyncio
async def test_commands_under_tags_do_not_wait_for_each_other(serving: Serving, calling: Calling, version: str) -> None:
    async with await serving(version) as server, calling(server) as client:
        await client.log_in()
        client.send("/interface/listen", "=.proplist=name,disabled", ".tag=2")
        client.send("/interface/set", "=disabled=yes", "=.id=ether3", ".tag=3")
        heard = {await client.hear() for _ in range(2)}
        assert heard == {("!done", ".tag=3"), ("!re", "=name=ether3", "=disabled=true", ".tag=2")}
        client.send("/cancel", "=tag=2", ".tag=7")
        ends = [await client.hear() for _ in range(3)]
        assert sorted(ends) == sorted([(*INTERRUPTED, ".tag=2"), ("!done", ".tag=2"), ("!done", ".tag=7")])
        assert ends.index((*INTERRUPTED, ".tag=2")) < ends.index(("!done", ".tag=2"))


@pytest.mark.asyncio
async def test_cancel_without_a_tag_cancels_everything(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client:
        await client.log_in()
        for tag in "ab":
            client.send("/log/listen", f".tag={tag}")
        client.send("/cancel")
        ends = [await client.hear() for _ in range(5)]
        assert ends[-1] == DONE
        assert {sentence[-1] for sentence in ends[:-1]} == {".tag=a", ".tag=b"}
        assert (await client.answer("/system/identity/print"))[-1] == DONE


@pytest.mark.asyncio
async def test_replies_of_two_commands_mix(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client:
        await client.log_in()
        for tag in "ab":
            client.send("/tool/ping", "=address=192.168.30.1", "=count=2", "=interval=1s", f".tag={tag}")
        first = [await client.hear() for _ in range(2)]
        server.router.tick(1)
        rest = [await client.hear() for _ in range(4)]
        assert {sentence[-1] for sentence in first} == {".tag=a", ".tag=b"}
        assert sorted(sentence[0] for sentence in rest) == ["!done", "!done", "!re", "!re"]


@pytest.mark.asyncio
async def test_commands_without_tags_are_answered_in_order(serving: Serving, calling: Calling) -> None:
    async with await serving("6.49.18") as server, calling(server) as client:
        await client.log_in()
        client.send("/interface/print", "=count-only=")
        client.send("/interface/list/print", "=count-only=")
        assert [await client.hear(), await client.hear()] == [("!done", "=ret=6"), ("!done", "=ret=6")]


@pytest.mark.asyncio
async def test_a_sentence_may_come_in_pieces(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server, calling(server) as client:
        await client.log_in()
        for byte in encode(("/system/identity/print",)):
            client.writer.write(bytes([byte]))
            await client.writer.drain()
        assert await client.hear() == ("!re", "=name=MikroTik")


@pytest.mark.asyncio
async def test_nothing_is_said_to_who_has_gone(
    serving: Serving, calling: Calling, caplog: pytest.LogCaptureFixture
) -> None:
    async with await serving("7.20.8") as server:
        async with calling(server) as client:
            await client.log_in()
            for number in range(50):
                client.send("/ping", "=address=127.0.0.1", f".tag={number}")
            await client.answer("/interface/print")
        for _ in range(3):
            server.router.tick(1.0)
            await asyncio.sleep(0.01)
    assert "socket.send() raised exception" not in caplog.text


@pytest.mark.asyncio
async def test_a_restart_drops_everybody_and_lets_them_in_again(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8") as server:
        async with calling(server) as client, calling(server) as other:
            await client.log_in()
            await other.log_in()
            client.send("/system/reboot")
            assert await client.ended()
            assert await other.ended()
        async with calling(server) as client:
            await client.log_in()
            (row, _) = await client.answer("/user/active/print", "=.proplist=name")
            assert row == ("!re", "=name=admin")


# faults


@pytest.mark.asyncio
@pytest.mark.parametrize("count", [1, 2, 4])
async def test_a_cut_after_so_many_sentences_sent(serving: Serving, calling: Calling, count: int) -> None:
    async with await serving("7.20.8", faults=Faults(cut_after_sent=count)) as server, calling(server) as client:
        await client.log_in()
        client.send("/interface/print", "=.proplist=name")
        heard = [await client.hear() for _ in range(count)]
        assert heard[0] == ("!re", "=name=ether1")
        assert await client.ended()
        async with calling(server) as again:
            await again.log_in()
            assert (await again.answer("/system/identity/print"))[-1] == DONE


@pytest.mark.asyncio
@pytest.mark.parametrize(("fault", "done"), [("cut_after_received", True), ("cut_before", False)])
async def test_a_cut_when_so_many_commands_have_come(
    serving: Serving, calling: Calling, fault: str, done: bool
) -> None:
    async with await serving("7.20.8", faults=Faults(**{fault: 2})) as server, calling(server) as client:
        await client.log_in()
        await client.answer("/system/identity/print")
        client.send("/system/identity/set", "=name=second")
        assert await client.ended()
        (row,) = server.router.rows("/system/identity")
        assert (row["name"] == "second") is done


@pytest.mark.asyncio
async def test_a_board_that_falls_silent_works_on(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8", faults=Faults(stall_after=1)) as server, calling(server) as client:
        await client.log_in()
        client.send("/system/identity/print")
        assert (await client.hear())[0] == "!re"
        client.send("/system/identity/set", "=name=silent")
        client.send("/quit")
        assert (await client.hear())[0] == "!fatal"
        (row,) = server.router.rows("/system/identity")
        assert row["name"] == "silent"


@pytest.mark.asyncio
async def test_garbage_is_sent_and_the_line_is_dead(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8", faults=Faults(garbage_after=0)) as server, calling(server) as client:
        await client.log_in()
        client.send("/system/identity/print")
        assert (await client.reader.readexactly(1)) == b"\xff"
        assert b"no API" in await client.reader.read()


@pytest.mark.asyncio
async def test_one_command_fails_and_the_next_does_not(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8", faults=Faults(fail_command=2)) as server, calling(server) as client:
        await client.log_in()
        replies = [(await client.answer("/system/identity/print"))[0][0] for _ in range(3)]
        assert replies == ["!re", "!trap", "!re"]


@pytest.mark.asyncio
async def test_a_board_may_refuse_to_be_called(serving: Serving, calling: Calling) -> None:
    async with await serving("7.20.8", faults=Faults(refuse=True)) as server:
        async with calling(server) as client:
            assert await client.ended()
        server.faults.refuse = False
        async with calling(server) as client:
            await client.log_in()


# serving


@pytest.mark.asyncio
async def test_tls_without_a_certificate() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.set_ciphers("ADH:@SECLEVEL=0")
    except ssl.SSLError:
        pytest.skip("this computer's OpenSSL has no anonymous ciphers")
    router = PracticeRouter(load_board("factory", "7.20.8"))
    async with await serve(router, tls_port=0, running_clock=False) as server:
        reader, writer = await asyncio.open_connection(server.host, server.tls_port, ssl=context)
        writer.write(encode(("/login", "=name=admin", "=password=")))
        assert await reader.readexactly(7) == b"\x05!done\0"
        writer.close()


@pytest.mark.asyncio
async def test_the_clock_of_a_served_board_goes_on() -> None:
    router = PracticeRouter(load_board("factory", "7.20.8"))
    async with await serve(router) as server:
        assert server.port > 0
        async with asyncio.timeout(10):
            await router.clock.sleep(1)


def test_a_thread_serves_a_board_until_it_is_closed() -> None:
    served = start_in_thread("factory", "6.49.18")
    try:
        assert (served.host, served.user, served.version) == ("127.0.0.1", "admin", "6.49.18")
        with pytest.raises(OSError, match=r".+"):
            start_in_thread("factory", port=served.port)
    finally:
        served.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("practice")]
    with pytest.raises(BoardError):
        start_in_thread("nowhere")
