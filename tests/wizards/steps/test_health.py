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
    assert health.fields(ROUTER, site)[0].value == "1.1.1.1, 9.9.9.9"


def test_a_name_that_is_no_address_is_the_fields_fault() -> None:
    site = health.answer(SITE, "dns.servers", "1.1.1.1, google")
    assert "google" in faults_of(site, health.fields(ROUTER, site))["dns.servers"]
