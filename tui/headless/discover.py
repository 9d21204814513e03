"""`discover`: which routers are on this wire."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from routerboard.language.controls import plain
from routerboard.language.values import format_duration
from routerboard.link.discovery import Neighbour, discover
from tui.cli import DONE, NOT_REACHED
from tui.headless.talk import complain, print_json, running, say

NOBODY = (
    "Nobody answered. A firewall on this computer drops such answers (UDP 5678), and a router does not speak on its "
    "Internet side: plug into a LAN socket, or give its address with --router. A practice board whose announcements "
    "another program keeps away says so where it was started, with its port."
)


def run(options: argparse.Namespace) -> int:
    """Ask, listen, and say who is there."""
    return running(lambda: _run(options), options.json)


async def _run(options: argparse.Namespace) -> int:
    def tell(neighbour: Neighbour) -> None:
        say(line(neighbour))

    found = await discover(options.seconds, on_neighbour=(lambda one: None) if options.json else tell)
    if options.json:
        print_json([{**asdict(one.said), "place": one.place} for one in found])
    if not found:
        complain(NOBODY)
    return DONE if found else NOT_REACHED


def line(neighbour: Neighbour) -> str:
    """`192.168.88.1  MikroTik  hAP ac lite  RouterOS 7.20.8  up 3d 02:11:09  48:8F:5A:12:34:01 by bridge`."""
    said = neighbour.said
    parts = (
        neighbour.place,
        said.identity,
        said.board,
        f"RouterOS {said.version}",
        f"up {format_duration(said.uptime)}",
        f"{said.mac} by {said.interface}" if said.interface else said.mac,
    )
    return "  ".join(plain(part) for part in parts if part)
