"""`watch`: one JSON object a second about the lines, for other programs."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from routerboard.language.items import Row, is_true, role_of
from routerboard.link.session import Session
from tui.cli import DONE
from tui.headless.talk import opened, print_json, running

PERIOD = 1.0
_COUNTERS = ("rx-byte", "tx-byte")
_FIELDS = (".id", "name", "type", "running", "disabled", *_COUNTERS)


def run(options: argparse.Namespace) -> int:
    """Print until stopped, or `--count` objects."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    session, _, _ = await opened(options)
    async with session:
        lines = lines_of(await session.print("/ip/firewall/nat", proplist=("comment", "out-interface")))
        before, began = await _counters(session), _now()
        printed = 0
        while not options.count or printed < options.count:
            await asyncio.sleep(max(0.0, PERIOD - (_now() - began) % PERIOD))
            after, now = await _counters(session), _now()
            print_json(observed(before, after, now - began, lines), indent=None)
            before, began, printed = after, now, printed + 1
    return DONE


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _counters(session: Session) -> dict[str, Row]:
    return {row.get("name", ""): row for row in await session.print("/interface", proplist=_FIELDS)}


def lines_of(nat: Iterable[Row]) -> dict[str, str]:
    """Each line and the interface that it leaves by, from the rules of ours that translate what leaves."""
    roles = ((role_of(row) or "", row.get("out-interface", "")) for row in nat)
    return {role.removeprefix("nat:"): interface for role, interface in roles if role.startswith("nat:")}


def observed(
    before: Mapping[str, Row], after: Mapping[str, Row], seconds: float, lines: Mapping[str, str]
) -> dict[str, Any]:
    """Bits per second over the seconds between two readings, of every interface and of every line.

    From the router's side: rx of a line is download. None where a counter went back, as after a restart.
    """
    seen = {name: _state(before.get(name, {}), row, seconds) for name, row in after.items()}
    carried = {line: {"interface": name, **seen[name]} for line, name in lines.items() if name in seen}
    return {"seconds": round(seconds, 3), "interfaces": seen, "lines": carried}


def _state(before: Row, after: Row, seconds: float) -> dict[str, Any]:
    rates = {f"{way}_bps": _rate(before, after, f"{way}-byte", seconds) for way in ("rx", "tx")}
    return {"running": is_true(after.get("running")), **rates}


def _rate(before: Row, after: Row, name: str, seconds: float) -> int | None:
    grown = int(after.get(name) or 0) - int(before.get(name) or 0)
    return round(grown * 8 / seconds) if grown >= 0 and seconds > 0 and name in before else None
