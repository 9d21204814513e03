"""What the app opens on: the start screen, one router, or a practice Routerboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from routerboard.link.discovery import Neighbour
    from routerboard.link.target import Secret, Target

Practise: TypeAlias = "Callable[[str, str], Awaitable[Target]]"
"""Starts the practice Routerboard of (board, version) and says where it listens; the user is its `admin`, unlocked."""

Listen: TypeAlias = "Callable[[Callable[[Neighbour], None], bool], Awaitable[object]]"
"""Tells of each router that announces itself for some seconds: on this computer, or (True) on every wire of it."""


class Plug(Protocol):
    """Something on the practice boards that can be pulled: nothing goes through while it is out, and nobody is told."""

    @property
    def there(self) -> bool:
        """Whether any practice board has it."""

    @property
    def out(self) -> bool:
        """Whether it is pulled."""

    def turn(self) -> None:
        """Pull it, or put it in again."""


@dataclass(frozen=True)
class PracticeBoard:
    """One practice Routerboard that can be opened: its names for the program, and a sentence for the reader."""

    board: str
    version: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Opening:
    """Where the app starts, and what the doors of the program hand to it.

    target, password   go straight to this router (password None: ask for it)
    practice           go straight to this practice board
    practise, boards   how to start practice Routerboards, and which there are
    listen             how to hear which routers there are
    plug               the plug of the laptop there
    isp                the Internet behind the first modem there
    data_dir           where recent routers are remembered; None: the user's own data folder
    replay, speed      go straight to this recording, so fast
    theme              name of the theme; the terminal's own 16 colours are `ansi-dark`
    """

    target: Target | None = None
    password: Secret | None = None
    practice: PracticeBoard | None = None
    practise: Practise | None = None
    plug: Plug | None = None
    isp: Plug | None = None
    boards: tuple[PracticeBoard, ...] = ()
    listen: Listen | None = None
    data_dir: Path | None = None
    replay: Path | None = None
    speed: float = 1.0
    theme: str = "simplifi-dark"
    today: Callable[[], date] = date.today
