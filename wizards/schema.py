"""The shape of the site file: how each part is read from nodes, and written back as plain data."""

from __future__ import annotations

from typing import Any

import yaml

from wizards.rates import format_rate, parse_rate
from wizards.reader import Reader, boolean, whole
from wizards.site import (
    Dns,
    Env,
    ExceptionRule,
    Forward,
    Health,
    Lan,
    Site,
    Speed,
    SpeedTest,
    Wan,
    usual_classifier,
)
from wizards.validity import Path

VERSION = 1
"""The version of the site file that we read and write."""

TOP = (
    "version",
    "site",
    "method",
    "classifier",
    "sticky",
    "wans",
    "lan",
    "health",
    "exceptions",
    "forwards",
    "dns",
    "speed-test",
)
CLASSIFYING = ("pcc", "ecmp")
"""The methods that decide by something about a connection."""
WAN = ("name", "interface", "kind", "address", "gateway", "far-gateway", "weight", "speed", "user", "password")
LAN = ("interface", "address", "hotspot", "also")
EXCEPTION = ("to", "via", "from", "protocol", "port", "note")
FORWARD = ("protocol", "port", "to", "to-port", "note")


def read_site(reader: Reader) -> Site:
    """The site as far as its form allows; `reader.faults` has what the form gets wrong."""
    top = reader.mapping(reader.root, (), TOP)
    _version(reader, top.get("version"))
    method = reader.text(top.get("method"), ("method",), "pcc")
    if "classifier" in top and method not in CLASSIFYING:
        reader.fault(("classifier",), f"method {method} has no classifier", "remove it, or use `method: pcc`")
    if "sticky" in top and method != "nth":
        reader.fault(("sticky",), f"method {method} gives no turns to keep", "remove it, or use `method: nth`")
    lan = _lan(reader, top.get("lan"))
    return Site(
        name=reader.text(top.get("site"), ("site",)),
        method=method,
        classifier=reader.text(top.get("classifier"), ("classifier",), usual_classifier(method, lan.hotspot)),
        sticky=bool(reader.read(top.get("sticky"), ("sticky",), boolean, "true or false")),
        wans=tuple(_wan(reader, node, path) for path, node in reader.sequence(top.get("wans"), ("wans",))),
        lan=lan,
        health=_health(reader, top.get("health")),
        exceptions=tuple(
            _exception(reader, node, path) for path, node in reader.sequence(top.get("exceptions"), ("exceptions",))
        ),
        forwards=tuple(
            _forward(reader, node, path) for path, node in reader.sequence(top.get("forwards"), ("forwards",))
        ),
        dns=_dns(reader, top.get("dns")),
        speed_test=_speed_test(reader, top.get("speed-test")),
    )


def _version(reader: Reader, node: yaml.Node | None) -> None:
    text = reader.text(node, ("version",))
    if not text:
        reader.fault(("version",), "the version of the file is missing", "`version: 1`")
    elif text != str(VERSION):
        reader.fault(("version",), f"version {text} is not known", "`version: 1`; a newer program may read it")


def _wan(reader: Reader, node: yaml.Node, path: Path) -> Wan:
    keys = reader.mapping(node, path, WAN)
    weight = reader.read(keys.get("weight"), (*path, "weight"), whole, "a whole number from 1 to 100")
    if "weight" in keys and "speed" in keys:
        reader.fault((*path, "weight"), "a line has a weight or a speed, not both", "keep one of them")
    return Wan(
        name=reader.text(keys.get("name"), (*path, "name")),
        interface=reader.text(keys.get("interface"), (*path, "interface")),
        kind=reader.text(keys.get("kind"), (*path, "kind"), "dhcp"),
        address=reader.text(keys.get("address"), (*path, "address")),
        gateway=reader.text(keys.get("gateway"), (*path, "gateway")),
        far_gateway=bool(reader.read(keys.get("far-gateway"), (*path, "far-gateway"), boolean, "true or false")),
        weight=1 if weight is None else weight,
        speed=_speed(reader, keys.get("speed"), (*path, "speed")),
        user=reader.text(keys.get("user"), (*path, "user")),
        password=_password(reader, keys.get("password"), (*path, "password")),
    )


def _speed(reader: Reader, node: yaml.Node | None, path: Path) -> Speed | None:
    keys = reader.mapping(node, path, ("down", "up"))
    if not keys:
        return None
    wanted = "a speed such as 20M"
    down = reader.read(keys.get("down"), (*path, "down"), parse_rate, wanted)
    up = reader.read(keys.get("up"), (*path, "up"), parse_rate, wanted)
    for name in ("down", "up"):
        if name not in keys:
            reader.fault((*path, name), f"the speed {name} is missing", "{down: 20M, up: 5M}")
    return Speed(down or 0, up or 0)


def _password(reader: Reader, node: yaml.Node | None, path: Path) -> Env | None:
    if node is not None and isinstance(node, yaml.ScalarNode) and node.value:
        reader.fault(path, "a password never stands in a site file", "{env: NAME}, and the password in that variable")
        return None
    keys = reader.mapping(node, path, ("env",))
    return Env(reader.text(keys.get("env"), (*path, "env"))) if keys else None


def _lan(reader: Reader, node: yaml.Node | None) -> Lan:
    keys = reader.mapping(node, ("lan",), LAN)
    if not keys:
        reader.fault(
            ("lan",), "nothing says where the guests are", "lan: {interface: bridge, address: 192.168.88.1/24}"
        )
    hotspot = reader.read(keys.get("hotspot"), ("lan", "hotspot"), boolean, "true or false")
    return Lan(
        interface=reader.text(keys.get("interface"), ("lan", "interface")),
        address=reader.text(keys.get("address"), ("lan", "address")),
        hotspot=bool(hotspot),
        also=reader.texts(keys.get("also"), ("lan", "also")),
    )


def _health(reader: Reader, node: yaml.Node | None) -> Health:
    keys = reader.mapping(node, ("health",), ("check", "hosts"))
    hosts = reader.open_mapping(keys.get("hosts"), ("health", "hosts"))
    return Health(
        check=reader.text(keys.get("check"), ("health", "check"), "gateway"),
        hosts={line: reader.texts(value, ("health", "hosts", line)) for line, value in hosts.items()},
    )


def _exception(reader: Reader, node: yaml.Node, path: Path) -> ExceptionRule:
    keys = reader.mapping(node, path, EXCEPTION)
    return ExceptionRule(
        via=reader.text(keys.get("via"), (*path, "via")),
        to=reader.text(keys.get("to"), (*path, "to")),
        source=reader.text(keys.get("from"), (*path, "from")),
        protocol=reader.text(keys.get("protocol"), (*path, "protocol")),
        port=reader.text(keys.get("port"), (*path, "port")),
        note=reader.text(keys.get("note"), (*path, "note")),
    )


def _forward(reader: Reader, node: yaml.Node, path: Path) -> Forward:
    keys = reader.mapping(node, path, FORWARD)
    return Forward(
        protocol=reader.text(keys.get("protocol"), (*path, "protocol")),
        port=reader.text(keys.get("port"), (*path, "port")),
        to=reader.text(keys.get("to"), (*path, "to")),
        to_port=reader.text(keys.get("to-port"), (*path, "to-port")),
        note=reader.text(keys.get("note"), (*path, "note")),
    )


def _dns(reader: Reader, node: yaml.Node | None) -> Dns:
    keys = reader.mapping(node, ("dns",), ("servers",))
    return Dns(reader.texts(keys.get("servers"), ("dns", "servers")))


def _speed_test(reader: Reader, node: yaml.Node | None) -> SpeedTest | None:
    keys = reader.mapping(node, ("speed-test",), ("url",))
    return SpeedTest(reader.text(keys.get("url"), ("speed-test", "url"))) if keys else None


def site_data(site: Site) -> dict[str, Any]:
    """The site as plain data in the order of the file; what is at its default is left out."""
    data: dict[str, Any] = {"version": VERSION, "site": site.name, "method": site.method}
    if site.method in CLASSIFYING:
        data["classifier"] = site.classifier
    data |= {"sticky": True} if site.sticky else {}
    data["wans"] = [_wan_data(wan) for wan in site.wans]
    data["lan"] = _lan_data(site.lan)
    data["health"] = {"check": site.health.check} | _hosts_data(site.health)
    data |= {"exceptions": [_exception_data(one) for one in site.exceptions]} if site.exceptions else {}
    data |= {"forwards": [_forward_data(one) for one in site.forwards]} if site.forwards else {}
    data |= {"dns": {"servers": list(site.dns.servers)}} if site.dns.servers else {}
    data |= {"speed-test": {"url": site.speed_test.url}} if site.speed_test else {}
    return data


def _wan_data(wan: Wan) -> dict[str, Any]:
    data: dict[str, Any] = {"name": wan.name, "interface": wan.interface, "kind": wan.kind}
    data |= _given(address=wan.address, gateway=wan.gateway)
    data |= {"far-gateway": True} if wan.far_gateway else {}
    data |= {"weight": wan.weight} if wan.weight != 1 else {}
    data |= {"speed": {"down": format_rate(wan.speed.down), "up": format_rate(wan.speed.up)}} if wan.speed else {}
    data |= _given(user=wan.user)
    return data | ({"password": {"env": wan.password.name}} if wan.password else {})


def _lan_data(lan: Lan) -> dict[str, Any]:
    data: dict[str, Any] = {"interface": lan.interface, "address": lan.address, "hotspot": lan.hotspot}
    return data | ({"also": list(lan.also)} if lan.also else {})


def _hosts_data(health: Health) -> dict[str, Any]:
    return {"hosts": {line: list(hosts) for line, hosts in health.hosts.items()}} if health.hosts else {}


def _exception_data(rule: ExceptionRule) -> dict[str, str]:
    data = _given(to=rule.to) | {"via": rule.via}
    return data | _given(**{"from": rule.source}, protocol=rule.protocol, port=rule.port, note=rule.note)


def _forward_data(forward: Forward) -> dict[str, str]:
    data = _given(protocol=forward.protocol, port=forward.port, to=forward.to)
    return data | _given(**{"to-port": forward.to_port}, note=forward.note)


def _given(**values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}
