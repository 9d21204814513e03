"""A board's addresses, routes and routing rules as commands for `ip`.

Which routes are active and where their gateways lead is packetflow's to say (`Ruleset.fib`), from what the checks of
gateways have found; which of them a packet takes is the kernel's. Version 7 asks a packet's mark before the router's
own addresses, version 6 after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from routerboard.language.items import Row, is_true
from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted, span
from routerboard.packetflow.fib import Entry
from routerboard.packetflow.routes import Hop
from routerboard.packetflow.ruleset import Ruleset
from routerboard.packetflow.surroundings import Menus, OwnAddress, enabled
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.numbering import LOCAL, MAIN, ROUTING_BITS, Numbers, device

_MARKS, _LOCAL, _OWN, _MAIN = 100, 5000, 10000, 32766
"""Where rules of each kind begin; smaller ones are asked first."""

_HASHES = {"": "0", "l3": "0", "l4": "1", "l3-inner": "2"}
_HASH_SEED = "1009"
_RP_FILTERS = {"": "0", "no": "0", "strict": "1", "loose": "2"}
_ROUTE_WORDS = frozenset({"action", "table", "src-address", "dst-address", "interface", "routing-mark"})
_NO_WORDS = frozenset({".id", ".nextid", "comment", "disabled", "inactive", "dynamic", "invalid"})


@dataclass(frozen=True)
class Ways:
    """Everything that decides where packets go, as arguments of `ip`.

    addresses   `address/length dev interface`
    hops        next hops and groups by their number: (id, what follows `id N`)
    routes      where from `table T destination` -> kind and what it leads to
    rules       selector and table by priority
    settings    sysctl -> value
    """

    addresses: tuple[str, ...] = ()
    hops: tuple[tuple[int, str], ...] = ()
    routes: Mapping[tuple[int, str], str] = field(default_factory=dict)
    rules: Mapping[int, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


START = Ways(rules={0: "from all lookup 255", _MAIN: "from all lookup 254"})
"""What a new network namespace has."""


def ways(menus: Menus, ruleset: Ruleset, numbers: Numbers) -> Ways:
    """What the kernel shall have; NotEmulatedError for a routing rule or setting that it cannot have."""
    routes: dict[tuple[int, str], str] = {}
    hops: dict[int, str] = {}
    for name, lengths in ruleset.fib.tables.items():
        for length, networks in lengths.items():
            for network, entries in networks.items():
                key = numbers.table(name), f"{dotted(network)}/{length}"
                routes[key] = _leads(entries, ruleset.around.own, hops)
    return Ways(
        tuple(f"{dotted(one.address)}/{one.length} dev {device(one.interface)}" for one in ruleset.around.own),
        tuple(hops.items()),
        routes,
        dict(_rules(menus, numbers, ruleset.version)),
        _settings(menus, ruleset.version),
    )


def _leads(entries: Sequence[Entry], own: Iterable[OwnAddress], hops: dict[int, str]) -> str:
    """What follows a destination: one way, or a group of next hops, each as often as it is named."""
    if entries[0].kind != "unicast":
        return entries[0].kind
    every = Counter(hop for entry in entries for hop in entry.hops)
    if len(every) == 1:
        return _via(next(iter(every)), own)
    for hop in every:
        hops[_hop_id(str(hop))] = _next_hop(hop)
    members = "/".join(f"{_hop_id(str(hop))},{times}" for hop, times in every.items())
    group = _hop_id(members)
    hops[group] = f"group {members}"
    return f"nhid {group}"


def _hop_id(text: str) -> int:
    return crc32(text.encode()) & 0x3FFFFFFF | 1


def _via(hop: Hop, own: Iterable[OwnAddress]) -> str:
    if hop.gateway:
        return f"via {hop.gateway} dev {device(hop.interface)} onlink"
    source = next((f" src {dotted(one.address)}" for one in own if one.interface == hop.interface), "")
    return f"dev {device(hop.interface)} scope link{source}"


def _next_hop(hop: Hop) -> str:
    name = device(hop.interface)
    return f"via {hop.gateway} dev {name} onlink" if hop.gateway else f"dev {name}"


def _rules(menus: Menus, numbers: Numbers, version: Version) -> Iterator[tuple[int, str]]:
    seven = version.can("routing-tables")
    yield (_LOCAL if seven else 0), f"from all lookup {LOCAL}"
    for name, number in numbers.tables.items():
        yield _MARKS + number, f"from all fwmark {number:#x}/{ROUTING_BITS:#x} lookup {numbers.table(name)}"
    menu = "/routing/rule" if seven else "/ip/route/rule"
    for at, row in enumerate(row for row in enabled(menus.get(menu, ())) if not is_true(row.get("dynamic"))):
        yield from _own_rule(menu, row, _OWN + 2 * at, numbers)
    yield _MAIN, f"from all lookup {MAIN}"


def _own_rule(menu: str, row: Row, priority: int, numbers: Numbers) -> Iterator[tuple[int, str]]:
    if unknown := {name for name, text in row.items() if text} - _ROUTE_WORDS - _NO_WORDS:
        raise NotEmulatedError(menu, row.get(".id", ""), ", ".join(sorted(unknown)))
    try:
        selector = _selector(row, numbers)
    except (KeyError, ValueError):
        raise NotEmulatedError(menu, row.get(".id", ""), "a negation, or a value") from None
    does = row.get("action") or "lookup"
    if does in ("drop", "unreachable"):
        yield priority, f"{selector} {'blackhole' if does == 'drop' else 'unreachable'}"
        return
    yield priority, f"{selector} lookup {numbers.table(row.get('table', ''))}"
    if does == "lookup-only-in-table":
        yield priority + 1, f"{selector} unreachable"


def _selector(row: Row, numbers: Numbers) -> str:
    words = [f"from {row['src-address']}" if row.get("src-address") else "from all"]
    if row.get("dst-address"):
        words.append(f"to {row['dst-address']}")
    for text in filter(None, (row.get("src-address"), row.get("dst-address"))):
        span(text)
    if row.get("interface"):
        words.append(f"iif {device(row['interface'])}")
    if row.get("routing-mark"):
        words.append(f"fwmark {numbers.tables[row['routing-mark']]:#x}/{ROUTING_BITS:#x}")
    return " ".join(words)


def _settings(menus: Menus, version: Version) -> dict[str, str]:
    row = next(iter(menus.get("/ip/settings", ())), {})
    hashes, filters = row.get("ipv4-multipath-hash-policy", ""), row.get("rp-filter", "")
    if hashes not in _HASHES or filters not in _RP_FILTERS:
        raise NotEmulatedError("/ip/settings", "", f"{hashes or filters}")
    return {
        "net/ipv4/fib_multipath_hash_seed": _HASH_SEED,
        "net/ipv4/fib_multipath_hash_policy": _HASHES[hashes] if version.can("routing-tables") else "0",
        "net/ipv4/conf/all/rp_filter": _RP_FILTERS[filters],
    }


def commands(wanted: Ways, there: Ways) -> tuple[list[str], list[str]]:
    """Lines for `ip -batch` that turn what is there into what is wanted: what is made, then what is taken away.

    Next hops and routes are written again whether or not they are thought to be there: a kernel drops them by itself
    when a link goes. So what is taken away may be gone already; it goes last, and no destination is without a route.
    """
    made = [
        *(f"address replace {one} noprefixroute" for one in wanted.addresses),
        *(f"nexthop replace id {number} {leads}" for number, leads in wanted.hops),
        *(_replace(key, leads) for key, leads in sorted(wanted.routes.items(), key=lambda one: "via" in one[1])),
        *(f"rule add pref {at} {rule}" for at, rule in wanted.rules.items() if there.rules.get(at) != rule),
    ]
    gone = [
        *(f"rule del pref {at} {rule}" for at, rule in there.rules.items() if wanted.rules.get(at) != rule),
        *(f"route del {key[1]} table {key[0]}" for key in there.routes if key not in wanted.routes),
        *(f"nexthop del id {number}" for number, _ in reversed(there.hops) if number not in dict(wanted.hops)),
        *(f"address del {one}" for one in there.addresses if one not in wanted.addresses),
    ]
    return made, gone


def _replace(key: tuple[int, str], leads: str) -> str:
    table, destination = key
    kind, what = ("", leads) if " " in leads else (f"{leads} ", "")
    return f"route replace {kind}{destination} table {table} {what}".rstrip()
