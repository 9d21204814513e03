"""A router says things its own way: whatever it reads back, the second plan stays empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language.applied import applied
from routerboard.language.items import Row, role_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.blank import blank_survey
from wizards.lease import WAITING, script
from wizards.lines import Job
from wizards.plan import plan
from wizards.site import Dns

PRINTED = {
    "/ip/firewall/mangle": {"log": "false", "log-prefix": "", "dynamic": "false", "invalid": "false", "bytes": "81"},
    "/ip/firewall/nat": {"log": "false", "log-prefix": "", "disabled": "false", "bytes": "0", "packets": "0"},
    "/ip/route": {"scope": "30", "target-scope": "10", "active": "true", "static": "true", "disabled": "false"},
    "/ip/dhcp-client": {
        "status": "bound",
        "default-route-distance": "1",
        "use-peer-ntp": "true",
        "dhcp-options": "hostname",
    },
    "/ip/address": {"network": "192.168.101.0", "actual-interface": "ether1", "invalid": "false"},
    "/interface/pppoe-client": {"max-mtu": "auto", "running": "true", "keepalive-timeout": "10", "profile": "default"},
}


def as_printed(survey: Survey) -> Survey:
    """The survey with booleans, defaults and ids as a router prints them."""
    menus = {menu: tuple(_printed(menu, n, row) for n, row in enumerate(rows)) for menu, rows in survey.menus.items()}
    return replace(survey, menus=menus)


def _printed(menu: str, number: int, row: Row) -> Row:
    spelt = {"yes": "true", "no": "false"} if menu != "/ip/dhcp-client" else {}
    said = {name: spelt.get(value, value) for name, value in row.items() if name != "fib"}
    if "gateway" in said:
        said["gateway"] = said["gateway"].removesuffix("@main")
    if said.get("address", "").endswith("/32"):
        said["address"] = said["address"].removesuffix("/32")
    return {".id": f"*{number:X}", **PRINTED.get(menu, {}), **said}


@pytest.mark.parametrize("kind", ["static", "dhcp", "pppoe"])
def test_the_second_plan_is_empty_however_it_is_printed(a_site, version, kind) -> None:
    site = a_site(kind, 3)
    start = blank_survey(version, site)
    assert plan(as_printed(applied(start, plan(start, site))), site).changes == ()


BY_SCRIPT = ("6.49.18", "7.16.2", "7.18.2")
"""Versions whose clients make no checked route in a table by themselves."""


@pytest.mark.parametrize("version", BY_SCRIPT)
def test_the_lease_script_and_the_plan_do_not_fight(a_site, version) -> None:
    """Routes wait; the script fills them in; a plan with or without the lease in sight leaves them so."""
    site = a_site("dhcp", 2)
    start = blank_survey(Version.parse(version), site)
    after = applied(start, plan(start, site))
    waiting = [row for row in after.rows("/ip/route") if row.get("gateway") == WAITING]
    assert len(waiting) == 8
    assert all(row["disabled"] == "yes" for row in waiting)
    filled = tuple(
        {**row, "gateway": _leased(row), "disabled": "false"} if "gateway" in row else row
        for row in after.rows("/ip/route")
    )
    ran = replace(after, menus={**after.menus, "/ip/route": filled})
    assert plan(ran, site).empty
    clients = tuple(
        {**row, "status": "bound", "gateway": f"10.0.{row['interface'][-1]}.1"} for row in after.rows("/ip/dhcp-client")
    )
    bound = replace(ran, menus={**ran.menus, "/ip/dhcp-client": clients})
    assert plan(bound, site).empty


def _leased(row: Row) -> str:
    role = role_of(row) or ""
    return "10.0.1.1%ether1" if role.startswith("route:Wan1:") else "10.0.2.1%ether2"


@pytest.mark.parametrize("version", BY_SCRIPT)
def test_a_stale_gateway_is_mended_when_the_lease_is_known(a_site, factory, version) -> None:
    site = a_site("dhcp", 2)
    before = factory(version)
    after = applied(before, plan(before, site))
    stale = tuple({**row, "gateway": "192.168.30.99"} if role_of(row) else row for row in after.rows("/ip/route"))
    mending = plan(replace(after, menus={**after.menus, "/ip/route": stale}), site)
    assert {change.role for change in mending.changes} == {
        "route:Wan1:main",
        "route:Wan1:table:Wan1",
        "route:Wan1:table:Wan2",
    }
    assert all(change.args["gateway"] == "192.168.30.1%ether1" for change in mending.changes)


def test_the_script_touches_only_the_routes_of_its_line(a_site, factory) -> None:
    job = Job(factory(), a_site("dhcp", 2))
    text = script(job, job.lines[1])
    assert 'comment~"^simplifi:route:Wan2:"' in text
    assert '$"gateway-address"' in text
    assert "\n" not in text
    assert " add " not in text
    assert "remove" not in text


def test_the_script_names_the_interface_where_modems_are_alike(a_site, factory) -> None:
    clients = [{"interface": f"ether{n}", "status": "bound", "gateway": "192.168.1.1"} for n in (1, 2)]
    job = Job(factory("7.20.8", {"/ip/dhcp-client": clients}), a_site("dhcp", 2))
    assert [line.gateway for line in job.lines] == ["192.168.1.1%ether1", "192.168.1.1%ether2"]
    assert '($"gateway-address" . "%ether2")' in script(job, job.lines[1])


@pytest.mark.parametrize(
    ("menu", "role", "broken", "mended"),
    [
        ("/ip/route", "route:Wan1:main", {"distance": "7"}, {"distance": "1"}),
        ("/ip/route", "route:Wan1:main", {"disabled": "true"}, {"disabled": "no"}),
        ("/ip/firewall/mangle", "pcc:Wan1:0", {"disabled": "true"}, {"disabled": "no"}),
        ("/ip/firewall/mangle", "pcc:Wan1:0", {"src-address": "10.0.0.1"}, {"src-address": ""}),
        ("/ip/firewall/mangle", "route:Wan2", {"passthrough": "true"}, {"passthrough": "no"}),
        ("/ip/firewall/nat", "nat:Wan2", {"out-interface": "ether5"}, {"out-interface": "ether2"}),
        ("/ip/address", "address:192.168.101.2/24", {"disabled": "true"}, {"disabled": "no"}),
    ],
)
def test_what_somebody_bent_is_bent_back(a_site, version, menu, role, broken, mended) -> None:
    site = a_site("static", 2)
    start = blank_survey(version, site)
    good = applied(start, plan(start, site))
    rows = tuple({**row, **broken} if role_of(row) == role else row for row in good.rows(menu))
    changes = plan(replace(good, menus={**good.menus, menu: rows}), site).changes
    assert [(change.verb, change.role, dict(change.args)) for change in changes] == [("set", role, mended)]


def test_without_name_servers_each_provider_is_asked(a_site, version) -> None:
    site = a_site("dhcp", 2, dns=Dns())
    found = plan(blank_survey(version, site), site)
    assert not any("use-peer-dns" in change.args for change in found.changes)
    assert not any(change.menu == "/ip/dns" for change in found.changes)
    assert "peer-dns" in {finding.code for finding in found.findings}
