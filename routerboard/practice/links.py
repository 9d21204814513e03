"""Which interfaces have a link, and what the board writes down when one comes or goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from routerboard.language.items import is_true
from routerboard.practice.floor import Floor, WorldRow, flag
from routerboard.practice.lines import Line

_MENUS = ("/interface", "/interface/ethernet", "/interface/bridge", "/interface/pppoe-client")
Note = Callable[[str, str], None]
"""Write topics and message into the log."""


class Links:
    """The link state of every interface, kept in the rows' `running`."""

    def __init__(self, floor: Floor, lines: Mapping[str, Line], hosts: Collection[str], note: Note) -> None:
        self._floor = floor
        self._lines = lines
        self._hosts = hosts
        self._note = note
        self._up: dict[str, bool] = {}
        self.bridge_of: dict[str, str] = {}

    def running(self, interface: str) -> bool:
        """Whether an interface exists, is enabled and has its link."""
        return self._up.get(interface, False)

    @property
    def state(self) -> tuple[tuple[str, bool], ...]:
        """All link states, to see whether one changed."""
        return tuple(self._up.items())

    def look(self, sessions: Collection[str], clock: str) -> list[str]:
        """Read which links there are now, PPPoE ones from `sessions`; returns the interfaces that went down."""
        self.bridge_of = {
            row.values.get("interface", ""): row.values.get("bridge", "")
            for row in self._floor.enabled("/interface/bridge/port")
        }
        now = {row.values.get("name", ""): self._linked(row, sessions) for row in self._floor.rows("/interface")}
        before, self._up = self._up, now
        for name in now:
            if name in before and before[name] != now[name]:
                self._note("interface,info", f"{name} link {'up' if now[name] else 'down'}")
        self._show(before, clock)
        return [name for name, up in before.items() if up and not now.get(name, False)]

    def _linked(self, row: WorldRow, sessions: Collection[str]) -> bool:
        name = row.values.get("name", "")
        if is_true(row.values.get("disabled")):
            return False
        kind = row.values.get("type") or row.state.get("type", "")
        if kind == "pppoe-out":
            return name in sessions
        if kind == "ether":
            return self._lines[name].plugged if name in self._lines else name in self._hosts
        return True

    def _show(self, before: Mapping[str, bool], clock: str) -> None:
        for menu in _MENUS:
            for row in self._floor.rows(menu):
                name = row.values.get("name", "")
                if name in self._up:
                    self._show_row(row, name, before.get(name), clock)

    def _show_row(self, row: WorldRow, name: str, before: bool | None, clock: str) -> None:
        up = self._up[name]
        row.state["running"] = flag(up)
        row.state["slave"] = flag(name in self.bridge_of)
        if before is None:
            row.state.setdefault("link-downs", "0")
        if up and not before:
            row.state["last-link-up-time"] = clock
        elif before and not up:
            row.state["last-link-down-time"] = clock
            row.state["link-downs"] = str(int(row.state.get("link-downs", "0")) + 1)
