"""Routes of a line whose gateway comes with a lease.

One scheme for every version, since `default-route-tables` exists from 7.18 only: the routes are ours and stay ours,
the DHCP client adds none, and its script does nothing but write the leased gateway into them and enable them. So the
set of rows never changes behind our back, and a changed gateway is followed within the lease's own event.

While no lease is known, the routes wait disabled with a gateway that exists nowhere (RFC 5737).
"""

from __future__ import annotations

from routerboard.language.items import PREFIX
from wizards.lines import Line

WAITING = "192.0.2.1"
"""The gateway of routes that wait for their first lease."""


def role_prefix(line: Line) -> str:
    """How the roles of all routes by this line's gateway begin."""
    return f"route:{line.name}:"


def script(line: Line) -> str:
    """What the DHCP client runs when it gets a lease; RouterOS 6 and 7, one line, safe to run again."""
    gateway = '$"gateway-address"'
    if "%" in line.gateway:
        gateway = f'({gateway} . "%{_escaped(line.interface)}")'
    return (
        f":if ($bound=1) do={{ :local gw {gateway}; "
        f':foreach r in=[/ip route find where comment~"^{PREFIX}{role_prefix(line)}"] do={{ '
        "/ip route set $r gateway=$gw disabled=no } }"
    )


def _escaped(text: str) -> str:
    """Text inside quotes of a script."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
