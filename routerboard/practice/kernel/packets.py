"""One board's packets in its namespace: devices, firewall and ways loaded as the board's rows want them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import count

from routerboard.language.items import Row
from routerboard.packetflow.addresses import dotted
from routerboard.packetflow.packet import Flow
from routerboard.packetflow.ruleset import MENUS, Ruleset
from routerboard.packetflow.surroundings import Menus, enabled
from routerboard.practice.kernel.compiled import TABLE, counted, firewall, scene_of
from routerboard.practice.kernel.conditions import LOGGED_IN
from routerboard.practice.kernel.conntrack import Tracked, forget, tracked
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.namespace import Namespace
from routerboard.practice.kernel.numbering import Numbers, device, numbered
from routerboard.practice.kernel.tagging import Tagger
from routerboard.practice.kernel.ways import START, Ways, commands, ways

MORE = ("/interface/bridge", "/interface/vlan", "/routing/table", "/ip/hotspot")
"""Menus that decide what a packet meets here, beside those of packetflow."""

READ = (*MENUS, *MORE)

_SOCKETS = ("ether", "lte")
"""Types of interfaces that are there without anybody having made them."""


class Packets:
    """The board's namespace, kept as its rows are.

    pace   how many of the board's seconds pass in one real second; time-outs of address lists follow it
    """

    def __init__(self, namespace: Namespace, tagger: Tagger, pace: float = 1.0) -> None:
        self.namespace = namespace
        self._tagger = tagger
        self.numbers = Numbers()
        self._pace = pace
        self._ways: Ways = START
        self._firewall = ""
        self._devices: tuple[str, ...] = ()
        self._bridges: frozenset[str] = frozenset()
        self._vlans: dict[str, tuple[str, int]] = {}
        self._sessions: dict[str, str] = {}
        self._ids: dict[tuple[int, Flow], str] = {}
        self._known: dict[str, Tracked] = {}
        self._made = count(1)
        namespace.nft(f"add table ip {TABLE}\nadd set ip {TABLE} {LOGGED_IN} {{ type ipv4_addr; }}\n")

    def dialled(self, sessions: Mapping[str, str], dial: Callable[[str, str], None]) -> None:
        """Let there be these PPPoE sessions, by name with the socket that each runs over; `dial` makes a new one."""
        gone = [name for name in self._sessions if name not in sessions]
        self.namespace.ip([f"link del {device(name)}" for name in gone])
        for name, socket in sessions.items():
            if name not in self._sessions:
                dial(name, socket)
        self._sessions = dict(sessions)

    def load(self, menus: Menus, ruleset: Ruleset) -> None:
        """Let the kernel be like these rows. NotEmulatedError where it cannot be, and then nothing has changed."""
        self.numbers = numbered(menus, ruleset.fib.tables, self.numbers)
        text = firewall(menus, scene_of(menus, ruleset.around, self.numbers, ruleset.version, self._pace))
        wanted = ways(menus, ruleset, self.numbers)
        self._look(menus, ruleset)
        self._load_devices(menus, ruleset.around.bridge_of)
        if text != self._firewall:
            self.namespace.nft(text)
            self._firewall = text
        if wanted.settings != self._ways.settings:
            self.namespace.set(dict(wanted.settings))
        made, gone = commands(wanted, self._ways)
        self.namespace.ip(made)
        self.namespace.ip(gone, force=True)
        self._ways = wanted

    def _look(self, menus: Menus, ruleset: Ruleset) -> None:
        """NotEmulatedError for an address on what the kernel has no device for, and for a VLAN within a VLAN."""
        kinds = {row.get("name", ""): row.get("type", "ether") for row in menus.get("/interface", ())}
        for own in ruleset.around.own:
            kind = kinds.get(own.interface, "none")
            if kind not in (*_SOCKETS, "bridge", "vlan") and own.interface not in self._sessions:
                raise NotEmulatedError("/ip/address", dotted(own.address), f"an interface of type {kind}")
        for row in enabled(menus.get("/interface/vlan", ())):
            if kinds.get(row.get("interface", "")) not in ("ether", "bridge"):
                raise NotEmulatedError("/interface/vlan", row.get(".id", ""), f"interface={row.get('interface', '')}")

    def _load_devices(self, menus: Menus, bridge_of: Mapping[str, str]) -> None:
        bridges = frozenset(device(row["name"]) for row in enabled(menus.get("/interface/bridge", ())))
        tagged = {row["name"]: _tagged(row) for row in enabled(menus.get("/interface/vlan", ()))}
        vlans = {device(name): joint for name, joint in tagged.items()}
        links = [row for row in menus.get("/interface", ()) if row.get("type", "ether") in _SOCKETS]
        up = {row.get("name", "") for row in enabled(links)}
        lines = [f"link set {device(row['name'])} {'up' if row['name'] in up else 'down'}" for row in links]
        for port in (*(row["name"] for row in links), *tagged):
            bridge = bridge_of.get(port)
            lines.append(f"link set {device(port)} " + (f"master {device(bridge)}" if bridge else "nomaster"))
        if (bridges, vlans, tuple(lines)) == (self._bridges, self._vlans, self._devices):
            return
        self.namespace.ip([
            *(f"link add {name} type bridge mcast_snooping 0" for name in bridges - self._bridges),
            *(f"link set {name} up" for name in bridges - self._bridges),
        ])  # fmt: skip
        self._tag(vlans)
        self.namespace.ip([*lines, *(f"link del {name}" for name in self._bridges - bridges)])
        self._bridges, self._devices = bridges, tuple(lines)

    def _tag(self, vlans: Mapping[str, tuple[str, int]]) -> None:
        """Let there be these VLANs, by name with the wire and the tag of each."""
        for name, joint in list(self._vlans.items()):
            if vlans.get(name) != joint:
                self._tagger.leave(name, self.namespace)
                del self._vlans[name]
        for name, (wire, tag) in vlans.items():
            if name not in self._vlans:
                self._tagger.join(name, self.namespace, tag, wire, self.namespace)
                self._vlans[name] = wire, tag

    def log_in(self, addresses: Iterable[str]) -> None:
        """Let these guests, and no others, be logged in to the HotSpot."""
        found = ", ".join(addresses)
        add = f"add element ip {TABLE} {LOGGED_IN} {{ {found} }}" if found else ""
        self.namespace.nft(f"flush set ip {TABLE} {LOGGED_IN}\n{add}\n")

    def counters(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Packets and bytes of each rule, by menu and row id."""
        listed = json.loads(self.namespace.run("nft", "-j", "list", "counters", "table", "ip", TABLE))["nftables"]
        found = [one["counter"] for one in listed if "counter" in one]
        return {counted(one["name"]): (one["packets"], one["bytes"]) for one in found}

    def interfaces(self) -> dict[str, tuple[int, int, int, int]]:
        """Bytes and packets received, bytes and packets sent, by device."""
        rows = [line.split(":") for line in self.namespace.read("/proc/thread-self/net/dev").splitlines()[2:]]
        numbers = {name.strip(): [int(word) for word in rest.split()] for name, rest in rows}
        return {name: (one[0], one[1], one[8], one[9]) for name, one in numbers.items()}

    def listed(self, name: str) -> list[str]:
        """The addresses that rules have put on a list."""
        number = self.numbers.lists[name]
        found = json.loads(self.namespace.run("nft", "-j", "list", "set", "ip", TABLE, f"grown_{number}"))["nftables"]
        elements = next(one["set"].get("elem", []) for one in found if "set" in one)
        return [one if isinstance(one, str) else one["elem"]["val"] for one in elements]

    def connections(self) -> dict[str, Tracked]:
        """Every tracked connection by an id that it keeps while it lives."""
        found = {(one.protocol, one.original): one for one in tracked(self.namespace)}
        self._ids = {key: self._ids.get(key) or f"*{next(self._made):X}" for key in found}
        self._known = {self._ids[key]: one for key, one in found.items()}
        return self._known

    def forget(self, doomed: Callable[[Tracked], bool]) -> int:
        """Delete the connections for which the test holds; how many."""
        return forget(self.namespace, [one for one in tracked(self.namespace) if doomed(one)])

    def remove(self, row_id: str) -> bool:
        """Delete one connection that was read before; whether it was still there."""
        one = self._known.get(row_id)
        return one is not None and forget(self.namespace, [one]) == 1

    def replies_to(self, address: int) -> int:
        """Delete the connections whose answers are expected at this address of ours; how many."""
        return self.forget(lambda one: one.reply.destination == address and one.original.source != address)


def own_address(ruleset: Ruleset, interface: str) -> str:
    """Our first address on an interface, "" for none."""
    found = ruleset.around.address_on(interface)
    return dotted(found) if found else ""


def _tagged(row: Row) -> tuple[str, int]:
    """The wire and the tag of a VLAN."""
    return device(row.get("interface", "")), int(row.get("vlan-id", "1"))
