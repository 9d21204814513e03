"""Getting in, and every way in which that fails: each has its own words, and leaves nothing open."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import Any

import pytest

from routerboard.link.boundary import losing, reaching
from routerboard.link.errors import (
    LoginRefused,
    NotRouterOS,
    RouterError,
    RouterLost,
    RouterTimedOut,
    TlsRefused,
    Unreachable,
)
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.wire import WireError

TARGET = Target("192.168.88.1")


def told(error: RouterError) -> None:
    """Three sentences for the technician, none of them empty, none with the entrails of Python."""
    for words in (error.what, error.unchanged, error.todo):
        assert words.endswith((".", '".')), words
        assert words[0].isupper() or words[0].isdigit(), words
        assert not any(entrails in words for entrails in ("Errno", "Error", "None", "0x"))


@pytest.mark.asyncio
async def test_a_session_knows_where_it_is(fake: Any) -> None:
    async def script(caller: Any) -> None:
        assert (await caller.welcome())[1:3] == ["=name=admin", "=password="]
        await caller.hear()

    async with fake(script) as target:
        async with await connect(target, Secret(""), timeout=5.0) as session:
            assert session.target == target
            assert session.local_address == "127.0.0.1"
            assert session.security is None
            assert session.requests == 1
            assert not session.closed
        assert session.closed
        await session.close()


@pytest.mark.asyncio
async def test_port_closed() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"port {port} is closed") as caught:
        await connect(Target("127.0.0.1", port), Secret(""), timeout=5.0)
    told(caught.value)
    assert "IP > Services" in caught.value.todo


@pytest.mark.asyncio
async def test_a_name_with_several_addresses_is_told_like_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"localhost is there, but its port {port} is closed"):
        await connect(Target("localhost", port), Secret(""), timeout=5.0)


@pytest.mark.asyncio
async def test_a_name_that_nobody_has() -> None:
    with pytest.raises(Unreachable, match="No computer is called") as caught:
        await connect(Target("no-such-router.invalid"), Secret(""), timeout=10.0)
    told(caught.value)


@pytest.mark.asyncio
async def test_a_name_that_cannot_be_one() -> None:
    with pytest.raises(Unreachable, match="No computer is called"):
        await connect(Target("x" * 70 + ".lan"), Secret(""), timeout=10.0)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EHOSTUNREACH, "No route to host"), "no route to 192.168.88.1"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no route to 192.168.88.1"),
        (OSError(10065, "host unreachable"), "no route to 192.168.88.1"),
        (TimeoutError(), "192.168.88.1:8728 does not answer"),
        (PermissionError(errno.EPERM, "Operation not permitted"), "Operation not permitted"),
        (socket.gaierror(-2, "Name or service not known"), "No computer is called"),
    ],
)
def test_errors_of_the_system_become_words(error: Exception, words: str) -> None:
    ours = reaching(error, TARGET)
    assert isinstance(ours, Unreachable)
    assert words in ours.what
    told(ours)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("banner", "said"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        (b"SSH-2.0-ROSSSH\r\n", "SSH-2.0-ROSSSH"),
        (b"\xff\xfd\x18\xff\xfd\x20", ""),
        (b"\x00" * 3 + b"\x20garbage", "garbage"),
        (b"\xe3\xff\xff\xff" + b"G" * 100, "GGGG"),
    ],
)
async def test_a_server_that_is_no_router(fake: Any, banner: bytes, said: str) -> None:
    async def script(caller: Any) -> None:
        caller.raw(banner)
        await caller.hear()

    async with fake(script) as target:
        with pytest.raises(NotRouterOS, match="is no RouterOS API") as caught:
            await connect(target, Secret(""), timeout=5.0)
    assert said in caught.value.what
    told(caught.value)


@pytest.mark.asyncio
async def test_a_port_that_speaks_tls(fake: Any) -> None:
    async def script(caller: Any) -> None:
        await caller.reader.read(1)
        caller.raw(b"\x15\x03\x01\x00\x02\x02\x46")
        await caller.reader.read()

    async with fake(script) as target:
        with pytest.raises(TlsRefused, match="speaks TLS") as caught:
            await connect(target, Secret(""), timeout=5.0)
    told(caught.value)


@pytest.mark.asyncio
async def test_a_router_that_takes_the_connection_and_closes_it(fake: Any) -> None:
    async def script(caller: Any) -> None:
        await caller.hear()

    async with fake(script) as target:
        with pytest.raises(Unreachable, match="takes the connection, but ends it") as caught:
            await connect(target, Secret(""), timeout=5.0)
    told(caught.value)
    assert "Allowed Address" in caught.value.todo


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("beginning", "said"),
    [(b"", "says nothing"), (b"\x05!do", "and sends data, but no answer"), (b"\x05!done", "sends data, but no answer")],
)
async def test_a_router_that_takes_the_connection_and_hangs(fake: Any, beginning: bytes, said: str) -> None:
    async def script(caller: Any) -> None:
        await caller.hear()
        caller.raw(beginning)
        await caller.hear()

    async with fake(script) as target:
        with pytest.raises(RouterTimedOut, match=said) as caught:
            await connect(target, Secret(""), timeout=0.15)
    told(caught.value)


@pytest.mark.asyncio
@pytest.mark.parametrize("flood", [b"\x00", b"\x03!re\x04=a=b\x00", None], ids=["zeros", "no tag", "our tag"])
async def test_a_router_that_sends_without_end_and_never_answers(fake: Any, flood: bytes | None) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.expect("/login")
        for _ in range(1000):
            if flood is None:
                caller.say("!re", "=a=b", tag=asked)
            else:
                caller.raw(flood * 40)
            await asyncio.sleep(0.01)

    async with fake(script) as target:
        with pytest.raises(RouterTimedOut, match="and sends data, but no answer to the login") as caught:
            await asyncio.wait_for(connect(target, Secret(""), timeout=0.15), 5)
    told(caught.value)
    assert "Available From" in caught.value.todo


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "words", [["=message=invalid user name or password (6)"], ["=message=cannot log in"], ["=category=5"], []]
)
async def test_wrong_password(fake: Any, words: list[str]) -> None:
    async def script(caller: Any) -> None:
        asked = await caller.expect("/login")
        caller.say("!trap", *words, tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with fake(script) as target:
        with pytest.raises(LoginRefused, match="does not let admin in") as caught:
            await connect(target, Secret("hunter2"), timeout=5.0)
    told(caught.value)
    assert "hunter2" not in f"{caught.value!r} {vars(caught.value)}"
    assert "Allowed Address" in caught.value.todo
    assert "`api`" in caught.value.todo


@pytest.mark.asyncio
async def test_a_password_typed_in_windows_is_tried_in_its_alphabet(fake: Any) -> None:
    tried: list[str] = []

    async def script(caller: Any) -> None:
        asked = await caller.expect("/login")
        tried.append(asked[2])
        if asked[2] != "=password=caf\xe9":
            caller.say("!trap", "=message=invalid user name or password (6)", tag=asked)
        caller.say("!done", tag=asked)
        await caller.hear()

    async with fake(script) as target:
        session = await connect(target, Secret("café"), timeout=5.0)
        await session.close()
    assert tried == ["=password=caf\xc3\xa9", "=password=caf\xe9"]


@pytest.mark.asyncio
@pytest.mark.parametrize("password", ["plain", "пароль"])
async def test_other_passwords_are_tried_once(fake: Any, password: str) -> None:
    tried: list[str] = []

    async def script(caller: Any) -> None:
        tried.extend(asked := await caller.expect("/login"))
        caller.say("!trap", tag=asked)
        caller.say("!done", tag=asked)

    async with fake(script) as target:
        with pytest.raises(LoginRefused):
            await connect(target, Secret(password), timeout=5.0)
    assert tried.count("/login") == 1


@pytest.mark.asyncio
async def test_a_router_that_ends_the_session_at_the_login(fake: Any) -> None:
    async def script(caller: Any) -> None:
        await caller.expect("/login")
        caller.say("!fatal", "too many commands before login")

    async with fake(script) as target:
        with pytest.raises(Unreachable, match="too many commands before login"):
            await connect(target, Secret(""), timeout=5.0)


@pytest.mark.parametrize(
    ("error", "amid", "words"),
    [
        (None, False, "192.168.88.1 closed the connection."),
        (None, True, "192.168.88.1 closed the connection in the middle of a reply."),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), False, "Connection reset by peer."),
        (WireError("a reply of a router begins with !", b"x"), True, "garbled"),
    ],
)
def test_a_lost_connection_says_how(error: Exception | None, amid: bool, words: str) -> None:
    ours = losing(error, TARGET, amid=amid)
    assert isinstance(ours, RouterLost)
    assert words in ours.what
    told(ours)
