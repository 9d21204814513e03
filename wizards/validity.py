"""What is wrong with a site in itself, without looking at any router. Shared by the file, the forms and the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from itertools import combinations

from routerboard.language.controls import has_controls
from wizards import addresses
from wizards.names import usable
from wizards.site import CHECKS, CLASSIFIERS, ECMP_CLASSIFIERS, KINDS, METHODS, ExceptionRule, Forward, Lan, Site, Wan

Path = tuple[str | int, ...]
MOST_LINES = 8
MOST_WEIGHT = 100
MOST_HOSTS = 4
_ENV = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_PORT = re.compile(r"^(\d{1,5})(?:-(\d{1,5}))?$")


@dataclass(frozen=True)
class Fault:
    """Something that makes a site impossible: where in the site file, what, and what would be right."""

    path: Path
    what: str
    remedy: str

    @property
    def key(self) -> str:
        """The place as text: `wans[1].gateway`."""
        return key_of(self.path)


def key_of(path: Path) -> str:
    """A place in the site file as text: `("wans", 1, "gateway")` is `wans[1].gateway`."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).lstrip(".")


def faults(site: Site) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the file."""
    return tuple(_faults(site))


def _faults(site: Site) -> Iterator[Fault]:
    if not site.name.strip():
        yield Fault(("site",), "the site has no name", "give it one, such as `site: Hotel Acacia`")
    yield from _words(("site",), site.name)
    yield from _choice(("method",), site.method, METHODS)
    yield from _choice(("classifier",), site.classifier, ECMP_CLASSIFIERS if site.method == "ecmp" else CLASSIFIERS)
    if site.sticky and site.method != "nth":
        yield Fault(("sticky",), f"method {site.method} gives no turns to keep", "remove it, or use `method: nth`")
    yield from _lines(site)
    yield from _lan(site.lan)
    yield from _neighbours(site)
    yield from _health(site)
    for index, rule in enumerate(site.exceptions):
        yield from _exception(("exceptions", index), rule, site)
    yield from _forwards(site)
    yield from _dns(site)


def _words(path: Path, text: str) -> Iterator[Fault]:
    """Names and notes end up on terminals and in comments."""
    if has_controls(text):
        yield Fault(path, "there is a control character in it", "write it in one line of plain text")


def _choice(path: Path, value: str, choices: Sequence[str]) -> Iterator[Fault]:
    if value not in choices:
        yield Fault(path, f"`{value}` is not known", f"one of {', '.join(choices)}")


def _lines(site: Site) -> Iterator[Fault]:
    if not site.wans:
        yield Fault(("wans",), "there is no line", "list 1 to 8 lines, the best one first")
    if len(site.wans) > MOST_LINES:
        yield Fault(("wans",), f"{len(site.wans)} lines are too many", f"at most {MOST_LINES}")
    for index, wan in enumerate(site.wans):
        yield from wan_faults(("wans", index), wan)
    yield from _repeated(site)
    yield from _weights(site)


def wan_faults(path: Path, wan: Wan) -> Iterator[Fault]:
    """What is wrong with one line in itself."""
    if not usable(wan.name):
        yield Fault((*path, "name"), f"`{wan.name}` cannot name a mark", "letters, digits, - and _; at most 24 of them")
    yield from _interface((*path, "interface"), wan.interface)
    yield from _choice((*path, "kind"), wan.kind, KINDS)
    yield from _static(path, wan) if wan.kind == "static" else _not_static(path, wan)
    yield from _pppoe(path, wan)
    if not 1 <= wan.weight <= MOST_WEIGHT:
        yield Fault((*path, "weight"), f"{wan.weight} is no weight", f"a whole number from 1 to {MOST_WEIGHT}")


def _interface(path: Path, name: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault(path, "no interface is named", "the interface as RouterOS calls it, such as ether1")
    elif has_controls(name):
        yield Fault(path, "the name has a control character in it", "the interface as RouterOS calls it")


def _static(path: Path, wan: Wan) -> Iterator[Fault]:
    own = addresses.interface(wan.address)
    gateway = addresses.address(wan.gateway)
    if own is None:
        yield Fault((*path, "address"), _no_address(wan.address), "such as 192.168.30.2/24")
    elif not addresses.is_host(own.ip, own.network) or not _unicast(str(own.ip)):
        yield Fault(
            (*path, "address"), f"{own.ip} is no address for a router", f"a host's address inside {own.network}"
        )
    if gateway is None:
        what = f"`{wan.gateway}` is not an address" if wan.gateway else "the gateway is missing"
        yield Fault((*path, "gateway"), what, "the modem's address, such as 192.168.30.1")
    if own is not None and gateway is not None:
        if gateway == own.ip:
            yield Fault(
                (*path, "gateway"), f"{gateway} is this router's own address", f"the modem's address in {own.network}"
            )
        elif wan.far_gateway:
            yield from _far(path, own)
        elif not addresses.is_host(gateway, own.network):
            remedy = f"an address inside {own.network}; `far-gateway: true` where the provider wants it so"
            yield Fault((*path, "gateway"), f"{gateway} is not in {own.network}", remedy)


def _far(path: Path, own: IPv4Interface) -> Iterator[Fault]:
    """Only a single address has all others outside of it; its row then names the gateway as its network."""
    if own.network.prefixlen != 32:
        what = f"a gateway outside of {own.network} is asked for"
        yield Fault((*path, "address"), what, f"the address alone, {own.ip}/32; or no `far-gateway`")


def _no_address(text: str) -> str:
    if not text:
        return "the address is missing"
    lacks_prefix = addresses.address(text) is not None
    return f"`{text}` lacks its prefix" if lacks_prefix else f"`{text}` is not an address with its prefix"


def _unicast(text: str) -> bool:
    found = addresses.address(text)
    return found is not None and not (
        found.is_multicast or found.is_loopback or found.is_unspecified or found.is_reserved
    )


def _not_static(path: Path, wan: Wan) -> Iterator[Fault]:
    far = wan.far_gateway and wan.kind != "dhcp"
    for key, value in (("address", wan.address), ("gateway", wan.gateway), ("far-gateway", far)):
        if value:
            yield Fault(
                (*path, key), f"a {wan.kind} line is told its {key}", "remove it, or make the line `kind: static`"
            )


def _pppoe(path: Path, wan: Wan) -> Iterator[Fault]:
    if wan.kind == "pppoe" and not wan.user:
        yield Fault((*path, "user"), "a PPPoE line needs its user", "the user that the provider gave")
    if wan.kind != "pppoe" and wan.user:
        yield Fault((*path, "user"), f"a {wan.kind} line has no user", "remove it, or make the line `kind: pppoe`")
    if wan.kind != "pppoe" and wan.password:
        yield Fault(
            (*path, "password"), f"a {wan.kind} line has no password", "remove it, or make the line `kind: pppoe`"
        )
    if wan.password and not _ENV.match(wan.password.name):
        yield Fault((*path, "password"), "this cannot be a variable", "such as {env: WAN1_PASSWORD}")


def _repeated(site: Site) -> Iterator[Fault]:
    for (_, first), (index, wan) in combinations(enumerate(site.wans), 2):
        if first.name.lower() == wan.name.lower():
            yield Fault(("wans", index, "name"), f"two lines are called {wan.name}", "a name of its own for each line")
        if first.interface == wan.interface:
            what = f"{wan.interface} is already the interface of {first.name}"
            yield Fault(("wans", index, "interface"), what, "an interface of its own for each line")


def _weights(site: Site) -> Iterator[Fault]:
    measured = [wan.speed is not None for wan in site.wans]
    for index, wan in enumerate(site.wans):
        if wan.weight != 1 and (wan.speed or any(measured)):
            yield Fault(
                ("wans", index, "weight"),
                "weights and speeds do not mix",
                "a weight on every line, or a speed on every line",
            )
        elif wan.weight != 1 and site.method == "failover":
            yield Fault(
                ("wans", index, "weight"),
                "fail-over uses one line at a time",
                "remove the weight; the order is the priority",
            )
        if wan.speed is None and any(measured):
            yield Fault(
                ("wans", index), f"{wan.name} has no speed, other lines have", "a speed on every line, or on none"
            )


def _lan(lan: Lan) -> Iterator[Fault]:
    yield from _interface(("lan", "interface"), lan.interface)
    own = addresses.interface(lan.address)
    if own is None:
        yield Fault(("lan", "address"), _no_address(lan.address), "the router's address there, such as 192.168.88.1/24")
    elif not addresses.is_host(own.ip, own.network) or not _unicast(str(own.ip)):
        yield Fault(
            ("lan", "address"), f"{own.ip} is no address for a router", f"a host's address inside {own.network}"
        )
    for index, name in enumerate(lan.also):
        yield from _interface(("lan", "also", index), name)
        if name in (lan.interface, *lan.also[:index]):
            yield Fault(("lan", "also", index), f"{name} is named twice", "each guest interface once")


def _neighbours(site: Site) -> Iterator[Fault]:
    lan = addresses.network(site.lan.address)
    for index, wan in enumerate(site.wans):
        if wan.interface in (site.lan.interface, *site.lan.also):
            what = f"{wan.interface} is both the line {wan.name} and a LAN"
            yield Fault(("wans", index, "interface"), what, "an interface that no guest is on")
        net = addresses.network(wan.address)
        if lan and net and lan.overlaps(net):
            what = f"{net} overlaps the LAN's {lan}"
            yield Fault(
                ("wans", index, "address"), what, "change the modem's LAN or ours: they must not share addresses"
            )
    yield from _shared_subnets(site)


def _shared_subnets(site: Site) -> Iterator[Fault]:
    for (_, first), (index, wan) in combinations(enumerate(site.wans), 2):
        one, two = addresses.interface(first.address), addresses.interface(wan.address)
        path: Path = ("wans", index, "address")
        if one is None or two is None or not one.network.overlaps(two.network):
            continue
        if one.ip == two.ip:
            yield Fault(
                path, f"{first.name} and {wan.name} have the same address", "an address of its own on each line"
            )
        elif one.network != two.network:
            what = f"{two.network} overlaps {first.name}'s {one.network}"
            yield Fault(path, what, "change one modem's LAN; only the same subnet may be on two lines")


def _health(site: Site) -> Iterator[Fault]:
    yield from _choice(("health", "check"), site.health.check, CHECKS)
    names = {wan.name for wan in site.wans}
    taken: dict[str, str] = {}
    for line, hosts in site.health.hosts.items():
        path: Path = ("health", "hosts", line)
        if line not in names:
            yield Fault(path, f"there is no line {line}", f"one of {', '.join(sorted(names))}")
        if not 1 <= len(hosts) <= MOST_HOSTS:
            yield Fault(path, f"{len(hosts)} hosts for {line}", f"two of different operators; at most {MOST_HOSTS}")
        for host in hosts:
            yield from _probe(path, host, taken.get(host, ""), site)
            taken.setdefault(host, line)
    if site.health.hosts and site.health.check != "probe":
        yield Fault(("health", "hosts"), "hosts are only used by `check: probe`", "remove them, or probe")


def _probe(path: Path, host: str, taken: str, site: Site) -> Iterator[Fault]:
    if not _unicast(host):
        yield Fault(path, f"`{host}` is not a host's address", "an address beyond the modem, such as 8.8.4.4")
        return
    if taken:
        what = f"{host} already probes {taken}" if taken != path[-1] else f"{host} is named twice"
        yield Fault(path, what, "hosts of its own for each line")
    if host in site.dns.servers:
        yield Fault(path, f"{host} is also a name server", "another host: a probed host is reached by one line only")
    nets = (addresses.network(text) for text in (site.lan.address, *(wan.address for wan in site.wans)))
    near = next((net for net in nets if net and IPv4Address(host) in net), None)
    if near or addresses.is_private(host):
        what = f"{host} lies in {near}, on this side of the line" if near else f"{host} is a private address"
        yield Fault(path, what, "a host on the Internet: one on this side answers while the line is dead")


def _exception(path: Path, rule: ExceptionRule, site: Site) -> Iterator[Fault]:
    names = [wan.name for wan in site.wans]
    if rule.via not in names:
        yield Fault((*path, "via"), f"there is no line `{rule.via}`", f"one of {', '.join(names)}")
    if not (rule.to or rule.source or rule.protocol):
        yield Fault(path, "nothing says which traffic is meant", "`to`, `from`, or `protocol` with `port`")
    for key, value in (("to", rule.to), ("from", rule.source)):
        if value and addresses.prefix(value) is None:
            yield Fault((*path, key), f"`{value}` is no address or network", "such as 203.0.113.0/24")
    yield from _ports(path, rule.protocol, rule.port)
    yield from _words((*path, "note"), rule.note)


def _ports(path: Path, protocol: str, port: str) -> Iterator[Fault]:
    if protocol and protocol not in ("tcp", "udp"):
        yield Fault((*path, "protocol"), f"`{protocol}` is not known here", "tcp or udp")
    if port and not _is_port(port):
        yield Fault((*path, "port"), f"`{port}` is no port", "1 to 65535, or a range such as 5000-5010")
    if port and not protocol:
        yield Fault((*path, "port"), "a port needs its protocol", "`protocol: tcp` or `protocol: udp`")


def _is_port(text: str) -> bool:
    match = _PORT.match(text)
    if match is None:
        return False
    low, high = int(match[1]), int(match[2] or match[1])
    return 1 <= low <= high <= 65535


def _forwards(site: Site) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for index, forward in enumerate(site.forwards):
        yield from _forward(("forwards", index), forward)
        if (forward.protocol, forward.port) in seen:
            what = f"{forward.protocol} {forward.port} is forwarded twice"
            yield Fault(("forwards", index, "port"), what, "each port once")
        seen.add((forward.protocol, forward.port))


def _forward(path: Path, forward: Forward) -> Iterator[Fault]:
    yield from _ports(path, forward.protocol, forward.port)
    for key, value in (("protocol", forward.protocol), ("port", forward.port)):
        if not value:
            yield Fault((*path, key), f"the {key} is missing", "`protocol: tcp` and `port: 443`, say")
    if not _unicast(forward.to):
        yield Fault(
            (*path, "to"), f"`{forward.to}` is not a host's address", "a host of the LAN, such as 192.168.88.10"
        )
    if forward.to_port and not _is_port(forward.to_port):
        yield Fault((*path, "to-port"), f"`{forward.to_port}` is no port", "1 to 65535")
    yield from _words((*path, "note"), forward.note)


def _dns(site: Site) -> Iterator[Fault]:
    for index, server in enumerate(site.dns.servers):
        if not _unicast(server):
            yield Fault(("dns", "servers", index), f"`{server}` is not a server's address", "such as 1.1.1.1")
    if site.speed_test and not site.speed_test.url.startswith(("http://", "https://")):
        yield Fault(("speed-test", "url"), f"`{site.speed_test.url}` is no HTTP address", "http://… or https://…")
    elif site.speed_test and "@" in site.speed_test.url.partition("://")[2].partition("/")[0]:
        why = "the address names a user: the site file stands on the router, and the address on the sheet"
        yield Fault(("speed-test", "url"), why, "a server that asks for no password")
