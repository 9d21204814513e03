"""Which interfaces have a link, and what the board writes down when one comes or goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from routerboard.language.items import is_true
from routerboard.practice.floor import Floor, WorldRow, flag
from routerboard.practice.lines import Line

_MENUS = (
    "/interface", "/interface/ethernet", "/interface/bridge", "/interface/vlan", "/interface/lte",
    "/interface/pppoe-client",
)  # fmt: skip
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
        self.port_of: dict[str, str] = {}
        """By which port each interface reaches its line; without those that lead to none, and without sessions."""

    def line(self, interface: str) -> Line | None:
        """The line that packets of this interface travel on, None where there is none."""
        return self._lines.get(self.port_of.get(interface, ""))

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
        self.port_of = dict(self._ports())
        now = {row.values.get("name", ""): self._linked(row, sessions) for row in self._floor.rows("/interface")}
        before, self._up = self._up, now
        for name in now:
            if name in before and before[name] != now[name]:
                self._note("interface,info", f"{name} link {'up' if now[name] else 'down'}")
        self._show(before, clock)
        return [name for name, up in before.items() if up and not now.get(name, False)]

    def _ports(self) -> Iterator[tuple[str, str]]:
        """A line that wants tagged frames is reached by the VLAN interface alone, and that not through a bridge."""
        yield from ((port, port) for port, line in self._lines.items() if not line.modem.vlan)
        for row in self._floor.enabled("/interface/vlan"):
            port, tag = row.values.get("interface", ""), row.values.get("vlan-id", "")
            line = self._lines.get(port)
            if line is not None and port not in self.bridge_of and tag == str(line.modem.vlan):
                yield row.values.get("name", ""), port

    def _linked(self, row: WorldRow, sessions: Collection[str]) -> bool:
        name = row.values.get("name", "")
        if is_true(row.values.get("disabled")):
            return False
        kind = row.values.get("type") or row.state.get("type", "")
        if kind == "pppoe-out":
            return name in sessions
        if kind == "vlan":
            return self._carries(next((one.values.get("interface", "") for one in self._floor.rows("/interface/vlan")
                                       if one.values.get("name") == name), ""))  # fmt: skip
        return self._carries(name) if kind in ("ether", "lte") else True

    def _carries(self, port: str) -> bool:
        """Whether there is something at the other end of a port; a bridge always carries."""
        if port in self._lines:
            return self._lines[port].plugged
        return port in self._hosts or any(
            row.values.get("name") == port for row in self._floor.rows("/interface/bridge")
        )

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
