"""`survey`: what is there, read from the router, nothing changed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from routerboard.language.change import Finding, Severity
from routerboard.language.controls import plain
from routerboard.language.survey import Survey
from tui.cli import DONE
from tui.headless.doctor import examined
from tui.headless.talk import findings_data, print_json, running, say, surveyed
from wizards.record import built_from, record_of


def run(options: argparse.Namespace) -> int:
    """Read the router and show it."""
    return running(lambda: _run(options), options.json)


async def _run(options: argparse.Namespace) -> int:
    seen, _, _ = await surveyed(options)
    found = examined(seen)
    if options.json:
        print_json({**data(seen), "findings": findings_data(found)})
    else:
        say("\n".join((*lines(seen), *noticed(found))))
    return DONE


def noticed(found: Sequence[Finding]) -> list[str]:
    """What is noticed, in short; why, and what to do about it, `doctor` says."""
    serious = [one for one in found if one.severity is not Severity.NOTE]
    notes = len(found) - len(serious)
    counted = _number(len(serious), "finding") + (f", {_number(notes, 'note')}" if notes else "")
    told = [plain(f"  {one.severity.value}: {one.what}") for one in serious]
    return ["", *told, f"  {counted}: `simplifi-tui doctor` says what to do"] if found else []


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def data(seen: Survey) -> dict[str, Any]:
    """The survey for other programs; it holds no secrets."""
    return {
        "version": str(seen.version),
        "identity": seen.identity,
        "board": seen.board,
        "architecture": seen.architecture,
        "user": seen.user,
        "policies": sorted(seen.policies),
        "via_interface": seen.via_interface,
        "client_address": seen.client_address,
        "clock": seen.clock,
        "requests": seen.requests,
        "built_from": built.site.name if (built := built_from(seen)) and built.site else None,
        "menus": {menu: [dict(row) for row in rows] for menu, rows in seen.menus.items()},
        "refused": dict(seen.refused),
    }


def origin(seen: Survey) -> list[str]:
    """One line on the site that the router was built from; none where it does not say."""
    built, kept = built_from(seen), record_of(seen)
    if built is None or kept is None:
        return []
    if built.site is None:
        return [f"built from a site that cannot be used: {built.why}"]
    ways = ", ".join(f"{wan.name} {wan.interface}" for wan in built.site.wans)
    changes = _number(len(kept.ledger), "change")
    owed = f"; {changes} to rows of others, which `remove` takes back" if kept.ledger else ""
    return [f"built from the site {built.site.name}: {built.site.method}, {ways}{owed}"]


def lines(seen: Survey) -> list[str]:
    """The survey for eyes: the router, its interfaces, its ways out."""
    found = [
        f"{seen.identity} · {seen.board} · RouterOS {seen.version} · {seen.user} via {seen.via_interface or '?'}",
        *origin(seen),
        "",
    ]
    addresses: dict[str, list[str]] = {}
    for one in seen.addresses:
        addresses.setdefault(one.interface, []).append(one.address)
    for port in seen.interfaces:
        state = "off" if port.disabled else "up" if port.running else "down"
        place = f"in {port.bridge}" if port.bridge else " ".join(addresses.get(port.name, ()))
        found.append(f"  {port.name:16} {port.kind:10} {state:5} {place}".rstrip())
    found += ["", "  ways out"]
    for route in seen.routes:
        if route.dst == "0.0.0.0/0":
            state = "active" if route.active else "idle"
            found.append(f"  {route.table:16} {route.gateway:22} distance {route.distance:<4} {state}")
    found += ["", f"  {seen.requests} requests"]
    found += [f"  not read: {menu}: {words}" for menu, words in seen.refused.items()]
    return list(map(plain, found))
