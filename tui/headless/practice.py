"""`practice`: serve a practice Routerboard on a loopback port until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial

from routerboard.practice.announcing import announce
from routerboard.practice.board import VERSIONS, Board, BoardError, boards, load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import Server, serve
from tui.cli import DONE
from tui.headless.talk import WrongInput, complain, print_json, running, say

API_PORT = 8728
_UNHEARD = (
    "`discover` does not find this board: another program holds UDP port 5678, or there are sixteen boards already. "
    "Give its address: --router {}:{}"
)


def run(options: argparse.Namespace) -> int:
    """Serve, or list the boards."""
    return running(lambda: _list(options.json) if options.list else _serve(options))


async def _list(as_json: bool) -> int:
    found = [load_board(name) for name in boards()]
    if as_json:
        print_json([_told(one) for one in found])
        return DONE
    width = max(len(one.name) for one in found)
    for one in found:
        say(f"{one.name:{width}}  {one.title}\n{'':{width}}  {one.teaches}")
    say(f"\nEach as RouterOS {' or '.join(VERSIONS)}: simplifi-tui practice BOARD --ros VERSION")
    return DONE


def _told(board: Board) -> dict[str, object]:
    return {
        "board": board.name,
        "title": board.title,
        "description": board.description,
        "versions": list(board.versions),
        "teaches": board.teaches,
        "find": [asdict(clue) for clue in board.find],
    }


async def _serve(options: argparse.Namespace) -> int:
    try:
        board = load_board(options.board, options.ros)
        with _made(board, options.kernel) as (router, inside):
            return await _run(router, board, inside, options)
    except BoardError as error:
        raise WrongInput(str(error)) from None


async def _run(router: PracticeRouter, board: Board, inside: Mapping[str, str], options: argparse.Namespace) -> int:
    async with await _served(router, options.port, internet=not inside) as server:
        _announce(board, server, inside, options.json)
        announcer = await announce(router, server.host, server.port)
        if announcer is None:
            complain(_UNHEARD.format(server.host, server.port))
        try:
            await asyncio.Event().wait()
        finally:
            if announcer is not None:
                await announcer.close()
    return DONE


@contextmanager
def _made(board: Board, kernel: bool) -> Iterator[tuple[PracticeRouter, Mapping[str, str]]]:
    """The board switched on, and where its packets can be watched if they are real; WrongInput says what is missing."""
    if not kernel:
        yield PracticeRouter(board), {}
        return
    from routerboard.practice.kernel.errors import NoKernelError
    from routerboard.practice.kernel.ground import Ground
    from routerboard.practice.kernel.world import KernelWorld

    try:
        ground = Ground(board)
    except NoKernelError as error:
        raise WrongInput(str(error)) from None
    with ground:
        router = PracticeRouter(board, make_world=partial(KernelWorld, ground=ground))
        if ground.refused:
            raise WrongInput(f"{ground.refused[0]}; without --kernel this board can be had")
        yield router, ground.places


async def _served(router: PracticeRouter, port: int | None, internet: bool) -> Server:
    """On the port asked for; without one on the API's own where it is free, else on any."""
    if port is None:
        try:
            return await serve(router, port=API_PORT, internet=internet, paced=True)
        except OSError:
            return await serve(router, port=0, internet=internet, paced=True)
    try:
        return await serve(router, port=port, internet=internet, paced=True)
    except OSError as error:
        raise WrongInput(
            f"port {port} cannot be used: {error.strerror or error}; --port 0 takes any free one"
        ) from None


def _announce(board: Board, server: Server, inside: Mapping[str, str], as_json: bool) -> None:
    """The first line says all that a client needs."""
    if as_json:
        more = {"namespaces": dict(inside)} if inside else {"speed-test": server.internet.url}
        print_json({"host": server.host, "port": server.port, "user": "admin", "version": str(board.version), **more})
        return
    say(f"host {server.host} port {server.port} user admin version {board.version}")
    if not inside:
        say(f"speed-test {server.internet.url}")
    say(f"{board.title}. Ctrl-C stops it; nothing of it stays.")
    for name, place in inside.items():
        say(f"{name}: nsenter --net={place} tcpdump -ni any")
