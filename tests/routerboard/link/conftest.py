"""A router of which a test writes every byte: it plays a script on a loopback port and fails the test if broken."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from routerboard.link.session import Session, connect
from routerboard.link.target import Secret, Target
from routerboard.link.wire import encode_sentence

DATA = Path(__file__).parent / "data"
PATIENCE = 0.15


class Caller:
    """One connection to the fake router, from the router's side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def hear(self) -> list[str]:
        """The words of the next sentence, [] at the end of the connection. Short words only: all that we send here."""
        words: list[str] = []
        while True:
            try:
                size = (await self.reader.readexactly(1))[0]
                if size >= 0x80:
                    size = (size & 0x3F) << 8 | (await self.reader.readexactly(1))[0]
                word = await self.reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionError):
                return []
            if not word:
                return words
            words.append(word.decode("latin-1"))

    async def expect(self, command: str) -> list[str]:
        """The words of the next sentence, which must be this command."""
        words = await self.hear()
        assert words[:1] == [command], words
        return words

    def say(self, *words: str | bytes, tag: str | Sequence[str] = "") -> None:
        """One sentence, with the tag given or that of the sentence given."""
        label = tag if isinstance(tag, str) else tag_of(tag)
        self.raw(encode_sentence([*words, *([f".tag={label}"] if label else [])]))

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self.writer.write(data)

    async def serve(self, replies: Mapping[str, Iterable[Mapping[str, str]] | str]) -> None:
        """Answer prints from a table until the caller hangs up: rows, or a text to refuse with."""
        while words := await self.hear():
            if words[0] == "/cancel":
                self.say("!done", tag=words)
                continue
            reply = replies.get(words[0].removesuffix("/print"), "no such command prefix")
            if isinstance(reply, str):
                self.say("!trap", f"=message={reply}", tag=words)
            else:
                for row in reply:
                    self.say("!re", *(f"={name}={value}" for name, value in row.items()), tag=words)
            self.say("!done", tag=words)

    async def welcome(self) -> list[str]:
        """Accept any login; gives its words."""
        words = await self.expect("/login")
        self.say("!done", tag=words)
        return words


def tag_of(words: Sequence[str]) -> str:
    return next(word.removeprefix(".tag=") for word in words if word.startswith(".tag="))


Script = Callable[[Caller], Awaitable[None]]


class FakeRouter:
    """`async with FakeRouter(script) as target`: every connection is one run of the script, then it is closed."""

    def __init__(self, script: Script, *, login: bool = False, context: ssl.SSLContext | None = None) -> None:
        self._script, self._login, self._context = script, login, context
        self._runs: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Target:
        # clients of a failed handshake never reach the script
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, ssl=self._context)
        host, port = self._server.sockets[0].getsockname()[:2]
        return Target(host, port, tls=self._context is not None)

    async def __aexit__(self, kind: object, *_: object) -> None:
        self._server.close()
        for run in self._runs:
            run.cancel()
        ends = await asyncio.gather(*self._runs, return_exceptions=True)
        broken = [end for end in ends if isinstance(end, Exception)]
        if kind is None and broken:
            raise broken[0]

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._runs.append(asyncio.ensure_future(self._run(Caller(reader, writer))))

    async def _run(self, caller: Caller) -> None:
        try:
            if self._login:
                await caller.welcome()
            await self._script(caller)
        finally:
            caller.writer.close()


class Opened:
    """`async with opened(script) as session`: a session with a fake router that has let us in."""

    def __init__(self, script: Script, patience: float = 5.0) -> None:
        self._router, self._patience = FakeRouter(script, login=True), patience

    async def __aenter__(self) -> Session:
        target = await self._router.__aenter__()
        self._session = await connect(target, Secret(""), timeout=5.0, patience=self._patience)
        return self._session

    async def __aexit__(self, *error: Any) -> None:
        await self._session.close()
        await self._router.__aexit__(*error)


@pytest.fixture
def fake() -> type[FakeRouter]:
    return FakeRouter


@pytest.fixture
def opened() -> type[Opened]:
    return Opened


@pytest.fixture
def certified_server() -> ssl.SSLContext:
    """TLS as a router with a certificate of its own has it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "router.pem")
    return context


@pytest.fixture
def anonymous_server() -> ssl.SSLContext:
    """TLS as a router without a certificate has it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_dh_params(DATA / "dh.pem")
    try:
        context.set_ciphers("ADH:@SECLEVEL=0")
    except ssl.SSLError:
        pytest.skip("the OpenSSL of this Python was built without anonymous ciphers")
    return context
