"""A board's firewall as the text of one nftables transaction: it replaces the rules; grown sets and counters stay.

The hooks stand in RouterOS's order: raw, connection tracking, mangle, dstnat, routing, mangle, filter, mangle, srcnat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.packetflow.addresses import BROADCAST, dotted, span
from routerboard.packetflow.rules import FASTTRACK_DUMMY
from routerboard.packetflow.surroundings import Menus, Surroundings, enabled
from routerboard.practice.kernel.actions import action
from routerboard.practice.kernel.conditions import LOGGED_IN, Scene, conditions, fixed_list, grown_list, quoted
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.numbering import FASTTRACKED, Numbers

TABLE = "ros"
"""The nftables table that holds everything of the board."""

HOTSPOT_DNS, HOTSPOT_LOGIN = 64872, 64873
"""The ports on which a HotSpot answers names, and shows who is not logged in its page."""

_KNOWN = frozenset({
    ".id", ".nextid", ".about", "chain", "action", "comment", "disabled", "dynamic", "invalid", "inactive", "bytes",
    "packets", "log", "log-prefix", "creation-time", "new-connection-mark", "new-packet-mark", "new-routing-mark",
    "passthrough", "jump-target", "to-addresses", "to-ports", "reject-with", "address-list", "address-list-timeout",
    "hw-offload", "new-mss",
})  # fmt: skip
"""Properties that are no conditions, and are all minded by the actions that have them."""

_HOOKS: Mapping[str, Mapping[str, str]] = {
    "/ip/firewall/raw": {
        "prerouting": "type filter hook prerouting priority -300",
        "output": "type filter hook output priority -300",
    },
    "/ip/firewall/mangle": {
        "prerouting": "type filter hook prerouting priority -150",
        "input": "type filter hook input priority -150",
        "forward": "type filter hook forward priority -150",
        "output": "type route hook output priority -150",
        "postrouting": "type filter hook postrouting priority -150",
    },
    "/ip/firewall/nat": {
        "dstnat": "type nat hook prerouting priority -100",
        "srcnat": "type nat hook postrouting priority 100",
    },
    "/ip/firewall/filter": {
        "input": "type filter hook input priority 0",
        "forward": "type filter hook forward priority 0",
        "output": "type filter hook output priority 0",
    },
}
_LETTERS = {"/ip/firewall/raw": "r", "/ip/firewall/mangle": "m", "/ip/firewall/nat": "n", "/ip/firewall/filter": "f"}
_FAST = (("/ip/firewall/mangle", "prerouting"), ("/ip/firewall/mangle", "forward"),
         ("/ip/firewall/mangle", "postrouting"), ("/ip/firewall/filter", "forward"))  # fmt: skip
"""Chains that a fasttracked packet skips."""


def counter(menu: str, row_id: str) -> str:
    """The name of the counter of one rule."""
    return f"{_LETTERS[menu]}_{row_id.removeprefix('*')}"


def counted(name: str) -> tuple[str, str]:
    """Menu and row id of the rule that a counter belongs to."""
    letter, _, number = name.partition("_")
    return next(menu for menu, one in _LETTERS.items() if one == letter), f"*{number}"


def scene_of(menus: Menus, around: Surroundings, numbers: Numbers, version: Version, pace: float = 1.0) -> Scene:
    """What the rules of these menus refer to."""
    rows = [row for menu in _HOOKS for row in enabled(menus.get(menu, ()))]
    growing = {row["address-list"] for row in rows if row.get("address-list")}
    guests = {row.get("interface", "") for row in enabled(menus.get("/ip/hotspot", ()))}
    return Scene(around, numbers, frozenset(growing), frozenset(guests), pace, keeps=not version.can("routing-tables"))


def firewall(menus: Menus, scene: Scene) -> str:
    """The transaction for `nft -f -`. NotEmulatedError names the first rule that cannot be had."""
    rows = {menu: _rules(menus.get(menu, ())) for menu in _HOOKS}
    counters = [counter(menu, row[".id"]) for menu, found in rows.items() for row in found]
    return "\n".join([
        f"add table ip {TABLE}",
        *_sets(menus, scene),
        *(f"add counter ip {TABLE} {name}" for name in counters),
        f"flush table ip {TABLE}",
        f"table ip {TABLE} {{",
        *(line for menu, found in rows.items() for line in _menu(menu, found, scene)),
        "}",
        "",
    ])  # fmt: skip


def _rules(rows: Iterable[Row]) -> list[Row]:
    return [row for row in enabled(rows) if row.get("comment") != FASTTRACK_DUMMY]


def _sets(menus: Menus, scene: Scene) -> Iterator[str]:
    spans: dict[str, list[str]] = {}
    for row in enabled(menus.get("/ip/firewall/address-list", ())):
        if row.get("dynamic") != "true":
            spans.setdefault(row.get("list", ""), []).append(_element(row))
    for name, number in scene.numbers.lists.items():
        fixed, grown = fixed_list(number), grown_list(number)
        yield f"add set ip {TABLE} {fixed} {{ type ipv4_addr; flags interval; auto-merge; }}"
        yield f"flush set ip {TABLE} {fixed}"
        if spans.get(name):
            yield f"add element ip {TABLE} {fixed} {{ {', '.join(spans[name])} }}"
        yield f"add set ip {TABLE} {grown} {{ type ipv4_addr; size 65535; flags dynamic,timeout; }}"
    yield f"add set ip {TABLE} {LOGGED_IN} {{ type ipv4_addr; }}"


def _element(row: Row) -> str:
    try:
        first, last = span(row.get("address", ""))
    except ValueError:
        raise NotEmulatedError("/ip/firewall/address-list", row.get(".id", ""), row.get("address", "")) from None
    if (first, last) == (0, BROADCAST):
        return "0.0.0.0/0"
    return dotted(first) if first == last else f"{dotted(first)}-{dotted(last)}"


def _menu(menu: str, rows: Sequence[Row], scene: Scene) -> Iterator[str]:
    own = {row.get("chain", "") for row in rows} | {row["jump-target"] for row in rows if row.get("jump-target")}
    for chain in sorted(own - set(_HOOKS[menu])):
        yield from _chain(menu, chain, "", rows, scene)
    for chain, hook in _HOOKS[menu].items():
        yield from _chain(menu, chain, f"{hook}; policy accept;", rows, scene)


def _chain(menu: str, chain: str, hook: str, rows: Sequence[Row], scene: Scene) -> Iterator[str]:
    yield f"chain {_name(menu, chain, scene)} {{ {hook}"
    if (menu, chain) in _FAST:
        yield f"ct mark & {FASTTRACKED:#x} == {FASTTRACKED:#x} accept"
    if scene.guests and not _made_by_hotspot(rows):
        yield from _hotspot_rules(menu, chain, rows, scene)
    for row in rows:
        if row.get("chain") == chain:
            yield from _rule(menu, row, scene)
    yield "}"


def _name(menu: str, chain: str, scene: Scene) -> str:
    letter = _LETTERS[menu]
    return f"{letter}_{chain}" if chain in _HOOKS[menu] else f"{letter}_own_{scene.numbers.chains[f'{menu} {chain}']}"


def _rule(menu: str, row: Row, scene: Scene) -> Iterator[str]:
    if row.get("action") == "jump":
        does = f"jump {_name(menu, row.get('jump-target', ''), scene)}"
    else:
        does = action(menu, row, scene)
    name = counter(menu, row.get(".id", ""))
    for one in conditions(menu, row, scene, _KNOWN):
        yield f'{one} counter name "{name}" {does}'.strip()


def _made_by_hotspot(rows: Sequence[Row]) -> bool:
    """Whether the board shows the rules of its HotSpot itself, as rows."""
    return any(row.get("dynamic") == "true" and "hotspot" in row for row in rows)


def _hotspot_rules(menu: str, chain: str, rows: Sequence[Row], scene: Scene) -> Iterator[str]:
    """What a HotSpot adds by itself: names are answered here, whoever is not logged in meets its page and no other."""
    guests = ", ".join(quoted(name) for name in sorted(scene.guests))
    if (menu, chain) == ("/ip/firewall/nat", "dstnat"):
        if any(row.get("chain") == "pre-hotspot" for row in rows):
            yield f"iifname {{ {guests} }} jump {_name(menu, 'pre-hotspot', scene)}"
        yield f"iifname {{ {guests} }} meta l4proto {{ 6, 17 }} th dport 53 redirect to :{HOTSPOT_DNS}"
        yield (
            f"iifname {{ {guests} }} ip saddr != @{LOGGED_IN} fib daddr type != local tcp dport 80 "
            f"redirect to :{HOTSPOT_LOGIN}"
        )
    if (menu, chain) == ("/ip/firewall/filter", "forward"):
        yield f"iifname {{ {guests} }} ip saddr != @{LOGGED_IN} reject with icmp type admin-prohibited"
