"""The step of the health: the check, and the name servers."""

from __future__ import annotations

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import CHECKS, Health, Site, Wan
from wizards.steps import health
from wizards.steps.form import faults_of

ROUTER = Survey(Version.parse("6.49.18"))
SITE = Site("Hotel", (Wan("Wan1", "ether1"),), health=Health("probe", {"Wan1": ("8.8.4.4",)}))


def test_only_known_checks_are_offered() -> None:
    assert {told.name for told in health.CHECKS} <= set(CHECKS)


def test_hosts_are_kept_for_probes_only() -> None:
    assert health.answer(SITE, "health.check", "probe").health == SITE.health
    assert health.answer(SITE, "health.check", "gateway").health == Health("gateway")


def test_name_servers_come_back_as_a_list() -> None:
    site = health.answer(SITE, "dns.servers", "1.1.1.1,9.9.9.9 ,")
    assert site.dns.servers == ("1.1.1.1", "9.9.9.9")
    assert health.fields(ROUTER, site)[-1].value == "1.1.1.1, 9.9.9.9"


def test_hosts_of_each_line_can_be_changed_and_go_back_to_the_usual_ones() -> None:
    assert health.fields(ROUTER, SITE)[0].value == "8.8.4.4"
    site = health.answer(SITE, "health.hosts.Wan1", "4.2.2.4, 8.26.56.26")
    assert site.health == Health("probe", {"Wan1": ("4.2.2.4", "8.26.56.26")})
    field = health.fields(ROUTER, site)[0]
    assert (field.value, field.help[:17]) == ("4.2.2.4, 8.26.56.26", "Lumen and Comodo.")
    usual = health.answer(site, "health.hosts.Wan1", " ")
    assert usual.health == Health("probe")
    assert health.fields(ROUTER, usual)[0].value == "8.8.4.4, 208.67.222.222"


def test_a_host_that_is_none_is_the_fault_of_its_field() -> None:
    site = health.answer(SITE, "health.hosts.Wan1", "8.8.4.4, google")
    assert "google" in faults_of(site, health.fields(ROUTER, site))["health.hosts.Wan1"]


def test_a_guests_name_server_is_told_at_once() -> None:
    network = {"address": "192.168.88.0/24", "dns-server": "192.168.88.1,8.8.4.4"}
    router = Survey(Version.parse("7.20.8"), menus={"/ip/dhcp-server/network": (network,)})
    assert "name server" in health.fields(router, SITE)[0].help


def test_each_way_says_what_it_sees_and_how_long_it_takes() -> None:
    told = {one.name: one.summary for one in health.CHECKS}
    assert next(iter(told)) == "probe"
    assert "11 to 21 s" in told["probe"]
    assert "11 to 21 s" in told["gateway"]


def test_a_name_that_is_no_address_is_the_fields_fault() -> None:
    site = health.answer(SITE, "dns.servers", "1.1.1.1, google")
    assert "google" in faults_of(site, health.fields(ROUTER, site))["dns.servers"]
