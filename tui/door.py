"""The door of the app: what the command line asked for, and practice Routerboards for whoever wants one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import NOT_REACHED, WRONG_INPUT
from tui.opening import Opening, Plug, PracticeBoard, Practise
from tui.theme import refusal, theme_for

if TYPE_CHECKING:
    from routerboard.link.discovery import Neighbour
    from routerboard.link.target import Secret, Target
    from routerboard.practice.server import Server
    from routerboard.practice.world import World

VERSIONS = ("7.20.8", "6.49.18")
NAMES = {"factory": "Factory Routerboard: two modems, fourteen guests"}


def run(options: argparse.Namespace) -> int:
    """Open the app; its exit status."""
    why_not = refusal(os.environ)
    if why_not:
        sys.stderr.write(f"{why_not}\n")
        return WRONG_INPUT
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        sys.stderr.write("The app needs a terminal. Without one: simplifi-tui survey, plan, apply, watch.\n")
        return WRONG_INPUT
    try:
        opening = opening_of(options)
    except ValueError as error:
        sys.stderr.write(f"✗ {error}\nNothing was changed.\n")
        return WRONG_INPUT
    from tui.app import SimplifiApp

    return SimplifiApp(opening).run() or 0


def opening_of(options: argparse.Namespace) -> Opening:
    """Where the app starts; ValueError for words that make no sense together or by themselves."""
    if options.practice and options.router:
        raise ValueError("--practice and --router: one of the two")
    if replay := getattr(options, "recording", None):
        return _replaying(Path(replay), options.speed)
    practice = _practice(options.practice, options.ros) if options.practice else None
    target, password = _target(options) if options.router else (None, None)
    boards = tuple(PracticeBoard("factory", version, NAMES["factory"]) for version in VERSIONS)
    practise, plug, isp = practising()
    return Opening(target, password, practice, practise, plug, isp, boards, _listen, theme=theme_for(os.environ))


async def _listen(heard: Callable[[Neighbour], None], wide: bool) -> object:
    from routerboard.link.discovery import EVERYBODY, LOOPBACK, discover

    return await discover(5.0 if wide else 2.0, on_neighbour=heard, to=(EVERYBODY, LOOPBACK) if wide else (LOOPBACK,))


def _replaying(path: Path, speed: float) -> Opening:
    """On a recording, looked at before the terminal is the app's."""
    from routerboard.link.recording import RecordingError, opened

    try:
        opened(path)
    except RecordingError as error:
        raise ValueError(str(error)) from error
    return Opening(replay=path, speed=speed, theme=theme_for(os.environ))


def _practice(name: str, version: str | None) -> PracticeBoard:
    from routerboard.practice.board import load_board
    from routerboard.practice.setting_up import configured

    board = load_board(name, version)
    configured(board)  # the rows of its file are tried now, before the terminal is the app's
    return PracticeBoard(name, str(board.version), board.title)


def _target(options: argparse.Namespace) -> tuple[Target, Secret | None]:
    from routerboard.link.target import Target
    from tui import passwords

    found = Target.parse(options.router, tls=options.tls, accept=options.accept_certificate)
    return replace(found, user=options.user or found.user), passwords.from_environment()


@dataclass(frozen=True)
class BoardPlug:
    """The plug between this laptop and every practice board that runs."""

    served: Mapping[tuple[str, str], Server]

    @property
    def there(self) -> bool:
        """Whether any board runs."""
        return bool(self.served)

    @property
    def out(self) -> bool:
        """Whether it is pulled."""
        return any(server.pulled for server in self.served.values())

    def turn(self) -> None:
        """Pull it, or put it in again."""
        out = self.out
        for server in self.served.values():
            if out:
                server.plug_in()
            else:
                server.pull_plug()


@dataclass(frozen=True)
class FirstIsp:
    """The Internet behind the first modem of every practice board that runs; the modem answers all the same."""

    served: Mapping[tuple[str, str], Server]

    @property
    def there(self) -> bool:
        """Whether any board has a modem."""
        return bool(self._first)

    @property
    def out(self) -> bool:
        """Whether it is dead."""
        return any(not world.lines[port].alive for world, port in self._first)

    def turn(self) -> None:
        """Kill it, or bring it back."""
        dead = self.out
        for world, port in self._first:
            if dead:
                world.restore(port)
            else:
                world.isp_dead(port)

    @property
    def _first(self) -> list[tuple[World, str]]:
        worlds = [server.router.world for server in self.served.values()]
        return [(world, next(iter(world.lines))) for world in worlds if world.lines]


def practising() -> tuple[Practise, Plug, Plug]:
    """Starts practice Routerboards on the app's own loop, each once; they end with it. Our plug there; their ISP."""
    served: dict[tuple[str, str], Server] = {}

    async def practise(board: str, version: str) -> Target:
        from routerboard.link.target import Target
        from routerboard.practice.board import load_board
        from routerboard.practice.router import PracticeRouter
        from routerboard.practice.server import serve

        if (board, version) not in served:
            served[board, version] = await serve(PracticeRouter(load_board(board, version)), internet=True)
        server = served[board, version]
        return Target(server.host, server.port)

    return practise, BoardPlug(served), FirstIsp(served)


__all__ = ["NOT_REACHED", "opening_of", "practising", "run"]
