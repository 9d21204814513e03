"""`differ`: two boards alike have no difference, an altered one shows it, and nothing is left behind, also when cut."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from routerboard.differential.exchanges import MARK, Exchange, exchanges
from routerboard.differential.playing import Player
from routerboard.link.errors import RouterError
from routerboard.link.session import Session, connect
from routerboard.link.target import Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.exporting import export
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import Request, Sentence
from routerboard.practice.server import serve

wide = pytest.mark.wide
SIX, SEVEN = "6.49.18", "7.20.8"


class Altered(PracticeRouter):
    """A board that answers otherwise in three places."""

    async def answer(self, asked: Request, session: Any = None) -> AsyncIterator[Sentence]:
        async for sentence in super().answer(asked, session):
            words = [word.replace("no such item", "no such thing") for word in sentence]
            if asked.command == "/ip/firewall/mangle/print":
                words = [word for word in words if not word.startswith("=log=")]
            if asked.command == "/interface/print":
                words = ["=running=yes" if word == "=running=true" else word for word in words]
            yield tuple(words)


def _configured(router: PracticeRouter) -> list[str]:
    leftovers = [*router.store.rows("/file"), *router.jobs.environment(), *router.store.rows("/system/script/job")]
    return [*export(router).splitlines()[1:], *(str(one) for one in leftovers)]


@wide
@pytest.mark.parametrize("version", [SIX, SEVEN, "6.40.9"])
def test_two_boards_alike_have_no_difference(simplifi: Callable[..., Any], practice: Any, version: str) -> None:
    board = practice(version)
    before = _configured(board.router)
    ended = simplifi("differ", "--router", board.place, "--yes", "--json")
    report = json.loads(ended.out)
    assert report["differences"] == []
    assert report["not-as-before"] == []
    assert report["exchanges"] > 300
    assert ended.status == 0
    assert "/ip/firewall/mangle" in ended.err
    assert _configured(board.router) == before


@wide
@pytest.mark.parametrize("version", [SIX, SEVEN])
def test_a_board_that_is_altered_shows_it(
    simplifi: Callable[..., Any], practice: Any, version: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    board = practice(version)
    board.router.__class__ = Altered
    before = _configured(board.router)
    kept = tmp_path / "report.json"
    ended = simplifi("differ", "--router", board.place, "--yes", "--report", str(kept))
    found = json.loads(kept.read_text(encoding="utf-8"))["differences"]
    assert ended.status == 1
    assert {one["exchange"] for one in found if one["what"] == "error"} >= {"/ip/route remove twice"}
    assert [one["what"] for one in found if one["exchange"] == "/interface print"] == ["form of running"]
    assert {one["what"] for one in found if one["exchange"] == "/ip/firewall/mangle ours"} == {"log"}
    assert "router    0: no such thing" in ended.out
    assert _configured(board.router) == before


def test_nobody_asked_is_nothing_done(simplifi: Callable[..., Any], practice: Any) -> None:
    board = practice(SEVEN)
    writes = board.router.writes
    ended = simplifi("differ", "--router", board.place)
    assert ended.status == 4
    assert "nothing was changed" in ended.err
    assert board.router.writes == writes


def _opener(port: int) -> Callable[[], Any]:
    return lambda: connect(Target.parse(f"127.0.0.1:{port}"), Secret(""))


STARTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The program as a terminal starts it: what runs in the background has Ctrl-C ignored, and hands that down."""


async def _cut(version: str, at: int) -> None:
    """A play that is stopped while its exchange `at` is under way leaves nothing behind."""
    router = PracticeRouter(load_board("factory", version))
    async with await serve(router) as server:
        before = _configured(router)
        task: asyncio.Task[Any]

        def stop(number: int, of: int, one: Exchange) -> None:
            if number == at:
                task.cancel()

        player = Player(_opener(server.port), router.version, stop)
        task = asyncio.create_task(player.play(exchanges(router.version)))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await player.clean() == ()
        await player.close()
        assert _configured(router) == before


def _adds(version: str) -> list[int]:
    """The exchanges that follow one which left a row: where a cut would leave it."""
    from routerboard.language.version import Version

    return [at + 1 for at, one in enumerate(exchanges(Version.parse(version))) if one.keeps]


@pytest.mark.asyncio
async def test_a_play_that_is_cut_leaves_nothing() -> None:
    await _cut(SEVEN, _adds(SEVEN)[0])


@wide
@pytest.mark.asyncio
@pytest.mark.parametrize("version", [SIX, SEVEN])
async def test_a_play_that_is_cut_behind_any_row_leaves_nothing(version: str) -> None:
    await asyncio.gather(*(_cut(version, at) for at in _adds(version)[::4]))


@wide
@pytest.mark.asyncio
@pytest.mark.parametrize("version", [SIX, SEVEN])
async def test_a_link_that_dies_amid_a_play_is_cleaned_up_by_another(version: str) -> None:
    router = PracticeRouter(load_board("factory", version))
    async with await serve(router) as server:
        before = _configured(router)
        amid = _adds(version)[5]

        def die(number: int, of: int, one: Exchange) -> None:
            if number == amid:
                server.drop_all()

        player = Player(_opener(server.port), router.version, die)
        await player.play(exchanges(router.version)[: amid + 3])
        assert await player.clean() == ()
        await player.close()
        assert _configured(router) == before


@wide
@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops programs by other ways")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_a_program_that_is_stopped_cleans_up(practice: Any, by: signal.Signals) -> None:
    board = practice(SEVEN)
    before = _configured(board.router)
    words = [sys.executable, "-c", STARTED, "differ", "--router", board.place, "--yes"]
    struck: list[str] = []

    def strike(menu: str, row: Any) -> None:
        if menu == "/ip/firewall/mangle" and MARK in str(row) and not struck:
            struck.append(menu)
            program.send_signal(by)

    board.router.store.subscribe(strike)
    program = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})
    _, told = program.communicate(timeout=60)
    assert struck
    assert program.returncode == 130
    assert b"Stopped" in told
    assert _configured(board.router) == before


@pytest.mark.asyncio
async def test_what_a_killed_run_has_left_is_taken_away(practice: Any) -> None:
    board = practice(SEVEN)
    before = board.configured
    session: Session = await _opener(board.port)()
    async with session:
        await session.add("/ip/pool", {"name": f"{MARK}", "ranges": "192.0.2.1-192.0.2.9"})
        await session.add("/ip/firewall/address-list", {"list": MARK, "address": "192.0.2.1", "comment": "x"})
    player = Player(_opener(board.port), board.router.version)
    try:
        assert await player.clean() == ()
    except RouterError as error:
        pytest.fail(str(error))
    finally:
        await player.close()
    assert board.configured == before
