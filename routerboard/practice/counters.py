"""Interface and rule counters of the practice board: integers while counting, text when shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routerboard.packetflow.rules import FASTTRACK_DUMMY
from routerboard.practice.floor import Floor
from routerboard.practice.tracking import Path, Rules

_FIELDS = ("rx-byte", "rx-packet", "tx-byte", "tx-packet", "fp-rx-byte", "fp-rx-packet", "fp-tx-byte", "fp-tx-packet")
_DUMMIES = (
    ("/ip/firewall/mangle", "prerouting"),
    ("/ip/firewall/mangle", "forward"),
    ("/ip/firewall/mangle", "postrouting"),
    ("/ip/firewall/filter", "forward"),
)
_RULE_MENUS = ("/ip/firewall/raw", "/ip/firewall/mangle", "/ip/firewall/nat", "/ip/firewall/filter")


class Port:
    """One interface's counters since boot, and what they were one step before."""

    __slots__ = ("before", "seconds", "values")

    def __init__(self) -> None:
        self.values = [0] * len(_FIELDS)
        self.before = [0] * len(_FIELDS)
        self.seconds = 1.0

    def rates(self) -> list[float]:
        """How much was counted each second of the last step, in the order of the counters."""
        return [(now - then) / self.seconds for now, then in zip(self.values, self.before, strict=True)]


class Counters:
    """All counters of the board."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._ports: dict[str, Port] = {}
        self._by_rules: dict[Rules, list[int]] = {}
        self._rules: dict[tuple[str, str], list[int]] = {}
        self.fast = [0, 0]
        self.slow_bytes = 0
        self.fast_bytes = 0

    def port(self, interface: str) -> Port:
        """The counters of an interface."""
        found = self._ports.get(interface)
        if found is None:
            found = self._ports[interface] = Port()
        return found

    def count(self, path: Path, packets: int, size: int) -> None:
        """Count packets of so many bytes in all that took this path; those that get lost beyond the router too."""
        tally = self._by_rules.get(path.rules)
        if tally is None:
            tally = self._by_rules[path.rules] = [0, 0]
        tally[0] += packets
        tally[1] += size
        self._pass(path.enters, 0, packets, size, path.fast)
        self._pass(path.leaves, 2, packets, size, path.fast)
        if path.fast:
            self.fast[0] += packets
            self.fast[1] += size
            self.fast_bytes += size
        else:
            self.slow_bytes += size

    def _pass(self, interfaces: Iterable[str], at: int, packets: int, size: int, fast: bool) -> None:
        for interface in interfaces:
            values = self.port(interface).values
            values[at] += size
            values[at + 1] += packets
            if fast:
                values[at + 4] += size
                values[at + 5] += packets

    def begin(self, seconds: float) -> None:
        """A new step of so many seconds begins: what was counted so far is before."""
        self.slow_bytes = self.fast_bytes = 0
        for port in self._ports.values():
            port.before = list(port.values)
            port.seconds = seconds

    def take(
        self, rules: Mapping[tuple[str, str], tuple[int, int]], ports: Mapping[str, tuple[int, int, int, int]]
    ) -> None:
        """Be what was counted elsewhere: packets and bytes of rules, bytes and packets in and out of interfaces."""
        self._rules = {rule: list(tally) for rule, tally in rules.items()}
        for name, values in ports.items():
            self.port(name).values[:4] = values

    def show(self) -> None:
        """Write the counters into the rows that show them."""
        self._show_dummies()
        self._show_rules()
        for row in self._floor.rows("/interface"):
            values = self.port(row.values.get("name", "")).values
            row.state.update(zip(_FIELDS, map(str, values), strict=True))

    def _show_rules(self) -> None:
        for rules, (packets, size) in self._by_rules.items():
            for rule in rules:
                tally = self._rules.setdefault(rule, [0, 0])
                tally[0] += packets
                tally[1] += size
        self._by_rules.clear()
        for menu in _RULE_MENUS:
            for row in self._floor.rows(menu):
                if row.values.get("comment") != FASTTRACK_DUMMY:
                    packets, size = self._rules.get((menu, row.id), (0, 0))
                    row.state.update(packets=str(packets), bytes=str(size))

    def reset(self, menu: str, ids: Iterable[str] | None = None) -> None:
        """Set the counters of these rules, or of the whole menu, back to nothing."""
        named = None if ids is None else set(ids)
        self._show_rules()
        for key in [key for key in self._rules if key[0] == menu and (named is None or key[1] in named)]:
            del self._rules[key]

    def reset_port(self, interface: str) -> None:
        """Set the counters of an interface back to nothing."""
        self._ports.pop(interface, None)

    def _show_dummies(self) -> None:
        """Show what FastTrack carried, from its first rule until reboot."""
        if not self.fast[0] and not self._fasttrack_configured():
            return
        state = {"packets": str(self.fast[0]), "bytes": str(self.fast[1])}
        for menu in ("/ip/firewall/mangle", "/ip/firewall/filter"):
            chains = [chain for where, chain in reversed(_DUMMIES) if where == menu]
            self._floor.keep(menu, {("dummy", chain): (_dummy(chain), state) for chain in chains}, first=True)

    def _fasttrack_configured(self) -> bool:
        rows = self._floor.enabled("/ip/firewall/filter")
        return any(row.values.get("action") == "fasttrack-connection" for row in rows)


def _dummy(chain: str) -> dict[str, str]:
    return {"chain": chain, "action": "passthrough", "comment": FASTTRACK_DUMMY}


def monitored(port: Port) -> dict[str, str]:
    """What monitor-traffic says of an interface for the last step."""
    rx, rx_packets, tx, tx_packets, fp_rx, fp_rx_packets, fp_tx, fp_tx_packets = port.rates()
    bits = {"rx": rx, "fp-rx": fp_rx, "tx": tx, "fp-tx": fp_tx}
    packets = {"rx": rx_packets, "fp-rx": fp_rx_packets, "tx": tx_packets, "fp-tx": fp_tx_packets}
    shown = {f"{name}-bits-per-second": str(round(value * 8)) for name, value in bits.items()}
    shown |= {f"{name}-packets-per-second": str(round(value)) for name, value in packets.items()}
    quiet = ("rx-drops", "rx-errors", "tx-drops", "tx-queue-drops", "tx-errors")
    return shown | {f"{name}-per-second": "0" for name in quiet}
