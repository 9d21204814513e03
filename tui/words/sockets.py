"""The sockets of a router in a technician's words: what is plugged in, where it belongs, what it seems to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from routerboard.language.survey import Interface, Survey
from wizards.checks.path import own_port

if TYPE_CHECKING:
    from wizards.site import Site

BETWEEN = frozenset({"bridge", "loopback", "vlan", "bond", "vrf", "gre-tunnel", "eoip", "ipip-tunnel", "wg"})
"""Kinds of interface that one cannot put a cable or a guest into."""


@dataclass(frozen=True)
class Socket:
    """One socket: `plugged` is up, empty or off; `place` its address or its bridge; `clue` what we make of it."""

    name: str
    plugged: str
    place: str
    clue: str = ""


def sockets(survey: Survey, site: Site | None = None) -> tuple[Socket, ...]:
    """Every socket of the router, in the router's order."""
    shown = (one for one in survey.interfaces if one.kind not in BETWEEN)
    return tuple(Socket(one.name, _plugged(one), _place(survey, one), _clue(survey, site, one)) for one in shown)


def _plugged(one: Interface) -> str:
    if one.disabled:
        return "off"
    return "up" if one.running else "empty"


def _place(survey: Survey, one: Interface) -> str:
    held = [found.address for found in survey.addresses if found.interface == one.name and not found.disabled]
    if held:
        return held[0]
    return f"in {one.bridge}" if one.bridge else "free"


def _clue(survey: Survey, site: Site | None, one: Interface) -> str:
    if own_port(survey) == one.name:
        return "this laptop"
    wans = site.wans if site is not None else ()
    return next((f"{wan.name}" for wan in wans if wan.interface == one.name), "")


MARKS = {"up": "●", "empty": "○", "off": "×"}


def socket_lines(found: tuple[Socket, ...]) -> Content:
    """One line a socket: name, mark and word, place, clue."""
    name_width = max([6, *(len(one.name) for one in found)])
    place_width = max([9, *(len(one.place) for one in found)])
    return Content("\n").join(_line(one, name_width, place_width) for one in found)


def _line(one: Socket, name_width: int, place_width: int) -> Content:
    alive = one.plugged == "up"
    return Content.assemble(
        (f"{one.name:<{name_width}}", "bold" if alive else "$quiet"),
        (f"  {MARKS[one.plugged]} {one.plugged:<6}", "$success" if alive else "$quiet"),
        (f"{one.place:<{place_width}}", "" if alive else "$quiet"),
        (f"  ← {one.clue}" if one.clue else "", "$accent"),
    )
