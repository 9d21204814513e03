"""Routes of a line whose gateway comes with a lease: who keeps them right.

From 7.18 on a DHCP client puts its default route into any table itself (`default-route-tables`), from 7.19 on with a
check of the gateway. Where that says all that the site wants, the default routes are the client's: dynamic, and gone
with the lease. Its script then keeps only the way to a host that netwatch looks at, if there is one.

Elsewhere the routes are ours and stay ours, the client adds none, and its script does nothing but write the leased
gateway into them and enable them. So the set of rows never changes behind our back, and a changed gateway is followed
within the lease's own event. The gateway is written with its interface: it then leads out there whatever another
modem is called. One outside of the lease gets an address towards it, which the script keeps too. While no lease is
known, the routes wait disabled with a gateway that exists nowhere (RFC 5737).

Whoever makes the routes, the script also writes the modem's own network into the list of what is local: who sits there
and asks the router is answered directly, while any other private address that asks by a line is answered by that line.
"""

from __future__ import annotations

from collections.abc import Sequence

from routerboard.language.items import PREFIX, Item
from wizards.lines import Job, Line, far_lease

WAITING = "192.0.2.1"
"""The gateway of routes that wait for their first lease."""

NOBODY = "192.0.2.2/32"
"""The address that waits with it."""

ROUTES = "/ip/route"
_SIMPLE = frozenset({"dst-address", "gateway", "distance", "check-gateway", "disabled", "routing-table"})
"""What of a route a DHCP client can say too."""


def role_prefix(line: Line) -> str:
    """How the roles of all routes by this line's gateway begin."""
    return f"route:{line.name}:"


def address_role(line: Line) -> str:
    """The role of the address that reaches a gateway outside of the lease."""
    return f"gateway:{line.name}:lease"


def network_role(line: Line) -> str:
    """The role of the entry with the modem's own network in the list of what is local."""
    return f"lease:{line.name}:network"


def nowhere(number: int) -> str:
    """The address that stands for the network of the line with this number, from 1, while no lease tells."""
    return f"192.0.2.{100 + number}"


def routes_of(line: Line, items: Sequence[Item]) -> list[Item]:
    """The routes by this line's gateway, of all that a site needs."""
    return [item for item in items if item.menu == ROUTES and item.role.startswith(role_prefix(line))]


def defaults_of(line: Line, items: Sequence[Item]) -> list[Item]:
    """Those of them that lead to everywhere: what a client can make. To a watched host only the script leads."""
    return [item for item in routes_of(line, items) if item.values["dst-address"] == "0.0.0.0/0"]


# By the client itself


def why_script(job: Job, line: Line, items: Sequence[Item]) -> str:
    """Why the routes of a leased line need the script here; "" where the client can make them by itself.

    items   all routes of the site, as they were if they were ours
    """
    mine = defaults_of(line, items)
    if not job.version.can("dhcp-route-tables"):
        return f"RouterOS {job.version} puts no leased route into a table by itself"
    if not mine or any(set(item.values) - _SIMPLE for item in mine):
        return "its default routes look at hosts, and only the ways to those name the gateway"
    if any("check-gateway" in item.values for item in mine) and not job.version.can("dhcp-check-gateway"):
        return f"RouterOS {job.version} checks no gateway of a leased route by itself"
    if line.far or far_lease(job.survey, line.interface):
        return "its gateway lies outside of the lease"
    if any(line in pair for pair in job.alike):
        return "another line's modem is on the same subnet, and routes must name the interface"
    return ""


def tables(job: Job, line: Line, items: Sequence[Item]) -> dict[str, str]:
    """What the client is told so that it makes these routes by itself."""
    mine = defaults_of(line, items)
    found = sorted((item.values.get("routing-table", "main") != "main", _place(item)) for item in mine)
    check = next((item.values["check-gateway"] for item in mine if "check-gateway" in item.values), "none")
    checked = {"check-gateway": check} if job.version.can("dhcp-check-gateway") else {}
    return {"add-default-route": "yes", "default-route-tables": ",".join(place for _, place in found), **checked}


def _place(item: Item) -> str:
    return f"{item.values.get('routing-table', 'main')}:{item.values['distance']}"


# By the script


def script(job: Job, line: Line, *, with_routes: bool = True) -> str:
    """What the DHCP client runs when it gets or loses a lease; RouterOS 6 and 7, one line, safe to run again.

    Without a lease the routes are disabled: they name the interface, and would be active again from the moment that
    the link is back, some seconds before there is an address.
    """
    if not with_routes:
        return f":if ($bound=1) do={{ {_network(line)} }}"
    rest = f"{_each(ROUTES, role_prefix(line))} /ip route set $r disabled=yes }}"
    return f":if ($bound=1) do={{ {_ways(job, line)}{_network(line)} }} else={{ {rest} }}"


def _ways(job: Job, line: Line) -> str:
    far = _address(line) if far_address(job, line) else ""
    return (
        f':local gw ($"gateway-address" . "%{_escaped(line.interface)}"); '
        f"{_each(ROUTES, role_prefix(line))} /ip route set $r gateway=$gw disabled=no }}{far}; "
    )


def _network(line: Line) -> str:
    """The modem's own network, which the script is not told: it is read from the address, as soon as that is there.

    Another entry of the list may have it already, as where two modems are alike, and then it need not be there twice.
    """
    each = _each("/ip/firewall/address-list", f"lease:{line.name}:")
    return (
        ':local net ""; :for n from=1 to=5 do={ :if ($net = "") do={ '
        f':foreach a in=[/ip address find where interface="{_escaped(line.interface)}" and dynamic=yes] do={{ '
        ":local own [:tostr [/ip address get $a address]]; "
        ':if ($own ~ ("^" . $"lease-address" . "/")) do={ '
        ':set net ([:tostr [/ip address get $a network]] . [:pick $own [:find $own "/"] [:len $own]]) } }; '
        ':if ($net = "") do={ :delay 1s } } }; '
        f':if ($net != "") do={{ {each} :do {{ /ip firewall address-list set $r address=$net disabled=no }} '
        "on-error={} } }"
    )


def is_ours(text: str) -> bool:
    """Whether a client's script is one of ours, of whatever version."""
    return f'comment~"^{PREFIX}' in text


def far_address(job: Job, line: Line) -> bool:
    """Whether the gateway needs an address towards it: it lies outside of the lease, as seen or as told."""
    return line.leased and (line.far or far_lease(job.survey, line.interface))


def _address(line: Line) -> str:
    own = '($"lease-address" . "/32")'
    each = _each("/ip/address", address_role(line))
    return f'; {each} /ip address set $r address={own} network=$"gateway-address" disabled=no }}'


def _each(menu: str, role: str) -> str:
    path = " ".join(menu.strip("/").split("/"))
    return f':foreach r in=[/{path} find where comment~"^{PREFIX}{role}"] do={{'


def _escaped(text: str) -> str:
    """Text inside quotes of a script."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
