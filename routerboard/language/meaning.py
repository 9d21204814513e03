"""Whether two texts of a property mean the same, however a router spells them."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.items import Row
from routerboard.language.values import parse_duration

_BOOLEANS: Mapping[str, str] = {"true": "yes", "false": "no"}
_ABSENT: Mapping[str, str] = {"disabled": "no", "check-gateway": "none", "routing-table": "main"}
_LISTS = frozenset({"connection-state", "servers", "policy"})
_HOSTS = frozenset({"address", "dst-address", "src-address"})
_TIMES = frozenset({"interval", "timeout", "startup-delay"})
_WRITE_ONLY = frozenset({"blackhole", "fib", "password"})


def same(name: str, one: str | None, other: str | None) -> bool:
    """Whether two values of a property mean the same; None is an absent one. What cannot be read back is the same."""
    return name in _WRITE_ONLY or _meaning(name, one) == _meaning(name, other)


def fits(row: Row, match: Row) -> bool:
    """Whether a row has all these properties, by meaning."""
    return all(same(name, value, row.get(name)) for name, value in match.items())


def _meaning(name: str, text: str | None) -> object:
    text = _BOOLEANS.get(text or "", text or _ABSENT.get(name, ""))
    if name == "gateway":
        return text.removesuffix("@main")
    if name in _HOSTS:
        return text.removesuffix("/32")
    if name in _TIMES:
        return _seconds(text)
    if name == "source":
        return text.replace("\r\n", "\n")
    return frozenset(text.split(",")) if name in _LISTS else text


def _seconds(text: str) -> object:
    try:
        return parse_duration(text)
    except ValueError:
        return text
