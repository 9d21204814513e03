"""`watch` while the router is away: it says how old its data is, and goes on when the router is back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from routerboard.link.errors import RouterError, RouterLost, Unreachable
from tui.cli import DONE, NOT_REACHED
from tui.headless import watch

NAT = [{"comment": "simplifi:nat:Wan1", "out-interface": "ether1"}]


class Session:
    """Counts 1000 bytes a reading, until it is cut; while `stalled` it keeps silent."""

    def __init__(self) -> None:
        self.cut, self.closed, self.read = False, False, 0
        self.flows = asyncio.Event()
        self.flows.set()

    async def print(self, menu: str, *, proplist: tuple[str, ...]) -> list[dict[str, str]]:
        await self.flows.wait()
        if self.cut:
            self.closed = True
            raise RouterLost("The cable is out.")
        if menu == "/ip/firewall/nat":
            return NAT
        self.read += 1
        count = str(self.read * 1000)
        return [{"name": "ether1", "running": "true", "rx-byte": count, "tx-byte": count}]


class Kept:
    """Gives the session that is up, as a keeper does."""

    def __init__(self) -> None:
        self.up, self.trouble = Session(), None
        self.back = asyncio.Event()

    async def session(self) -> Session:
        if self.up.closed:
            self.trouble = Unreachable("No route to it.")
            await self.back.wait()
            self.up, self.trouble = Session(), None
        return self.up

    async def close(self) -> None:
        pass


@pytest.mark.asyncio
async def test_what_is_not_read_is_said_to_be_unknown_and_how_old(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(float(second) for second in range(1000))
    monkeypatch.setattr(watch, "_now", lambda: next(now))
    keeper = Kept()
    it = watch.Watch(keeper)  # type: ignore[arg-type]
    await it.begin()
    first = await it.told(1.0)
    assert (first["last_data_s"], first["trouble"], first["seconds"]) == (0.0, "", 1.0)
    assert first["lines"]["Wan1"] == {"interface": "ether1", "running": True, "rx_bps": 8000, "tx_bps": 8000}

    keeper.up.cut = True
    lost, away = await it.told(1.0), await it.told(0.0)
    assert (lost["trouble"], away["trouble"]) == ("The cable is out.", "No route to it.")
    assert 0 < lost["last_data_s"] < away["last_data_s"]
    unknown = {"interface": "ether1", "running": None, "rx_bps": None, "tx_bps": None}
    assert lost["lines"] == away["lines"] == {"Wan1": unknown}
    assert lost["seconds"] is None

    keeper.back.set()
    back, then = await it.told(1.0), await it.told(1.0)
    assert (back["trouble"], back["lines"]["Wan1"]["running"], back["lines"]["Wan1"]["rx_bps"]) == ("", True, None)
    assert then["lines"]["Wan1"]["rx_bps"] == 8000
    await it.end()


@pytest.mark.asyncio
async def test_a_silent_router_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Kept()
    it = watch.Watch(keeper)  # type: ignore[arg-type]
    await it.begin()
    keeper.up.flows.clear()
    assert [(await it.told(0.001))["seconds"] for _ in range(3)] == [None, None, None]
    keeper.up.flows.set()
    assert (await it.told(1.0))["seconds"] is not None
    assert keeper.up.read == 2, "one request at a time"
    keeper.up.flows.clear()
    await it.told(0.001)
    await it.end()


def test_watch_goes_on_when_the_router_has_hung_up(
    simplifi: Callable[..., Any], practice: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PERIOD", 0.05)
    monkeypatch.setattr(watch, "SHORTEST", 0.04)
    board = practice("6.49.18")
    board.faults.cut_before = 6
    ended = simplifi("watch", "--count", "6", "--router", board.place)
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.status, ended.err, len(told)) == (DONE, "", 6)
    lost = next(at for at, one in enumerate(told) if one["trouble"])
    assert told[lost]["interfaces"]["ether1"]["running"] is None
    assert "closed the connection" in told[lost]["trouble"]
    assert told[lost]["last_data_s"] is not None
    assert not any(one["trouble"] for one in told[lost + 1 :])
    assert told[-1]["interfaces"]["ether1"]["running"] is True
    assert told[-1]["interfaces"]["ether1"]["rx_bps"] is not None


@pytest.mark.parametrize("words", [("watch",), ("record", "FILE")])
def test_who_was_never_reached_is_not_waited_for(
    simplifi: Callable[..., Any], closed: str, tmp_path: Any, words: tuple[str, ...]
) -> None:
    file = tmp_path / "a.simplifi"
    ended = simplifi(*(str(file) if word == "FILE" else word for word in words), "--router", closed)
    assert (ended.status, file.exists()) == (NOT_REACHED, False)
    assert "closed" in ended.err


@pytest.mark.asyncio
async def test_an_error_that_does_not_pass_ends_it() -> None:
    class Refusing(Kept):
        async def session(self) -> Session:
            if self.up.read:
                raise watch.LoginRefused("Another password now.")
            return self.up

    it = watch.Watch(Refusing())  # type: ignore[arg-type]
    await it.begin()
    with pytest.raises(RouterError, match="Another password"):
        await it.told(1.0)
    await it.end()
