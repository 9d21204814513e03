"""What a preset may say: one table of keys, and a check that lists every fault of a file."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

Check = Callable[[Any], str]
"""A value -> what is wrong with it, "" where nothing is."""


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be a text"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _one(value: Any) -> str:
    return "" if value == 1 and not isinstance(value, bool) else "must be 1"


def _among(*choices: str) -> Check:
    return lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"


def _network(value: Any) -> str:
    try:
        ipaddress.IPv4Interface(str(value))
    except ValueError:
        return "must be an address with its prefix, such as 192.168.88.1/24"
    return "" if "/" in str(value) else "lacks its prefix, such as /24"


def _addresses(value: Any) -> str:
    if not isinstance(value, list):
        return "must be a list of addresses"
    wrong = [str(one) for one in value if not _is_address(one)]
    return f"not an IPv4 address: {', '.join(wrong)}" if wrong else ""


def _is_address(value: Any) -> bool:
    try:
        ipaddress.IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


KEYS: Mapping[str, Check] = {
    "version": _one,
    "title": _text,
    "summary": _text,
    "method": _among("pcc", "failover", "ecmp", "nth"),
    "classifier": _among(
        "both-addresses",
        "src-address",
        "dst-address",
        "both-addresses-and-ports",
        "both-ports",
        "src-address-and-port",
        "dst-address-and-port",
        "src-port",
        "dst-port",
    ),
    "health.check": _among("gateway", "probe", "none"),
    "lan.interface": _text,
    "lan.address": _network,
    "lan.hotspot": _flag,
    "dns.servers": _addresses,
}
"""Dotted key -> its check. A key that is not here is not a key of a preset."""

REQUIRED = ("version", "title", "summary", "method", "health.check")


def faults(data: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a preset, one sentence each, naming the key."""
    given = _flatten(data)
    return _missing(given) + [text for key, value in given.items() if (text := _fault(key, value))]


def _missing(given: Mapping[str, Any]) -> list[str]:
    return [f"{key}: is missing" for key in REQUIRED if key not in given]


def _fault(key: str, value: Any) -> str:
    check = KEYS.get(key)
    if check is None:
        near = get_close_matches(key, KEYS, n=1)
        return f"{key}: no such key" + (f"; did you mean {near[0]}?" if near else "")
    wrong = check(value)
    return f"{key}: {wrong}" if wrong else ""


def _flatten(data: Mapping[str, Any]) -> dict[str, Any]:
    """`{"lan": {"hotspot": True}}` as `{"lan.hotspot": True}`; only known groups are opened."""
    groups = {key.split(".")[0] for key in KEYS if "." in key}
    flat: dict[str, Any] = {}
    for key, value in data.items():
        if key in groups and isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": found for inner, found in value.items()}
        else:
            flat[str(key)] = value
    return flat
