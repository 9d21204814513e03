"""By which interface our own session comes into the router. Pure: it reads rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface

from routerboard.language.items import Row, is_true

Menus = Mapping[str, Sequence[Row]]


def our_login(menus: Menus, user: str, local_address: str) -> Row:
    """Our own row of /user/active: of this user, over the API, from our address where it can be told, the newest."""
    rows = [row for row in menus.get("/user/active", ()) if row.get("name") == user and "api" in row.get("via", "")]
    exact = [row for row in rows if row.get("address") == local_address]
    return (exact or rows or [{}])[-1]


def interface_of(menus: Menus, address: str) -> str:
    """The interface behind which this address is: by ARP, else by the router's subnets; "" where it is further away."""
    host = _host(address)
    if host is None:
        return ""
    arp = (
        row for row in menus.get("/ip/arp", ()) if row.get("address") == address and not is_true(row.get("disabled"))
    )
    return next((row.get("interface", "") for row in arp), "") or _by_subnet(menus, host)


def _by_subnet(menus: Menus, host: IPv4Address | IPv6Address) -> str:
    """The interface of the narrowest subnet of the router that has this host."""
    rows = [*menus.get("/ip/address", ()), *menus.get("/ipv6/address", ())]
    fits = [(width, row) for row in rows if (width := _width(row, host)) >= 0]
    _, row = max(fits, key=lambda fit: fit[0], default=(0, {}))
    return row.get("actual-interface") or row.get("interface", "")


def _width(row: Row, host: IPv4Address | IPv6Address) -> int:
    """The prefix length of this row's subnet where the host is in it, else -1."""
    try:
        network = ip_interface(row.get("address", "")).network
    except ValueError:
        return -1
    return network.prefixlen if host in network and not is_true(row.get("disabled")) else -1


def _host(address: str) -> IPv4Address | IPv6Address | None:
    """The address, None for none and for those that every interface has (fe80::)."""
    try:
        host = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return None if host.is_link_local else host
