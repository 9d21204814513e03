"""The lease's script, run by the practice board's console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from routerboard.language.items import Row
from routerboard.practice.interpreter import run
from tests.routerboard.practice.test_interpreter import output_of
from wizards.lease import script
from wizards.lines import Job

LIST = "/ip/firewall/address-list"


@dataclass
class Console:
    """A router with three routes, two entries of a list and the addresses of two lines, which notes what is written."""

    routes: tuple[Row, ...] = (
        {".id": "*1", "gateway": "192.0.2.1", "comment": "simplifi:route:Wan1:main", "disabled": "true"},
        {".id": "*2", "gateway": "192.0.2.1", "comment": "simplifi:route:Wan2:main", "disabled": "true"},
        {".id": "*3", "gateway": "10.0.0.9", "comment": "somebody's", "disabled": "false"},
    )
    entries: tuple[Row, ...] = (
        {".id": "*7", "address": "192.0.2.101", "comment": "simplifi:lease:Wan1:network", "disabled": "true"},
        {".id": "*8", "address": "192.0.2.102", "comment": "simplifi:lease:Wan2:network", "disabled": "true"},
    )
    addresses: tuple[Row, ...] = (
        {".id": "*11", "interface": "ether1", "address": "10.0.1.7/24", "network": "10.0.1.0", "dynamic": "true"},
        {".id": "*12", "interface": "ether2", "address": "10.0.2.7/23", "network": "10.0.2.0", "dynamic": "true"},
        {".id": "*14", "interface": "ether2", "address": "10.0.8.7/24", "network": "10.0.8.0", "dynamic": "true"},
        {".id": "*13", "interface": "ether2", "address": "10.0.9.7/24", "network": "10.0.9.0", "dynamic": "false"},
    )
    written: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def is_menu(self, words: tuple[str, ...]) -> bool:
        return words in {
            ("ip",),
            ("ip", "route"),
            ("ip", "address"),
            ("ip", "firewall"),
            (*LIST.strip("/").split("/"),),
        }

    def rows(self, menu: str) -> Sequence[Row]:
        return {"/ip/route": self.routes, LIST: self.entries, "/ip/address": self.addresses}[menu]

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        self.written.append((menu, verb, dict(arguments)))
        return ""

    def log(self, topic: str, text: str) -> None:
        raise AssertionError(text)


def wrote(text: str, bound: str) -> list[tuple[str, str, Mapping[str, str]]]:
    console = Console()
    output_of(
        run(
            text,
            console,
            {"bound": bound, "gateway-address": "10.0.2.1", "lease-address": "10.0.2.7", "interface": "ether2"},
        )
    )
    return console.written


FILLED = (
    ("/ip/route", "*2", {"gateway": "10.0.2.1%ether2", "disabled": "no"}),
    (LIST, "*8", {"address": "10.0.2.0/23", "disabled": "no"}),
)
EMPTIED = (("/ip/route", "*2", {"disabled": "yes"}),)


@pytest.mark.parametrize(("bound", "writes"), [("1", FILLED), ("0", EMPTIED)])
def test_a_lease_fills_the_rows_of_its_line_in_and_nothing_else(a_site, factory, bound, writes) -> None:
    job = Job(factory("7.20.8"), a_site("dhcp", 2))
    found = wrote(script(job, job.lines[1]), bound)
    assert len(found) == len(writes)
    for (menu, verb, arguments), (expected, row, values) in zip(found, writes, strict=True):
        assert (menu, verb) == (expected, "set")
        assert row in arguments.values()
        assert values.items() <= arguments.items()


def test_where_the_client_makes_the_routes_only_the_network_is_kept(a_site, factory) -> None:
    job = Job(factory("7.20.8"), a_site("dhcp", 2))
    assert [menu for menu, _, _ in wrote(script(job, job.lines[1], with_routes=False), "1")] == [LIST]


def test_alike_modems_are_told_apart_by_their_socket(a_site, a_wan, factory) -> None:
    name = 'a "b" $c'
    clients = [{"interface": one, "status": "bound", "gateway": "10.0.2.1"} for one in ("ether1", name)]
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 2, interface=name)))
    job = Job(factory("7.20.8", {"/ip/dhcp-client": clients}), site)
    written = wrote(script(job, job.lines[1]), "1")
    assert [arguments["gateway"] for menu, _, arguments in written if menu == "/ip/route"] == [f"10.0.2.1%{name}"]
