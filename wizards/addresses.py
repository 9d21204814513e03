"""IPv4 addresses as text: read without exceptions, compared, placed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

_MANY = 4096
"""Texts that are remembered: a plan asks for the same few again and again."""

PRIVATE = tuple(IPv4Network(one) for one in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"))
"""Ranges that no Internet line leads to: RFC 1918, and RFC 6598 which providers use behind their own NAT."""


SHARED = IPv4Network("100.64.0.0/10")
"""What a provider gives to customers whom it translates itself (RFC 6598)."""


@lru_cache(maxsize=_MANY)
def address(text: str) -> IPv4Address | None:
    """`192.168.30.1`; None where it is not an IPv4 address."""
    try:
        return IPv4Address(text)
    except ValueError:
        return None


@lru_cache(maxsize=_MANY)
def interface(text: str) -> IPv4Interface | None:
    """`192.168.30.2/24`; None where it is not one, or the prefix is missing."""
    try:
        return IPv4Interface(text) if "/" in text else None
    except ValueError:
        return None


@lru_cache(maxsize=_MANY)
def prefix(text: str) -> IPv4Network | None:
    """`203.0.113.0/24` or a single address; None where it is neither."""
    try:
        return IPv4Network(text, strict=False)
    except ValueError:
        return None


def network(text: str) -> IPv4Network | None:
    """The network that `192.168.30.2/24` lies in; None where the text is no such thing."""
    found = interface(text)
    return found.network if found else None


def is_host(one: IPv4Address, net: IPv4Network) -> bool:
    """Whether it can be a host's address in that network: inside, neither its name nor its broadcast."""
    return one in net and (net.prefixlen >= 31 or one not in (net.network_address, net.broadcast_address))


def is_private(text: str) -> bool:
    """Whether `100.64.7.2/24` or `10.1.2.3` is an address that somebody further out translates again."""
    found = address(text.split("/", 1)[0])
    return found is not None and any(found in net for net in PRIVATE)


def is_shared(text: str) -> bool:
    """Whether `100.64.7.2/24` is of the range that providers use behind their own NAT (RFC 6598)."""
    found = address(text.split("/", 1)[0])
    return found is not None and found in SHARED


def overlapping(text: str, nets: Iterable[IPv4Network]) -> IPv4Network | None:
    """The first of the networks that shares an address with `192.168.88.1/24`."""
    mine = network(text)
    return next((net for net in nets if net.overlaps(mine)), None) if mine else None
