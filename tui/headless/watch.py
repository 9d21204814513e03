"""`watch`: one JSON object a second about the lines, for other programs; also while the router is away."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from routerboard.language.items import Row, is_true, role_of
from routerboard.link.errors import LoginRefused, RouterError, TlsRefused
from routerboard.link.reconnect import Keeper
from routerboard.link.session import Session
from tui.cli import DONE
from tui.headless.talk import complain, login_of, print_json, running

PERIOD = 1.0
_COUNTERS = ("rx-byte", "tx-byte")
_FIELDS = (".id", "name", "type", "running", "disabled", *_COUNTERS)


def run(options: argparse.Namespace) -> int:
    """Print until stopped, or `--count` objects. A router that is away is waited for, once it was reached."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    login = login_of(options)
    keeper = Keeper(login.open, session=await login.open())
    try:
        watched = Watched(keeper)
        await watched.read()
        await _printed(watched, options.count)
    finally:
        await keeper.close()
    return DONE


async def _printed(watched: Watched, count: int) -> None:
    """One object a second: what was read in it, or how old the last reading is, and why."""
    began, reading, printed, said = _now(), None, 0, ""
    try:
        while not count or printed < count:
            await asyncio.sleep(PERIOD - (_now() - began) % PERIOD)
            reading = reading or asyncio.ensure_future(watched.read())
            await asyncio.wait((reading,), timeout=PERIOD / 2)
            told = watched.away()
            if reading.done():
                told, reading = reading.result() or watched.away(), None
            print_json(told, indent=None)
            if told["trouble"] and told["trouble"] != said:
                complain(f"! {told['trouble']} Trying again.")
            printed, said = printed + 1, told["trouble"]
    finally:
        if reading is not None:
            reading.cancel()


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Watched:
    """What was last read, over which session, and what has gone wrong since."""

    keeper: Keeper
    lines: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    _session: Session | None = None
    _before: Mapping[str, Row] = field(default_factory=dict)
    _taken: float = 0.0

    async def read(self) -> dict[str, Any] | None:
        """Read the counters: what they say against those of before; None where the router is away.

        A new session knows no counters of before: the router may have restarted.
        """
        try:
            session = await self.keeper.session()
            if session is not self._session:
                nat = await session.print("/ip/firewall/nat", proplist=("comment", "out-interface"))
                self.lines, self._before = lines_of(nat), {}
            after = {row.get("name", ""): row for row in await session.print("/interface", proplist=_FIELDS)}
        except (LoginRefused, TlsRefused):
            raise
        except RouterError as error:
            self.trouble = error.what
            return None
        now, known = _now(), bool(self._before)
        seen = observed(self._before, after, now - self._taken if known else 0.0, self.lines)
        self._session, self._before, self._taken, self.trouble = session, after, now, ""
        return {"age": 0.0, "trouble": "", **seen}

    def away(self) -> dict[str, Any]:
        """What is said of a second without data: how many seconds old the last are, and why if that is known."""
        trouble = self.keeper.trouble.what if self.keeper.trouble is not None else self.trouble
        age = round(_now() - self._taken, 3)
        return {"age": age, "trouble": trouble, "seconds": None, "interfaces": {}, "lines": {}}


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
