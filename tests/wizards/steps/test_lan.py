"""The step of the LAN: where the guests are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.checks.hotspot import WARNING
from wizards.site import Lan, Site, Wan
from wizards.steps import lan
from wizards.steps.form import faults_of

ROUTER = Survey(
    Version.parse("6.49.18"),
    menus={
        "/interface": (
            {"name": "ether1", "type": "ether", "running": "true"},
            {"name": "ether2", "type": "ether", "running": "true"},
            {"name": "ether3", "type": "ether", "running": "true"},
            {"name": "vlan20", "type": "vlan", "running": "true"},
            {"name": "bridge", "type": "bridge", "running": "true"},
        ),
        "/interface/bridge/port": ({"interface": "ether3", "bridge": "bridge"},),
        "/ip/address": ({"address": "192.168.88.1/24", "interface": "bridge"},),
    },
)
SITE = Site("Hotel", (Wan("Wan1", "ether1"), Wan("Wan2", "ether2")), Lan("bridge", "192.168.88.1/24"))


def test_bridges_are_offered_first_lines_and_bridge_ports_never() -> None:
    interface = lan.fields(ROUTER, SITE)[0]
    assert [value for value, _ in interface.options] == ["bridge", "vlan20"]


def test_answers_come_back_as_values() -> None:
    site = SITE
    for key, text in (("lan.interface", "vlan20"), ("lan.address", " 10.5.0.1/22 "), ("lan.hotspot", "yes")):
        site = lan.answer(site, key, text)
    site = lan.answer(site, "lan.also", "guests, , staff")
    assert site.lan == Lan("vlan20", "10.5.0.1/22", True, ("guests", "staff"))
    assert [field.value for field in lan.fields(ROUTER, site)] == ["vlan20", "10.5.0.1/22", "yes", "guests, staff"]


def test_an_address_without_prefix_is_the_addresss_fault() -> None:
    site = lan.answer(SITE, "lan.address", "192.168.88.1")
    assert list(faults_of(site, lan.fields(ROUTER, site))) == ["lan.address"]


def test_one_wrong_guest_interface_is_the_fault_of_their_field() -> None:
    site = lan.answer(SITE, "lan.also", "bridge")
    assert list(faults_of(site, lan.fields(ROUTER, site))) == ["lan.also"]


def test_notes_say_what_is_there() -> None:
    assert lan.notes(ROUTER, SITE) == ("The router has 192.168.88.1/24 there now.", "Sockets of the LAN: ether3.")
    assert lan.notes(ROUTER, lan.answer(SITE, "lan.interface", "vlan20"))[0].startswith("vlan20 has no address yet")


def test_a_hotspot_keeps_each_guest_on_a_line_unless_something_else_was_chosen() -> None:
    with_it = lan.answer(SITE, "lan.hotspot", "yes")
    assert with_it.classifier == "src-address"
    assert lan.answer(with_it, "lan.hotspot", "no").classifier == "both-addresses"
    chosen = replace(SITE, classifier="both-addresses-and-ports")
    assert lan.answer(chosen, "lan.hotspot", "yes").classifier == "both-addresses-and-ports"
    turns = replace(SITE, method="nth")
    assert lan.answer(turns, "lan.hotspot", "yes").classifier == "both-addresses"


def test_the_manuals_warning_is_told_where_a_hotspot_is_chosen() -> None:
    assert not any(WARNING in note for note in lan.notes(ROUTER, SITE))
    told = lan.notes(ROUTER, lan.answer(SITE, "lan.hotspot", "yes"))
    assert any(WARNING in note for note in told)
    assert any("logged in" in note for note in told)


@pytest.mark.parametrize("method", ["ecmp", "nth", "failover"])
def test_the_manual_warns_of_pcc_only(method: str) -> None:
    told = " ".join(lan.notes(ROUTER, lan.answer(replace(SITE, method=method), "lan.hotspot", "yes")))
    assert "PCC" not in told
    assert "The HotSpot's proxy uses the main routing table alone." in told
    assert ("balanced" in told) is (method != "failover")
    assert "each on one line" not in told
