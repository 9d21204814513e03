"""IPv4 addresses as integers, and sets of them that answer quickly."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

Span = tuple[int, int]
"""First and last address of a run, both inside."""

BROADCAST = 0xFFFFFFFF
MULTICAST: Span = (0xE0000000, 0xEFFFFFFF)
LOOPBACK: Span = (0x7F000000, 0x7FFFFFFF)


@lru_cache(maxsize=65536)
def number(text: str) -> int:
    """The address `192.168.88.1` as an integer; ValueError for anything else."""
    return int(IPv4Address(text))


@lru_cache(maxsize=65536)
def dotted(address: int) -> str:
    """The integer as `192.168.88.1`."""
    return f"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"


def mask(length: int) -> int:
    """The netmask of a prefix of that length, as an integer."""
    return (BROADCAST << (32 - length)) & BROADCAST


def prefix(text: str) -> tuple[int, int]:
    """`10.1.2.3/8` as (network, length), host bits cleared; without a length it is one host. ValueError if neither."""
    network = IPv4Network(text, strict=False)
    return int(network.network_address), network.prefixlen


@lru_cache(maxsize=65536)
def span(text: str) -> Span:
    """An address, prefix or range (`10.0.0.5-10.0.0.9`) as first and last address; ValueError if none of them."""
    first, dash, last = text.partition("-")
    if dash:
        return number(first.strip()), number(last.strip())
    network, length = prefix(text)
    return network, network | ~mask(length) & BROADCAST


class AddressSet:
    """Many spans as one set: `in` costs one bisection however many there are."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        merged: list[Span] = []
        for first, last in sorted(spans):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def __contains__(self, address: int) -> bool:
        at = bisect_right(self._firsts, address) - 1
        return at >= 0 and address <= self._lasts[at]

    def __len__(self) -> int:
        return len(self._firsts)
