"""The rules that a router makes by itself while a HotSpot runs, as its manual lists them (Customizing HotSpot)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerboard.language.items import Row

NAMES, PLAIN, LOCAL_TLS, PAGE, TLS_PAGE = "64872", "64873", "64875", "64874", "64875"
"""The board's own ports: names, its page by HTTP and HTTPS, and the page that all other web requests end at."""

_GARDEN = ("dst-address", "dst-port", "protocol", "src-address", "dst-address-list", "src-address-list")


def _rule(chain: str, action: str, **values: str) -> dict[str, str]:
    return {"chain": chain, "action": action, **{name.replace("_", "-"): text for name, text in values.items()}}


def _jump(chain: str, target: str, **values: str) -> dict[str, str]:
    return _rule(chain, "jump", jump_target=target, **values)


def filter_rules(gardens: Sequence[Row]) -> list[dict[str, str]]:
    """Guests who are not logged in reach the board's own page and names; `gardens` are open to them too."""
    return [
        _jump("forward", "hs-unauth", hotspot="from-client,!auth"),
        _jump("forward", "hs-unauth-to", hotspot="to-client,!auth"),
        _jump("input", "hs-input", hotspot="from-client"),
        _jump("hs-input", "pre-hs-input"),
        _rule("hs-input", "accept", protocol="udp", dst_port=NAMES),
        _rule("hs-input", "accept", protocol="tcp", dst_port=f"{NAMES}-{TLS_PAGE}"),
        _jump("hs-input", "hs-unauth", hotspot="!auth"),
        *_open(gardens, "hs-unauth"),
        _rule("hs-unauth", "reject", protocol="tcp", reject_with="tcp-reset"),
        _rule("hs-unauth", "reject", reject_with="icmp-net-prohibited"),
        *_back(gardens),
        _rule("hs-unauth-to", "reject", reject_with="icmp-host-prohibited"),
    ]


def nat_rules(gardens: Sequence[Row]) -> list[dict[str, str]]:
    """Names and web requests of guests end at the board; those who are logged in only where they use a proxy."""
    return [
        _jump("dstnat", "hotspot", hotspot="from-client"),
        _jump("hotspot", "pre-hotspot"),
        _turned("hotspot", NAMES, "udp", "53"),
        _turned("hotspot", NAMES, "tcp", "53"),
        _turned("hotspot", PLAIN, "tcp", "80", hotspot="local-dst"),
        _turned("hotspot", LOCAL_TLS, "tcp", "443", hotspot="local-dst"),
        _jump("hotspot", "hs-unauth", protocol="tcp", hotspot="!auth"),
        _jump("hotspot", "hs-auth", protocol="tcp", hotspot="auth"),
        *_open(gardens, "hs-unauth"),
        *(_turned("hs-unauth", PAGE, "tcp", port) for port in ("80", "3128", "8080")),
        _turned("hs-unauth", TLS_PAGE, "tcp", "443"),
        _jump("hs-unauth", "hs-smtp", protocol="tcp", dst_port="25"),
        _rule("hs-auth", "redirect", to_ports=PAGE, protocol="tcp", hotspot="http"),
        _jump("hs-auth", "hs-smtp", protocol="tcp", dst_port="25"),
    ]


def _turned(chain: str, to: str, protocol: str, port: str, **values: str) -> dict[str, str]:
    return _rule(chain, "redirect", to_ports=to, protocol=protocol, dst_port=port, **values)


def _open(gardens: Iterable[Row], chain: str) -> list[dict[str, str]]:
    """What the walled garden leaves open before the log-in."""
    rows = [row for row in gardens if row.get("action", "accept") == "accept"]
    return [{**_rule(chain, "return"), **{name: row[name] for name in _GARDEN if name in row}} for row in rows]


def _back(gardens: Iterable[Row]) -> list[dict[str, str]]:
    """Their answers."""
    turned = {"dst-address": "src-address", "dst-port": "src-port", "src-address": "dst-address"}
    turned |= {"dst-address-list": "src-address-list", "src-address-list": "dst-address-list"}
    rows = _open(gardens, "hs-unauth-to")
    return [{turned.get(name, name): text for name, text in row.items()} for row in rows]
