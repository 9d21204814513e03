"""The traps of librouteros that its users have met, in the order of the list that we keep of them: none reaches us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from librouteros.api import AsyncApi
from librouteros.exceptions import MultiTrapError, TrapError
from librouteros.query import And, Key

from routerboard.link.calling import word
from routerboard.link.errors import LoginRefused, RouterRefused, RouterTimedOut
from routerboard.link.login import response
from routerboard.link.session import connect
from routerboard.link.target import Secret


def replying(*sentences: list[str | bytes]) -> Callable[[Any], Any]:
    """Answers one command with these sentences, then stays until the caller hangs up."""

    async def script(caller: Any) -> None:
        command = await caller.hear()
        for sentence in sentences:
            caller.say(*sentence, tag=command)
        await caller.hear()

    return script


@pytest.mark.asyncio
async def test_trap_1_a_command_is_sent_when_it_is_called(opened: Any) -> None:
    heard: list[str] = []

    async def script(caller: Any) -> None:
        heard.extend(await caller.hear())
        caller.say("!done", tag=heard)
        await caller.hear()

    async with opened(script) as session:
        await session.call("/system/reboot")
    assert heard[0] == "/system/reboot"


@pytest.mark.asyncio
async def test_trap_2_no_byte_of_a_text_is_dropped(opened: Any) -> None:
    heard: list[str] = []

    async def script(caller: Any) -> None:
        asked = await caller.hear()
        caller.say("!re", "=comment=Приймальня №1", b"=name=R\xe9ception", tag=asked)
        caller.say("!done", tag=asked)
        heard.extend(await caller.hear())
        caller.say("!done", tag=heard)
        await caller.hear()

    async with opened(script) as session:
        (found,) = await session.print("/interface")
        assert found["comment"] == "Приймальня №1"
        await session.set("/interface", {"comment": found["comment"], "name": found["name"]}, "*1")
    assert heard[2].encode("latin-1") == "=comment=Приймальня №1".encode()
    assert heard[3].encode("latin-1") == b"=name=R\xe9ception"


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["10", "007", "-5", "yes", "no", "true", "false", "1e3", "", "="])
async def test_trap_3_values_stay_text(opened: Any, value: str) -> None:
    reply = replying(["!re", f"=name={value}"], ["!done"])
    async with opened(reply) as session:
        assert await session.print("/interface") == [{"name": value}]
    async with opened(reply) as session:
        assert [found async for found in session.api.path("interface")] == [{"name": value}]


@pytest.mark.asyncio
async def test_trap_4_a_tag_in_a_reply_is_read_and_not_a_value(opened: Any) -> None:
    async with opened(replying(["!re", "=a=1"], ["!done"])) as session:
        assert await session.print("/x") == [{"a": "1"}]


@pytest.mark.asyncio
async def test_trap_4_a_word_without_an_equals_sign_is_tolerated(opened: Any) -> None:
    async with opened(replying(["!re", "=a=1", "loose", "=fib"], ["!done"])) as session:
        assert await session.print("/x") == [{"a": "1", "fib": ""}]


@pytest.mark.asyncio
async def test_trap_5_an_endless_command_gives_its_rows_as_they_come(opened: Any) -> None:
    seen = asyncio.Event()

    async def script(caller: Any) -> None:
        command = await caller.hear()
        caller.say("!re", "=.id=*1", tag=command)
        await seen.wait()
        caller.say("!re", "=.id=*2", tag=command)
        await caller.hear()

    async with opened(script) as session:
        rows = session.stream("/interface/listen")
        assert await anext(rows) == {".id": "*1"}
        seen.set()
        assert await anext(rows) == {".id": "*2"}
        await rows.aclose()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("words", "message", "category"),
    [
        (["=message=no such item", "=category=0"], "no such item", 0),
        (["=message=failure", "=strange=1", "=.section=2"], "failure", None),
        (["=category=5"], "", 5),
        ([], "", None),
        (["=message=x", "=category=odd"], "x", None),
    ],
)
async def test_trap_6_a_refusal_may_lack_its_message_or_say_more(
    opened: Any, words: list[str], message: str, category: int | None
) -> None:
    async with opened(replying(["!trap", *words], ["!done"])) as session:
        with pytest.raises(RouterRefused) as caught:
            await session.call("/x/remove", {".id": "*1"})
    assert (caught.value.message, caught.value.category) == (message, category)


@pytest.mark.asyncio
async def test_trap_6_an_empty_reply_is_no_row_and_no_error(opened: Any) -> None:
    async with opened(replying(["!empty"], ["!done"])) as session:
        assert await session.print("/ip/firewall/mangle") == []


@pytest.mark.asyncio
async def test_trap_7_after_a_timeout_the_next_command_gets_its_own_answer(opened: Any) -> None:
    async def script(caller: Any) -> None:
        slow = await caller.expect("/slow/print")
        caller.say("!re", "=who=slow", tag=slow)
        await caller.expect("/cancel")
        quick = await caller.expect("/quick/print")
        caller.say("!re", "=who=slow, late", tag=slow)
        caller.say("!done", tag=slow)
        caller.say("!re", "=who=quick", tag=quick)
        caller.say("!done", tag=quick)
        await caller.hear()

    async with opened(script, patience=0.15) as session:
        with pytest.raises(RouterTimedOut, match="/slow/print"):
            await session.print("/slow")
        session.api.patience = 5.0
        assert await session.print("/quick") == [{"who": "quick"}]


@pytest.mark.asyncio
async def test_trap_8_a_refused_login_leaves_no_connection_open(fake: Any) -> None:
    hung_up = asyncio.Event()

    async def script(caller: Any) -> None:
        words = await caller.expect("/login")
        caller.say("!trap", "=message=invalid user name or password (6)", tag=words)
        caller.say("!done", tag=words)
        assert await caller.hear() == []
        hung_up.set()

    async with fake(script) as target:
        with pytest.raises(LoginRefused):
            await connect(target, Secret("wrong"), timeout=5.0)
        await asyncio.wait_for(hung_up.wait(), 5.0)


@pytest.mark.asyncio
@pytest.mark.parametrize("password", ["", "secret", "пароль", "caf\xe9"])
async def test_trap_9_a_challenge_is_no_success(fake: Any, password: str) -> None:
    challenge = "0123456789abcdef0123456789abcdef"

    async def script(caller: Any) -> None:
        first = await caller.expect("/login")
        caller.say("!done", f"=ret={challenge}", tag=first)
        second = await caller.expect("/login")
        assert f"=response={response(password.encode(), challenge).decode()}" in second
        caller.say("!done", tag=second)
        await caller.hear()

    async with fake(script) as target:
        session = await connect(target, Secret(password), timeout=5.0)
        await session.close()


def test_trap_9_the_answer_to_a_challenge_is_the_manuals() -> None:
    # password "" and this challenge: the pair that MikroTik's manual of the API prints
    assert response(b"", "93b438ec9b80057c06dd9fe67d56aa9a") == b"00e134102a9d330dd7b1849fedfea3cb57"


@pytest.mark.asyncio
async def test_trap_10_a_large_table_is_not_read_byte_by_byte(opened: Any) -> None:
    count = 20_000

    async def script(caller: Any) -> None:
        command = await caller.hear()
        for number in range(count):
            caller.say("!re", f"=.id=*{number:X}", *(f"=p{at}={'v' * 12}" for at in range(8)), tag=command)
        caller.say("!done", tag=command)
        await caller.hear()

    async with opened(script, patience=30.0) as session:
        calls = 0
        receive = session._link.data_received

        def counted(data: bytes) -> None:
            nonlocal calls
            calls += 1
            receive(data)

        session._link.data_received = counted
        rows = (await session.fetch("/ip/firewall/connection")).rows
    assert len(rows) == count
    assert rows[-1][".id"] == f"*{count - 1:X}"
    assert calls < count / 10


@pytest.mark.asyncio
async def test_trap_11_two_hundred_commands_side_by_side(opened: Any) -> None:
    async def script(caller: Any) -> None:
        commands = [await caller.hear() for _ in range(200)]
        for command in reversed(commands):
            caller.say("!re", f"=who={command[1]}", tag=command)
        for command in commands:
            caller.say("!done", tag=command)
        await caller.hear()

    async with opened(script) as session:
        answers = await asyncio.gather(*(session.call("/echo", {"n": str(n)}) for n in range(200)))
    assert answers == [[{"who": f"=n={n}"}] for n in range(200)]


@pytest.mark.asyncio
async def test_trap_12_an_add_may_tell_no_id(opened: Any) -> None:
    async with opened(replying(["!done"])) as session:
        assert await session.add("/file", {"name": "x"}) == ""
    async with opened(replying(["!done", "=ret=*1F"])) as session:
        assert await session.add("/file", {"name": "x"}) == "*1F"


def test_trap_12_numbers_do_not_become_booleans() -> None:
    assert [word("a", value) for value in (1, 0, True, False, "yes")] == ["=a=1", "=a=0", "=a=yes", "=a=no", "=a=yes"]
    assert word("a", 1.0) == "=a=1.0"  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_trap_13_replies_of_a_stream_do_not_wait_for_each_other(opened: Any) -> None:
    """A command is answered while a stream that nobody reads is full."""

    async def script(caller: Any) -> None:
        stream = await caller.expect("/tool/torch")
        for number in range(12_000):
            caller.say("!re", f"=n={number}", tag=stream)
        other = await caller.expect("/system/identity/print")
        for number in range(12_000, 24_000):
            caller.say("!re", f"=n={number}", tag=stream)
        caller.say("!re", "=name=me", tag=other)
        caller.say("!done", tag=other)
        await caller.expect("/cancel")
        await caller.hear()

    async with opened(script) as session:
        rows = session.stream("/tool/torch")
        assert await anext(rows) == {"n": "0"}
        assert await session.print("/system/identity") == [{"name": "me"}]
        assert [int((await anext(rows))["n"]) for _ in range(23_999)] == list(range(1, 24_000))
        await rows.aclose()


@pytest.mark.asyncio
async def test_trap_14_names_with_dashes_and_a_property_called_command(opened: Any) -> None:
    heard: list[str] = []

    async def script(caller: Any) -> None:
        heard.extend(await caller.hear())
        caller.say("!done", tag=heard)
        await caller.hear()

    async with opened(script) as session:
        await session.call("/x/add", {"routing-table": "to_Wan1", "command": "a", "cmd": "b", "values": "c"})
    assert heard[1:5] == ["=routing-table=to_Wan1", "=command=a", "=cmd=b", "=values=c"]


# and what its calling layer still does for us


@pytest.mark.asyncio
async def test_paths_and_queries_of_the_library_run_on_our_wire(opened: Any) -> None:
    heard: list[str] = []

    async def script(caller: Any) -> None:
        heard.extend(await caller.hear())
        caller.say("!re", "=name=10", tag=heard)
        caller.say("!done", tag=heard)
        await caller.hear()

    kind, name = Key("type"), Key("name")
    async with opened(script) as session:
        query = session.api.path("interface").select(name).where(And(kind == "ether", name == "10"))
        assert [found async for found in query] == [{"name": "10"}]
    assert heard[:-1] == ["/interface/print", "=.proplist=name", "?=type=ether", "?=name=10", "?#&"]


@pytest.mark.asyncio
async def test_the_librarys_own_errors_come_through_its_own_layer(opened: Any) -> None:
    async with opened(replying(["!trap", "=message=a"], ["!done"])) as session:
        with pytest.raises(TrapError, match="a"):
            await session.api.path("x").add(name="y")
    async with opened(replying(["!trap", "=message=a"], ["!trap", "=message=b"], ["!done"])) as session:
        with pytest.raises(MultiTrapError, match="a, b"):
            await session.api.path("x").remove("*1", "*2")
    async with opened(replying(["!trap", "=message=a"], ["!trap", "=message=b"], ["!done"])) as session:
        with pytest.raises(RouterRefused, match="a"):
            await session.remove("/x", "*1", "*2")


@pytest.mark.asyncio
async def test_a_channel_has_the_shape_of_the_librarys_protocol(opened: Any) -> None:
    async with opened(replying(["!re", "=a=x"], ["!done"])) as session:
        with session._link.command(5.0) as channel:
            assert [found async for found in AsyncApi(channel).path("x")] == [{"a": "x"}]
        await session.api.close()
        assert session.closed


@pytest.mark.asyncio
async def test_no_password_is_logged(fake: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def script(caller: Any) -> None:
        assert "=password=hunter2" in await caller.welcome()
        await caller.hear()

    async with fake(script) as target:
        session = await connect(target, Secret("hunter2"), timeout=5.0)
        await session.close()
    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr(Secret("hunter2")) + str(Secret("hunter2")) + f"{Secret('hunter2')}"
