"""What a DHCP client does with the default route of its lease."""

from __future__ import annotations

from routerboard.language.items import Row

MAIN = "main"
DEFAULT = "default"
"""How `default-route-tables` calls the table that the interface belongs to; without VRF that is main."""


def default_routes(client: Row) -> tuple[tuple[str, int], ...]:
    """The tables and distances of the default routes that a row of /ip/dhcp-client asks for, when it has a lease.

    `default-route-tables` (RouterOS 7.18 and newer) lists them as `main:1,to_Wan1:2`; one without a distance of its
    own has `default-route-distance`.
    """
    if client.get("add-default-route", "yes") in ("no", "false"):
        return ()
    distance = int(client.get("default-route-distance") or 1)
    named = [part for part in client.get("default-route-tables", "").split(",") if part]
    return tuple(_table(part, distance) for part in named) or ((MAIN, distance),)


def _table(text: str, distance: int) -> tuple[str, int]:
    name, _, own = text.partition(":")
    return (MAIN if name == DEFAULT else name), int(own or distance)
