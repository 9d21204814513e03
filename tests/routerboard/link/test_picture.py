"""The picture of a router before a plan is written: routes that follow from leases follow in it too."""

from __future__ import annotations

from ipaddress import IPv4Address

from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.picture import WAITING, pictures

CLIENT: Row = {
    "interface": "ether2",
    "status": "bound",
    "address": "10.0.2.9/24",
    "gateway": "10.0.2.1",
    "add-default-route": "yes",
    "default-route-tables": "main:2,to_Wan2:1",
}
STALE: Row = {".id": "*1", "dst-address": "0.0.0.0/0", "gateway": "10.0.2.1", "distance": "1", "dynamic": "true"}


def defaults(client: Row, *, lines_up: bool = False) -> list[tuple[str, str, str]]:
    """Table, distance and gateway of the default routes in the picture."""
    menus = {
        "/interface": ({"name": "ether2", "running": "true"},),
        "/ip/address": ({"address": "10.0.2.9/24", "interface": "ether2", "dynamic": "true"},),
        "/ip/route": (STALE,),
        "/ip/dhcp-client": (client,),
    }
    (found,) = pictures(Survey(Version.parse("7.20.8"), menus=menus), IPv4Address("192.0.2.7"), lines_up=lines_up)
    rows = (row for row in found.menus["/ip/route"] if row["dst-address"] == "0.0.0.0/0")
    return [(row.get("routing-table", "main"), row["distance"], row["gateway"]) for row in rows]


def test_a_lease_brings_its_routes_as_the_client_is_told() -> None:
    assert defaults(CLIENT) == [("main", "2", "10.0.2.1"), ("to_Wan2", "1", "10.0.2.1")]
    assert defaults({**CLIENT, "default-route-tables": "default"}) == [("main", "1", "10.0.2.1")]
    assert defaults({**CLIENT, "add-default-route": "no"}) == []
    assert defaults({**CLIENT, "disabled": "true"}) == []


def test_a_line_that_waits_for_its_lease_is_seen_once_it_is_up() -> None:
    searching = {**CLIENT, "status": "searching...", "gateway": "", "address": ""}
    assert WAITING not in str(defaults(searching))
    assert [gateway for *_, gateway in defaults(searching, lines_up=True)][-2:] == [WAITING, WAITING]
