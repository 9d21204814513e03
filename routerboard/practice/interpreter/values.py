"""Values of scripts, and how the console prints and reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

from routerboard.language.console import Block
from routerboard.language.values import parse_duration
from routerboard.practice.interpreter.failure import Stopped

MAX_WEIGHT = 1_000_000
"""How much one value may hold: characters of a string, or of all that is in an array."""

MAX_NESTING = 32
"""How deep arrays may stand in one another."""

_LONGEST = 10.0**11
"""The longest time that is told from a longer one, in seconds."""


@dataclass(frozen=True)
class Time:
    """A console time value, in seconds."""

    seconds: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "seconds", min(max(self.seconds, -_LONGEST), _LONGEST))


@dataclass(frozen=True)
class Nil:
    """What `:find` gives where there is nothing to be found, and `:tonum` for what is no number."""


NIL: Final = Nil()


@dataclass(frozen=True)
class Prefix:
    """An address with the length of its prefix, `10.0.0.1/8`."""

    text: str

    @property
    def network(self) -> IPv4Network | IPv6Network:
        """All addresses of it."""
        return ip_network(self.text, strict=False)


@dataclass(frozen=True)
class Function:
    """Code held in a variable, by `do={…}` or `:parse`."""

    block: Block


class Array:
    """Values by key; never changed, so that assigning it copies it as on a router. Stopped where it is too large."""

    __slots__ = ("items", "nesting", "weight")

    def __init__(self, items: dict[str | int, Value]) -> None:
        self.items = items
        self.weight: int = 8 * len(items) + sum(map(weight_of, items.values()))
        self.nesting: int = 1 + max((item.nesting for item in items.values() if isinstance(item, Array)), default=0)
        if self.weight > MAX_WEIGHT or self.nesting > MAX_NESTING:
            raise Stopped("an array grew too large")

    def ordered(self) -> list[tuple[str | int, Value]]:
        """Key and value: those without a key first, then by name, as a router keeps them."""
        return sorted(self.items.items(), key=_rank)

    def values(self) -> list[Value]:
        """The values in their order."""
        return [value for _, value in self.ordered()]

    def element(self, key: Value) -> Value:
        """The value of a key, or at a place, from 0; None where there is none."""
        if isinstance(key, int) and not isinstance(key, bool):
            if key in self.items:
                return self.items[key]
            return self.values()[key] if 0 <= key < len(self.items) else None
        return self.items.get(text_of(key))

    def with_element(self, key: Value, value: Value) -> Array:
        """The same with another value for a key."""
        name = key if isinstance(key, int) and not isinstance(key, bool) else text_of(key)
        return Array({**self.items, name: value})

    def without(self, key: Value) -> Array:
        """The same without a key; those without one move up."""
        name = key if isinstance(key, int) and not isinstance(key, bool) else text_of(key)
        return Array(numbered([(key, value) for key, value in self.ordered() if key != name]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Array) and self.items == other.items


Address = IPv4Address | IPv6Address
Value = str | int | bool | None | Nil | Time | Address | Prefix | Function | Array


def array_of(values: list[Value]) -> Array:
    """An array of values without keys."""
    return Array(dict(enumerate(values)))


def numbered(items: list[tuple[str | int, Value]]) -> dict[str | int, Value]:
    """The same with new numbers for what has no name."""
    found: dict[str | int, Value] = {}
    count = 0
    for key, value in items:
        found[count if isinstance(key, int) else key] = value
        count += isinstance(key, int)
    return found


def _rank(item: tuple[str | int, Value]) -> tuple[bool, int, str]:
    key = item[0]
    return (False, key, "") if isinstance(key, int) else (True, 0, key)


def weight_of(value: Value) -> int:
    """How much a value holds, in characters or what is like one."""
    if isinstance(value, str):
        return len(value)
    return value.weight if isinstance(value, Array) else 8


def text_of(value: Value) -> str:
    """A value as the console prints it."""
    match value:
        case str():
            return value
        case None | Nil() | Function():
            return ""
        case bool():
            return "true" if value else "false"
        case Time():
            return _clock(value.seconds)
        case Prefix():
            return value.text
        case Array():
            return ";".join(
                text_of(item) if isinstance(key, int) else f"{key}={text_of(item)}" for key, item in value.ordered()
            )
    return str(value)


def type_of(value: Value) -> str:
    """What `:typeof` says."""
    match value:
        case str():
            return "id" if re.fullmatch(r"\*[0-9A-F]+", value) else "str"
        case Prefix():
            return "ip6-prefix" if ":" in value.text else "ip-prefix"
    return _TYPES[type(value)]


_TYPES: dict[type, str] = {
    type(None): "nothing",
    Nil: "nil",
    bool: "bool",
    int: "num",
    Time: "time",
    IPv4Address: "ip",
    IPv6Address: "ip6",
    Function: "code",
    Array: "array",
}

_WORDS: dict[str, Value] = {"true": True, "false": False, "nil": NIL}
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_HEX = re.compile(r"0x[0-9A-Fa-f]{1,15}")
_TIME = re.compile(
    r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?(?:w|d|h|ms|us|m|s))+|(?:[0-9]{1,9}[wd])*[0-9]{1,9}:\d\d:\d\d(\.\d{1,9})?"
)
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
_PREFIX = re.compile(rf"(?:{_ADDRESS.pattern})/[0-9]{{1,3}}")


@lru_cache(maxsize=4096)
def typed(word: str) -> Value:
    """A bare word in an expression: a number, a boolean, a time, an address, else text."""
    if word in _WORDS:
        return _WORDS[word]
    if _NUMBER.fullmatch(word) and -(2**63) <= int(word) < 2**63:
        return int(word)
    if _HEX.fullmatch(word):
        return int(word, 16)
    if _TIME.fullmatch(word):
        return Time(parse_duration(word))
    if _PREFIX.fullmatch(word):
        return word if to_prefix(word) is None else to_prefix(word)
    if _ADDRESS.fullmatch(word):
        return word if to_address(word) is None else to_address(word)
    return word


def to_address(text: str) -> Address | None:
    """The address that a text is; None where it is none."""
    try:
        return IPv6Address(text) if ":" in text else IPv4Address(text)
    except ValueError:
        return None


def to_prefix(text: str) -> Prefix | None:
    """The address with a prefix that a text is; None where it is none."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return None
    return Prefix(text)


def _clock(seconds: float) -> str:
    sign, milliseconds = ("-" if seconds < 0 else ""), round(abs(seconds) * 1000)
    whole, rest = divmod(milliseconds, 1000)
    days, clock = divmod(whole, 86400)
    weeks, days = divmod(days, 7)
    head = (f"{weeks}w" if weeks else "") + (f"{days}d" if days else "")
    fraction = f".{rest:03d}" if rest else ""
    return f"{sign}{head}{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}{fraction}"
