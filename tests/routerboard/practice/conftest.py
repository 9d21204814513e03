"""Practice boards for tests: their clock stands until a test turns it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any

import pytest

from routerboard.practice.accounts import Session
from routerboard.practice.board import Board, load_board
from routerboard.practice.faults import Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import encode, read_sentence
from routerboard.practice.server import serve
from routerboard.practice.serving import Server
from routerboard.practice.setting_up import configured
from routerboard.practice.store import Store

Ask = Callable[..., list[tuple[str, ...]]]
SIX, SEVEN = "6.49.18", "7.20.8"


@cache
def board_of(name: str, version: str) -> Board:
    """A board is read once: it never changes."""
    return load_board(name, version)


@pytest.fixture(params=[SIX, SEVEN])
def version(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def router(version: str) -> PracticeRouter:
    return PracticeRouter(board_of("factory", version))


@pytest.fixture
def a_store() -> Callable[[str], Store]:
    """The configuration of a board that is not switched on."""
    return lambda version: configured(board_of("factory", version))


@pytest.fixture
def a_router() -> Callable[..., PracticeRouter]:
    return lambda version, board="factory": PracticeRouter(board_of(board, version))


async def _all(router: PracticeRouter, words: Sequence[str], session: Session | None) -> list[tuple[str, ...]]:
    return [sentence async for sentence in router.execute(words[0], words[1:], session)]


@pytest.fixture
def ask() -> Ask:
    """The sentences that answer a command which needs no time."""

    def asked(router: PracticeRouter, *words: str, session: Session | None = None) -> list[tuple[str, ...]]:
        return asyncio.run(_all(router, words, session))

    return asked


@pytest.fixture
def rows(ask: Ask) -> Callable[..., list[dict[str, str]]]:
    """The rows that answer a print."""

    def read(router: PracticeRouter, *words: str) -> list[dict[str, str]]:
        return [row_of(sentence) for sentence in ask(router, *words) if sentence[0] == "!re"]

    return read


def row_of(sentence: Sequence[str]) -> dict[str, str]:
    pairs = (word[1:].partition("=") for word in sentence[1:] if word.startswith("="))
    return {name: value for name, _, value in pairs}


class Client:
    """The plainest client: sends sentences, reads sentences."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, *words: str) -> None:
        self.writer.write(encode(words))

    async def hear(self) -> tuple[str, ...]:
        async with asyncio.timeout(10):
            return await read_sentence(self.reader, 1 << 24)

    async def answer(self, *words: str) -> list[tuple[str, ...]]:
        """Send a sentence without a tag; what comes until `!done`."""
        self.send(*words)
        heard = [await self.hear()]
        while heard[-1][0] != "!done":
            heard.append(await self.hear())
        return heard

    async def log_in(self, user: str = "admin", password: str = "") -> None:
        assert await self.answer("/login", f"=name={user}", f"=password={password}") == [("!done",)]

    async def ended(self) -> bool:
        """Whether the board has hung up."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True


@asynccontextmanager
async def _calling(server: Server) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


@pytest.fixture
def calling() -> Callable[[Server], AbstractAsyncContextManager[Client]]:
    return _calling


@pytest.fixture
def serving() -> Callable[..., Any]:
    """A served board whose clock stands."""

    async def served(version: str, board: str = "factory", faults: Faults | None = None) -> Server:
        return await serve(PracticeRouter(board_of(board, version)), faults=faults, running_clock=False)

    return served
