from __future__ import annotations

from dataclasses import replace

import pytest

from presets.loader import Preset, load_presets
from routerboard.language.applied import applied
from wizards.candidates import candidates
from wizards.plan import plan
from wizards.prefill import likeliest, prefill, started
from wizards.site import Dns, ExceptionRule, Forward, Health, Wan
from wizards.validity import faults


@pytest.fixture
def hotel(tmp_path) -> Preset:
    return load_presets(tmp_path)["hotel"]


def test_an_unboxed_router_has_its_two_lines(factory, version, hotel) -> None:
    site = prefill(factory(str(version)), hotel)
    assert site.wans == (Wan("Wan1", "ether1", "dhcp"), Wan("Wan2", "ether2", "dhcp"))
    assert site.lan.interface == "bridge"
    assert site.lan.address == "192.168.88.1/24"
    assert faults(site) == ()


def test_enter_alone_leads_to_a_plan(factory, version, hotel) -> None:
    found = plan(factory(str(version)), prefill(factory(str(version)), hotel))
    assert not found.blocked
    assert found.counts()["add"] > 20


@pytest.mark.parametrize("name", ["hotel", "hotel-hotspot", "office", "flats", "failover"])
def test_every_preset_makes_a_site_that_can_be_planned(factory, version, tmp_path, name) -> None:
    site = prefill(factory(str(version)), load_presets(tmp_path)[name])
    assert not plan(factory(str(version)), site).blocked
    assert site.lan.hotspot == (name == "hotel-hotspot")


def test_a_guess_is_called_a_guess_and_says_its_sign(factory, version) -> None:
    sure, guess = candidates(factory(str(version)))
    assert (sure.interface, sure.guess) == ("ether1", False)
    assert (guess.interface, guess.guess) == ("ether2", True)
    assert guess.why == "the one device there takes no lease of ours"


def test_neither_the_laptop_nor_guests_nor_empty_sockets_are_lines(factory, version) -> None:
    survey = factory(str(version))
    hosts = [
        {"mac-address": "02:00:00:00:00:FD", "on-interface": "ether4"},
        {"mac-address": "02:00:00:00:00:20", "on-interface": "ether2"},
    ]
    guests = replace(survey, menus={**survey.menus, "/interface/bridge/host": tuple(hosts)})
    assert [one.interface for one in candidates(guests)] == ["ether1"]


def test_where_nothing_shows_the_first_plugged_socket_is_offered(factory, version) -> None:
    blind = factory(str(version), {"/interface/bridge/host": [], "/ip/arp": []})
    found = candidates(blind)
    assert [(one.interface, one.guess) for one in found] == [("ether1", False), ("ether2", True)]
    assert found[1].why == "plugged in, and no guest shows"


def test_two_sure_lines_need_no_guess_but_a_strange_dhcp_server_is_one(factory, version) -> None:
    clients = [{"interface": f"ether{n}", "status": "bound", "gateway": f"10.{n}.0.1"} for n in (1, 5)]
    ports = [{"interface": name, "bridge": "bridge"} for name in ("ether2", "ether4")]
    menus = {"/ip/dhcp-client": clients, "/interface/bridge/port": ports}
    assert [one.interface for one in candidates(factory(str(version), menus))] == ["ether1", "ether5"]
    alert = {"interface": "ether2", "unknown-server": "02:00:00:00:00:42"}
    found = candidates(factory(str(version), {**menus, "/ip/dhcp-server/alert": [alert]}))
    assert [(one.interface, one.why) for one in found][2] == ("ether2", "a strange DHCP server answers there")


def test_lines_that_somebody_typed_are_read_back(factory, version, hotel) -> None:
    survey = factory(
        str(version),
        {
            "/ip/dhcp-client": [],
            "/interface/pppoe-client": [{"name": "pppoe-out1", "interface": "ether3", "user": "hotel@isp"}],
            "/ip/address": [
                {"address": "192.168.88.1/24", "interface": "bridge"},
                {"address": "41.2.3.6/29", "interface": "ether1"},
            ],
            "/ip/route": [{"dst-address": "0.0.0.0/0", "gateway": "41.2.3.1", "distance": "1"}],
            "/interface/bridge/host": [{"mac-address": "02:00:00:00:00:FD", "on-interface": "ether4"}],
            "/interface": [
                {"name": name, "type": "ether", "running": str(name != "ether2").lower()}
                for name in ("ether1", "ether2", "ether3", "ether4")
            ]
            + [{"name": "bridge", "type": "bridge", "running": "true"}],
        },
    )
    site = prefill(survey, hotel)
    assert [(one.interface, one.kind) for one in site.wans] == [("ether1", "static"), ("ether3", "pppoe")]
    assert (site.wans[0].address, site.wans[0].gateway) == ("41.2.3.6/29", "41.2.3.1")
    assert site.wans[1].user == "hotel@isp"


def test_the_site_takes_the_routers_name_or_the_presets(factory, version, hotel) -> None:
    assert prefill(factory(str(version)), hotel).name == "MikroTik"
    assert prefill(factory(str(version), identity=""), hotel).name == "Hotel"


def test_ether2_comes_before_ether10(factory, version) -> None:
    clients = [{"interface": f"ether{n}", "status": "bound", "gateway": f"10.{n}.0.1"} for n in (10, 2)]
    found = candidates(factory(str(version), {"/ip/dhcp-client": clients}))
    assert [one.interface for one in found][:2] == ["ether2", "ether10"]


# A router that tells which site it was built from


@pytest.fixture
def built(a_site, a_wan, factory, version):
    """A site that no survey would show so, and the router that was built from it."""
    site = a_site(
        name="Lodge",
        wans=(a_wan("dhcp", 2, name="Sat"), a_wan("dhcp", 1, name="Fibre")),
        method="failover",
        health=Health("none"),
        dns=Dns(("8.8.8.8",)),
        exceptions=(ExceptionRule("Fibre", to="203.0.113.0/24"),),
        forwards=(Forward("tcp", "443", "192.168.88.10"),),
    )
    survey = factory(str(version))
    return site, applied(survey, plan(survey, site))


def test_its_own_site_wins_over_what_a_survey_shows(built, hotel) -> None:
    site, survey = built
    assert prefill(survey, hotel) == site
    assert plan(survey, prefill(survey, hotel)).empty


def test_where_its_own_site_cannot_be_used_the_survey_decides(built, hotel) -> None:
    _, survey = built
    source = survey.site_script["source"].replace("# method: failover", "# method: magic")
    edited = replace(survey, menus={**survey.menus, "/system/script": ({**survey.site_script, "source": source},)})
    assert [wan.name for wan in prefill(edited, hotel).wans] == ["Wan1", "Wan2"]
    assert prefill(edited, hotel).method == hotel.method


def test_the_preset_is_the_one_that_the_site_is_most_like(built, factory, version, tmp_path) -> None:
    site, survey = built
    presets = load_presets(tmp_path)
    assert likeliest(survey, presets, "hotel") == "failover"
    assert started(survey, presets, "failover") == site
    assert likeliest(factory(str(version)), presets, "office") == "office"


def test_another_preset_keeps_lines_guests_and_exceptions(built, tmp_path) -> None:
    site, survey = built
    presets = load_presets(tmp_path)
    other = started(survey, presets, "hotel-hotspot")
    assert (other.name, other.wans, other.exceptions, other.forwards) == (
        site.name,
        site.wans,
        site.exceptions,
        site.forwards,
    )
    assert (other.method, other.dns.servers) == (presets["hotel-hotspot"].method, presets["hotel-hotspot"].dns)
    assert other.lan.hotspot
    assert not plan(survey, other).blocked


def test_a_hotspot_that_runs_decides_what_guests_are_spread_by(factory, version, hotel) -> None:
    survey = factory(str(version), {"/ip/hotspot": [{"name": "hotspot1", "interface": "bridge", "disabled": "false"}]})
    site = prefill(survey, hotel)
    assert (site.lan.hotspot, site.classifier) == (True, "src-address")
    assert prefill(factory(str(version)), hotel).classifier == "both-addresses"


def test_further_lans_that_give_leases_are_guests_too(factory, version, hotel) -> None:
    plain = factory(str(version))
    servers = [{"name": name, "interface": name, "disabled": "false"} for name in ("bridge", "wlan1", "ether1", "gone")]
    addresses = [*plain.rows("/ip/address"), {"address": "10.20.0.1/24", "interface": "wlan1"}]
    survey = factory(str(version), {"/ip/dhcp-server": servers, "/ip/address": [dict(row) for row in addresses]})
    assert prefill(survey, hotel).lan.also == ("wlan1",)
    assert prefill(plain, hotel).lan.also == ()


def test_control_characters_of_a_routers_name_are_not_taken_over(factory, version, hotel) -> None:
    survey = replace(factory(str(version)), identity="Hotel\x1b[31m\x9b\n")
    assert prefill(survey, hotel).name == "Hotel[31m"
