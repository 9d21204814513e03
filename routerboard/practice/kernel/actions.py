"""The actions of firewall rules as statements of nftables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerboard.language.items import Row
from routerboard.language.values import parse_duration
from routerboard.packetflow.addresses import dotted, mask, prefix, span
from routerboard.practice.kernel.conditions import Scene, grown_list
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.numbering import (
    CONNECTION_BITS,
    FASTTRACKED,
    PACKET_BITS,
    PACKET_SHIFT,
    ROUTING_BITS,
    device,
)

_ALL = 0xFFFFFFFF
_ENDLESS = ("", "none-dynamic", "none-static", "0s")
_REJECTS: Mapping[str, str] = {
    "": "icmp type net-unreachable",
    "icmp-network-unreachable": "icmp type net-unreachable",
    "icmp-host-unreachable": "icmp type host-unreachable",
    "icmp-port-unreachable": "icmp type port-unreachable",
    "icmp-protocol-unreachable": "icmp type prot-unreachable",
    "icmp-net-prohibited": "icmp type net-prohibited",
    "icmp-host-prohibited": "icmp type host-prohibited",
    "icmp-admin-prohibited": "icmp type admin-prohibited",
    "tcp-reset": "tcp reset",
}


def action(menu: str, row: Row, scene: Scene) -> str:
    """What the rule does to what it matches; "" where the packet just goes on. NotEmulatedError for the unknown."""
    name = row.get("action") or "accept"
    try:
        return _ACTIONS[name](row, scene)
    except (KeyError, ValueError):
        raise NotEmulatedError(menu, row.get(".id", ""), f"action={name}") from None


def _plain(statement: str) -> Callable[[Row, Scene], str]:
    return lambda _row, _scene: statement


def _then(row: Row) -> str:
    return " accept" if row.get("passthrough") in ("no", "false") else ""


def _marked(field: str, bits: int, value: int) -> str:
    return f"{field} mark set {field} mark & {_ALL ^ bits:#010x} | {value:#x}"


def _mark_connection(row: Row, scene: Scene) -> str:
    name = row["new-connection-mark"]
    value = 0 if name == "no-mark" else scene.numbers.connections[name]
    return _marked("ct", CONNECTION_BITS, value) + _then(row)


def _mark_packet(row: Row, scene: Scene) -> str:
    name = row["new-packet-mark"]
    value = 0 if name == "no-mark" else scene.numbers.packets[name]
    return _marked("meta", PACKET_BITS, value << PACKET_SHIFT) + _then(row)


def _mark_routing(row: Row, scene: Scene) -> str:
    name = row["new-routing-mark"]
    value = 0 if name in ("main", "no-mark") else scene.numbers.tables[name]
    return _marked("meta", ROUTING_BITS, value) + _then(row)


def _change_mss(row: Row, _: Scene) -> str:
    size = "rt mtu" if row["new-mss"] == "clamp-to-pmtu" else str(int(row["new-mss"]))
    return f"tcp flags & (syn | rst) == syn tcp option maxseg size set {size}{_then(row)}"


def _add_to_list(field: str) -> Callable[[Row, Scene], str]:
    def build(row: Row, scene: Scene) -> str:
        text = row.get("address-list-timeout", "")
        lasting = "" if text in _ENDLESS else f" timeout {max(int(parse_duration(text) * 1000 / scene.pace), 1)}ms"
        return f"update @{grown_list(scene.numbers.lists[row['address-list']])} {{ {field}{lasting} }}"

    return build


def _reject(row: Row, _: Scene) -> str:
    return f"reject with {_REJECTS[row.get('reject-with', '')]}"


def _jump(row: Row, scene: Scene) -> str:
    raise KeyError("jump")  # compiled by its chain, which knows the menu


def _masquerade(row: Row, scene: Scene) -> str:
    """Linux forgets a masqueraded connection when its way out changes; version 6, of an older kernel, keeps it."""
    if not scene.keeps:
        return "masquerade" + (f" to :{row['to-ports']}" if row.get("to-ports") else "")
    if row.get("to-ports"):
        raise ValueError("to-ports")
    own = {device(one.interface): dotted(one.address) for one in reversed(scene.around.own)}
    if not own:
        return "masquerade"
    pairs = ", ".join(f'"{name}" : {address}' for name, address in sorted(own.items()))
    return f"snat ip to oifname map {{ {pairs} }}"


def _translated(verb: str) -> Callable[[Row, Scene], str]:
    def build(row: Row, _: Scene) -> str:
        ports = f":{row['to-ports']}" if row.get("to-ports") else ""
        if not row.get("to-addresses"):
            return f"{verb} ip to {ports}" if ports else "accept"
        first, last = span(row["to-addresses"])
        return f"{verb} ip to {dotted(first)}" + (f"-{dotted(last)}" if last != first else "") + ports

    return build


def _redirect(row: Row, _: Scene) -> str:
    return "redirect" + (f" to :{row['to-ports']}" if row.get("to-ports") else "")


def _netmap(row: Row, _: Scene) -> str:
    network, length = prefix(row["to-addresses"])
    verb, field = ("snat", "saddr") if row.get("chain") == "srcnat" else ("dnat", "daddr")
    if length == 32:
        return f"{verb} ip to {dotted(network)}"
    host = ~mask(length) & _ALL
    return f"{verb} ip to ip {field} & {host:#x} | {network:#x}"


_ACTIONS: Mapping[str, Callable[[Row, Scene], str]] = {
    "accept": _plain("accept"),
    "drop": _plain("drop"),
    "tarpit": _plain("drop"),
    "return": _plain("return"),
    "passthrough": _plain(""),
    "log": _plain(""),
    "notrack": _plain("notrack accept"),
    "reject": _reject,
    "jump": _jump,
    "mark-connection": _mark_connection,
    "mark-packet": _mark_packet,
    "mark-routing": _mark_routing,
    "fasttrack-connection": _plain(f"meta l4proto {{ 6, 17 }} ct mark set ct mark | {FASTTRACKED:#x}"),
    "change-mss": _change_mss,
    "add-src-to-address-list": _add_to_list("ip saddr"),
    "add-dst-to-address-list": _add_to_list("ip daddr"),
    "masquerade": _masquerade,
    "src-nat": _translated("snat"),
    "same": _translated("snat"),
    "dst-nat": _translated("dnat"),
    "redirect": _redirect,
    "netmap": _netmap,
}
