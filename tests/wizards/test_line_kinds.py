"""Lines of every kind on every side of the versions' break points: what is planned, why, and that it goes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from presets.loader import load_presets
from routerboard.language.applied import applied
from routerboard.language.change import Change, Finding, Plan
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from tests.wide import often, wide
from wizards.blank import blank_survey
from wizards.checks import check
from wizards.lease import why_script
from wizards.lines import Job
from wizards.plan import plan, uninstall
from wizards.prefill import guess
from wizards.routes import routes
from wizards.rows import configuration
from wizards.site import Forward, Health, Site, Wan
from wizards.sitefile import SiteErrors, dump_site, load_site
from wizards.steps import lines as step
from wizards.validity import faults

VERSIONS = ("6.49.18", "7.16.2", "7.18.2", "7.20.8", "7.24")
KINDS = ("static", "dhcp", "pppoe", "lte", "far")
DHCP, ROUTE, APN, MEMBER = "/ip/dhcp-client", "/ip/route", "/interface/lte/apn", "/interface/list/member"

SiteMaker = Callable[..., Site]
SurveyMaker = Callable[..., Survey]


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in found}


def the(found: tuple[Finding, ...], code: str) -> Finding:
    return next(one for one in found if one.code == code)


def role(made: Plan, name: str) -> Change:
    return next(one for one in made.changes if one.role == name)


def told(survey: Survey) -> dict[str, list[Row]]:
    """What is configured in each menu; an empty property is none."""
    return {
        menu: [{name: value for name, value in configuration(menu, row).items() if value} for row in rows]
        for menu, rows in survey.menus.items()
        if rows
    }


def clients(*leases: tuple[str, str, str], **given: str) -> list[dict[str, str]]:
    """DHCP clients that hold leases: interface, address, gateway."""
    common = {"add-default-route": "yes", "use-peer-dns": "yes", "status": "bound", "disabled": "false", **given}
    return [{"interface": name, "address": own, "gateway": gateway, **common} for name, own, gateway in leases]


# Each kind


@pytest.mark.parametrize("number", [*wide(2), 3, 8])
@pytest.mark.parametrize("version", often(VERSIONS, ["6.49.18", "7.20.8"]))
@pytest.mark.parametrize("kind", [*KINDS, ("pppoe", "lte", "dhcp"), ("vlan", "static", "lte")])
def test_a_site_of_any_kind_is_made_stays_and_goes(a_site, kind, version, number) -> None:
    kinds = kind if isinstance(kind, str) else tuple(kind[at % len(kind)] for at in range(number))
    site = a_site(kinds, number)
    fresh = blank_survey(Version.parse(version), site)
    made = plan(fresh, site)
    assert not made.blocked
    assert all(bool(one.consent) == one.foreign for one in made.changes)
    built = applied(fresh, made)
    assert plan(built, site).empty
    assert told(applied(built, uninstall(built))) == told(fresh)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_line_is_marked_translated_and_in_the_list(a_site, kind, version) -> None:
    site = a_site(kind, 3)
    fresh = blank_survey(Version.parse(version), site)
    changes = plan(fresh, site).changes
    for line in Job(fresh, site).lines:
        assert {"list": "WAN", "interface": line.interface}.items() <= next(
            one.args.items() for one in changes if one.menu == MEMBER and one.args["interface"] == line.interface
        )
        translated = next(one for one in changes if one.role == f"nat:{line.name}")
        assert translated.args["out-interface"] == line.interface
        assert next(one for one in changes if one.role == f"in:{line.name}").args["in-interface"] == line.interface


# DHCP: who keeps the routes


@pytest.mark.parametrize(
    ("version", "check", "reason"),
    [
        ("6.49.18", "gateway", "RouterOS 6.49.18 puts no leased route into a table by itself"),
        ("7.16.2", "none", "RouterOS 7.16.2 puts no leased route into a table by itself"),
        ("7.18.2", "gateway", "RouterOS 7.18.2 checks no gateway of a leased route by itself"),
        ("7.18.2", "none", ""),
        ("7.19", "gateway", ""),
        ("7.24", "gateway", ""),
        ("7.24", "none", ""),
    ],
)
def test_the_client_makes_its_routes_where_it_can_say_all_of_them(a_site, factory, version, check, reason) -> None:
    site = a_site("dhcp", 3, health=Health(check))
    made = plan(factory(version), site)
    client = role(made, "dhcp:ether2")
    routes = [one for one in made.changes if one.menu == ROUTE]
    if reason:
        assert client.why.endswith(f"a script writes the leased gateway into the site's routes: {reason}")
        assert client.args["add-default-route"] == "no"
        assert "default-route-tables" not in client.args
        assert len(routes) == 9
        return
    assert "puts its routes into the tables by itself" in client.why
    assert client.args["default-route-tables"] == "main:2,to_Wan1:2,to_Wan2:1"
    assert client.args.get("check-gateway", "none") == ("ping" if check == "gateway" else "none")
    assert "/ip route" not in client.args["script"]
    assert "simplifi:lease:Wan2:" in client.args["script"]
    assert routes == []
    factory_client = role(made, "foreign:dhcp-client:ether1")
    assert factory_client.args["default-route-tables"] == "main:1,to_Wan1:1,to_Wan3:2"
    assert factory_client.consent.endswith("with its default route in main:1, to_Wan1:1, to_Wan3:2?")


@pytest.mark.parametrize("version", ["7.20.8", "7.24"])
@pytest.mark.parametrize(
    ("lease", "reason"),
    [
        (("203.0.113.7/32", "10.9.9.1"), "its gateway lies outside of the lease"),
        (
            ("192.168.30.7/24", "192.168.30.1"),
            "another line's modem is on the same subnet, and routes must name the interface",
        ),
        (
            ("192.168.30.7/24", "192.168.30.9"),
            "another line's modem is on the same subnet, and routes must name the interface",
        ),
    ],
)
def test_a_lease_that_a_plain_route_does_not_reach_needs_the_script(a_site, factory, version, lease, reason) -> None:
    held = clients(("ether1", "192.168.30.2/24", "192.168.30.1"), ("ether2", *lease))
    made = plan(factory(version, {DHCP: held}), a_site("dhcp", 2))
    client = role(made, "foreign:dhcp-client:ether2")
    assert client.why.endswith(reason)
    assert client.args["add-default-route"] == "no"
    assert role(made, "route:Wan2:table:Wan2").args["gateway"] == f"{lease[1]}%ether2"


def test_default_routes_that_look_at_hosts_need_the_script_whatever_the_version(a_site, factory) -> None:
    """A client makes no route that is found through a host; a host that is only watched it leaves to its script."""
    watched = Job(factory("7.24"), a_site("dhcp", 2))
    assert why_script(watched, watched.lines[1], routes(watched)) == ""
    probed = Job(factory("7.24"), replace(a_site("dhcp", 2), health=Health("probe")))
    assert "look at hosts" in why_script(probed, probed.lines[1], routes(probed))


def test_a_watched_host_is_left_to_the_script_of_a_client_that_makes_its_default_routes(a_site) -> None:
    site = a_site("dhcp", 2)
    made = plan(blank_survey(Version.parse("7.24"), site), site)
    client = role(made, "dhcp:ether2")
    assert client.args["default-route-tables"] == "main:2,to_Wan1:2,to_Wan2:1"
    assert "/ip route set $r gateway=$gw" in client.args["script"]
    assert role(made, "route:Wan2:probe:1").args["gateway"] == "192.0.2.1"
    assert not [change for change in made.changes if change.role == "route:Wan2:table:Wan2"]


def test_somebodys_script_on_a_client_stays_where_ours_would_keep_no_route(a_site, factory) -> None:
    """It is worth more than the entry with the modem's network; where the routes need ours, consent is asked for."""
    mine = {"interface": "ether2", "script": ":log info hello", "disabled": "false"}
    by_itself = role(plan(factory("7.20.8", {DHCP: [mine]}), a_site("dhcp", 2)), "foreign:dhcp-client:ether2")
    assert "script" not in by_itself.args
    by_script = role(plan(factory("7.16.2", {DHCP: [mine]}), a_site("dhcp", 2)), "foreign:dhcp-client:ether2")
    assert "simplifi:route:Wan2:" in by_script.args["script"]


def test_from_the_client_to_the_script_and_back_leaves_nothing(a_site, factory) -> None:
    """A second modem turns out to be the first one's twin, is renumbered, and in the end all goes."""
    start = factory("7.20.8")
    site = a_site("dhcp", 2)
    built = applied(start, plan(start, site))
    alike = _with_leases(built, ("192.168.30.2/24", "192.168.30.1"), ("192.168.30.3/24", "192.168.30.1"))
    by_script = applied(alike, plan(alike, site))
    assert plan(by_script, site).empty
    assert all("script" in row and row["add-default-route"] == "no" for row in by_script.rows(DHCP))
    apart = _with_leases(by_script, ("192.168.30.2/24", "192.168.30.1"), ("192.168.31.3/24", "192.168.31.1"))
    again = applied(apart, plan(apart, site))
    assert plan(again, site).empty
    assert not any("simplifi:route:" in row["script"] for row in again.rows(DHCP))
    gone = applied(again, uninstall(again))
    assert told(gone)[DHCP] == told(start)[DHCP]
    assert [row for row in gone.rows(ROUTE) if row.get("comment")] == []


def _with_leases(survey: Survey, *leases: tuple[str, str]) -> Survey:
    held = {f"ether{at}": lease for at, lease in enumerate(leases, 1)}
    rows = tuple(
        {**row, "status": "bound", "address": held[row["interface"]][0], "gateway": held[row["interface"]][1]}
        for row in survey.rows(DHCP)
    )
    return replace(survey, menus={**survey.menus, DHCP: rows})


def test_a_client_that_is_no_line_any_more_leaves_the_tables(a_site, a_wan, factory) -> None:
    start = factory("7.20.8")
    built = applied(start, plan(start, a_site("dhcp", 2)))
    other = a_site(wans=(a_wan("dhcp", 2, name="Wan2"), a_wan("dhcp", 3)))
    assert role(plan(built, other), "foreign:dhcp-client:ether1").args == {"default-route-tables": "main:3"}


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_a_far_gateway_of_a_lease(a_site, a_wan, factory, version) -> None:
    """It is reached by the lease once more, with the gateway as its network; the script keeps that as the lease is."""
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 2, far_gateway=True)))
    waiting = plan(factory(version), site)
    script = role(waiting, "dhcp:ether2").args["script"]
    held = clients(("ether1", "192.168.30.2/24", "192.168.30.1"), ("ether2", "203.0.113.7/32", "10.9.9.1"))
    bound = plan(factory(version, {DHCP: held}), site)
    assert role(bound, "route:Wan2:main").args["gateway"] == "10.9.9.1%ether2"
    own = [one.args for one in bound.changes if one.role == "gateway:Wan2:lease"]
    (address,) = own
    assert (address["address"], address["network"]) == ("203.0.113.7/32", "10.9.9.1")
    assert '/ip address set $r address=($"lease-address" . "/32") network=$"gateway-address" disabled=no' in script
    assert role(waiting, "gateway:Wan2:lease").args["disabled"] == "yes"
    assert "far-lease" in codes(bound.findings)


# LTE


def lte_router(
    factory: SurveyMaker, version: str, *modems: str, profile: Row | None = None, held: str = "100.72.1.9/32"
) -> Survey:
    """The factory router with modems of its own, all with the profile that every router has."""
    plain = factory(version)
    names = modems or ("lte1",)
    found = {"name": "default", "apn": "internet", "add-default-route": "true", "default-route-distance": "2"}
    own = {"address": held, "network": held[:-3], "interface": names[0], "dynamic": "true"}
    return factory(
        version,
        {
            "/interface": [
                *map(dict, plain.rows("/interface")),
                *({"name": name, "type": "lte", "running": "true"} for name in names),
            ],
            "/interface/lte": [{"name": name, "apn-profiles": "default"} for name in names],
            APN: [{**found, "use-peer-dns": "true", **(profile or {})}],
            "/ip/address": [*map(dict, plain.rows("/ip/address")), own],
        },
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_an_lte_line_leaves_by_the_modem_and_its_profile_gives_its_route_up(a_site, factory, version) -> None:
    router = lte_router(factory, version)
    site = a_site(wans=(Wan("Wan1", "ether1"), Wan("Wan2", "lte1", "lte")))
    made = plan(router, site)
    profile = role(made, "foreign:apn:default")
    assert (profile.args, profile.before["add-default-route"]) == (
        {"add-default-route": "no", "use-peer-dns": "no"},
        "true",
    )
    assert "no default route of its own" in profile.consent
    own = role(made, "route:Wan2:table:Wan2")
    assert own.args["gateway"] == "lte1"
    assert "check-gateway" not in own.args
    assert made.changes.index(own) < made.changes.index(profile), "the default route must never be missing"
    assert not [one for one in made.changes if one.menu == DHCP and one.args.get("interface") == "lte1"]
    built = applied(router, made)
    assert told(applied(built, uninstall(built)))[APN] == told(router)[APN]


def test_a_profile_that_another_modem_needs_only_steps_back(a_site, factory, version) -> None:
    site = a_site(wans=(Wan("Wan1", "ether1"), Wan("Wan2", "lte1", "lte")))
    made = plan(lte_router(factory, str(version), "lte1", "lte2"), site)
    assert role(made, "foreign:apn:default").args == {"default-route-distance": "3"}


def test_what_is_no_modem_or_gives_its_address_away_is_refused(a_site, factory, version) -> None:
    site = a_site(wans=(Wan("Wan1", "ether1"), Wan("Wan2", "ether5", "lte")))
    assert "not-lte" in codes(check(factory(str(version)), site))
    passing = lte_router(factory, str(version), profile={"passthrough-interface": "ether3"})
    site = a_site(wans=(Wan("Wan1", "ether1"), Wan("Wan2", "lte1", "lte")))
    assert plan(passing, site).blocked
    assert "passthrough" in codes(check(passing, site))


# The provider's NAT


@pytest.mark.parametrize(
    ("kind", "held", "code"),
    [
        ("dhcp", "100.64.7.2/24", "cgnat"),
        ("dhcp", "192.168.8.2/24", "private"),
        ("dhcp", "198.51.100.2/24", ""),
        ("lte", "10.44.3.2/32", "cgnat"),
    ],
)
def test_whose_nat_a_line_is_behind(a_site, factory, version, kind, held, code) -> None:
    interface = "lte1" if kind == "lte" else "ether1"
    plain = lte_router(factory, str(version), held=held if kind == "lte" else "198.51.100.9/32")
    rows = [*map(dict, plain.rows("/ip/address"))]
    if kind == "dhcp":
        rows = [row | {"address": held} if row["interface"] == "ether1" else row for row in rows]
    router = _with(plain, "/ip/address", rows)
    site = a_site(wans=(Wan("Wan1", interface, kind), Wan("Wan2", "ether5")))
    found = check(router, site)
    assert {"cgnat", "private"} & codes(found) == ({code} if code else set())
    if not code:
        return
    notes = " ".join(step.notes(router, site, 0))
    assert ("CGNAT" in notes) is (code == "cgnat")
    forwarding = check(router, a_site(wans=site.wans, forwards=(Forward("tcp", "443", "192.168.88.10"),)))
    assert the(found, code).severity.value == "note"
    assert the(forwarding, code).severity.value == "warning"
    assert "not reached: tcp 443" in the(forwarding, code).why


def _with(survey: Survey, menu: str, rows: list[dict[str, str]]) -> Survey:
    return replace(survey, menus={**survey.menus, menu: tuple(rows)})


# Twins


@pytest.mark.parametrize(("version", "word"), [("6.49.18", "only one is used"), ("7.20.8", "both are ECMP")])
def test_twins_are_told_apart_and_the_truth_about_them_is_told(a_site, factory, version, word) -> None:
    held = clients(("ether1", "192.168.8.100/24", "192.168.8.1"), ("ether2", "192.168.8.100/24", "192.168.8.1"))
    own = [{"address": "192.168.8.100/24", "interface": name, "dynamic": "true"} for name in ("ether1", "ether2")]
    lan = {"address": "192.168.88.1/24", "interface": "bridge"}
    router = factory(version, {DHCP: held, "/ip/address": [lan, *own]})
    made = plan(router, a_site("dhcp", 2))
    gateways = {one.args["gateway"] for one in made.changes if one.menu == ROUTE and one.verb == "add"}
    assert gateways == {"192.168.8.1%ether1", "192.168.8.1%ether2"}
    found = the(made.findings, "same-gateway")
    assert "192.168.8.1" in found.what
    assert word in found.why
    assert "ARP" in found.why
    assert "192.168.8.100" in the(made.findings, "same-lease").what
    assert "192.168.8.1 too" in " ".join(step.notes(router, a_site("dhcp", 2), 1))


def test_two_gateways_on_one_subnet_are_told_apart_too(a_site, a_wan, factory, version) -> None:
    wans = tuple(a_wan("static", at, address=f"10.1.1.{at}/24", gateway=f"10.1.1.{250 + at}") for at in (1, 2))
    made = plan(factory(str(version), {DHCP: []}), a_site(wans=wans))
    assert role(made, "route:Wan2:table:Wan1").args["gateway"] == "10.1.1.252%ether2"
    assert "10.1.1.0/24" in the(made.findings, "same-gateway").what


# A gateway outside of a static address


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"address": "203.0.113.5/32", "gateway": "198.51.100.1"}, "wans[0].gateway"),
        ({"address": "203.0.113.5/24", "gateway": "198.51.100.1", "far_gateway": True}, "wans[0].address"),
        ({"address": "203.0.113.5/32", "gateway": "203.0.113.5", "far_gateway": True}, "wans[0].gateway"),
        ({"address": "203.0.113.5/32", "gateway": "198.51.100.1", "far_gateway": True}, ""),
    ],
)
def test_a_gateway_outside_is_a_fault_unless_it_is_told(a_site, a_wan, given, wrong) -> None:
    found = faults(a_site(wans=(a_wan("static", 1, **given),)))
    assert [one.key for one in found] == ([wrong] if wrong else [])
    assert all(one.remedy for one in found)


def test_the_site_file_says_it_on_purpose(a_site) -> None:
    site = a_site(("far", "dhcp"))
    text = dump_site(site)
    assert "far-gateway: true" in text
    assert load_site(text) == site
    with pytest.raises(SiteErrors, match=r"far-gateway.*true or false"):
        load_site(text.replace("far-gateway: true", "far-gateway: maybe"))
    with pytest.raises(SiteErrors, match="a pppoe line is told its far-gateway"):
        load_site(text.replace("kind: dhcp", "kind: pppoe\n  user: u\n  far-gateway: true"))


def test_an_address_that_is_there_already_is_led_to_the_gateway_with_consent(a_site, factory, version) -> None:
    own = {"address": "203.0.113.1/32", "network": "203.0.113.1", "interface": "ether1", "dynamic": "false"}
    router = factory(str(version), {"/ip/address": [own], DHCP: []})
    made = plan(router, a_site(("far", "dhcp")))
    change = role(made, "foreign:address:203.0.113.1/32")
    assert (change.args, change.before) == ({"network": "198.51.100.1"}, {"network": "203.0.113.1"})
    assert change.consent
    built = applied(router, made)
    assert plan(built, a_site(("far", "dhcp"))).empty
    assert applied(built, uninstall(built)).rows("/ip/address")[0]["network"] == "203.0.113.1"


# Sockets and lists


def test_a_place_in_the_list_that_is_switched_off_is_switched_on_with_consent(a_site, factory, version) -> None:
    rows = [dict(row) | {"disabled": "true"} for row in factory(str(version)).rows(MEMBER) if row["list"] == "WAN"]
    made = plan(factory(str(version), {MEMBER: rows}), a_site("dhcp", 2))
    change = role(made, "foreign:list-member:WAN:ether1")
    assert (change.args, bool(change.consent)) == ({"disabled": "no"}, True)
    assert not [one for one in made.changes if one.menu == MEMBER and one.args.get("interface") == "ether1"]


def test_a_router_without_the_list_gets_it(a_site, factory, version) -> None:
    made = plan(factory(str(version), {"/interface/list": [], MEMBER: []}), a_site("dhcp", 2))
    assert role(made, "list:WAN").verb == "add"
    assert [one.args["interface"] for one in made.changes if one.menu == MEMBER] == ["ether1", "ether2"]


def test_an_offloaded_port_says_so_and_comes_back_as_it_was(a_site, factory, version) -> None:
    menu = "/interface/bridge/port"
    rows = [dict(row) | {"hw": "true", "hw-offload": "true"} for row in factory(str(version)).rows(menu)]
    router = factory(str(version), {menu: rows})
    site = a_site("dhcp", 2)
    assert "the switch chip lets it go" in the(check(router, site), "bridge-port").why
    built = applied(router, plan(router, site))
    assert told(applied(built, uninstall(built)))[menu] == told(router)[menu]


def test_the_laptops_own_socket_never_becomes_a_line(a_site, a_wan, factory, version) -> None:
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 4)))
    found = check(factory(str(version)), site)
    assert "ether4" in the(found, "own-port").what
    assert plan(factory(str(version)), site).blocked


def test_a_vlan_over_a_bridge_port_is_told(a_site, factory, version) -> None:
    plain = factory(str(version))
    router = factory(
        str(version),
        {
            "/interface": [*map(dict, plain.rows("/interface")), {"name": "v35", "type": "vlan", "running": "true"}],
            "/interface/vlan": [{"name": "v35", "interface": "ether3", "vlan-id": "35"}],
        },
    )
    site = a_site(wans=(Wan("Wan1", "ether1"), Wan("Wan2", "v35")))
    assert "ether3" in the(check(router, site), "vlan-on-port").what


# What the wizard starts from


def test_each_kind_is_seen_in_the_survey(factory, version) -> None:
    plain = lte_router(factory, str(version))
    router = factory(
        str(version),
        {
            "/interface": [
                *map(dict, plain.rows("/interface")),
                {"name": "v35", "type": "vlan", "running": "true"},
                {"name": "pppoe-out1", "type": "pppoe-out", "running": "true"},
            ],
            "/interface/lte": [{"name": "lte1", "apn-profiles": "default"}],
            "/interface/vlan": [{"name": "v35", "interface": "ether3", "vlan-id": "35"}],
            "/interface/pppoe-client": [{"name": "pppoe-out1", "interface": "ether2", "user": "u@isp"}],
            "/ip/address": [
                {"address": "203.0.113.5/32", "network": "198.51.100.1", "interface": "ether1", "dynamic": "false"},
                {"address": "192.168.88.1/24", "network": "192.168.88.0", "interface": "bridge", "dynamic": "false"},
            ],
            "/ip/route": [{"dst-address": "0.0.0.0/0", "gateway": "198.51.100.1", "distance": "1"}],
            DHCP: clients(("v35", "100.64.7.2/24", "100.64.7.1")),
        },
    )
    wans = {wan.interface: wan for wan in guess(router, load_presets()["hotel"]).wans}
    assert {name: wan.kind for name, wan in wans.items()} == {
        "ether1": "static",
        "ether2": "pppoe",
        "v35": "dhcp",
        "lte1": "lte",
    }
    assert (wans["ether1"].gateway, wans["ether1"].far_gateway) == ("198.51.100.1", True)


def test_a_modem_with_a_client_is_a_leased_line(factory, version) -> None:
    """Some sticks show as LTE interfaces and give leases all the same."""
    router = _with(lte_router(factory, str(version)), DHCP, clients(("lte1", "192.168.8.100/24", "192.168.8.1")))
    wans = {wan.interface: wan.kind for wan in guess(router, load_presets()["hotel"]).wans}
    assert wans["lte1"] == "dhcp"


def test_another_line_on_a_modem_of_the_router_is_lte(a_site, factory, version) -> None:
    plain = lte_router(factory, str(version))
    rows = [dict(row) for row in plain.rows("/interface") if row["name"] in ("ether1", "lte1", "bridge")]
    more = step.add_line(_with(plain, "/interface", rows), a_site(wans=(Wan("Wan1", "ether1"),)))
    assert (more.wans[1].interface, more.wans[1].kind) == ("lte1", "lte")


@pytest.mark.parametrize(
    "second",
    [
        (("dhcp", 1, "Uplink"), ("dhcp", 2, "Wan2")),
        (("dhcp", 1, "Wan2"), ("dhcp", 2, "Wan1")),
        (("static", 1, "Wan1"), ("dhcp", 2, "Wan2")),
    ],
    ids=["renamed", "swapped", "static"],
)
def test_a_list_never_gets_a_modems_network_twice(a_site, a_wan, factory, version, second) -> None:
    """Whatever row has it: a router refuses an entry that is there already, and with it the whole change."""
    held = clients(("ether1", "192.168.101.7/24", "192.168.101.1"), ("ether2", "192.168.102.7/24", "192.168.102.1"))
    start = factory(str(version), {DHCP: held})
    built = applied(start, plan(start, a_site("dhcp", 2)))
    wans = tuple(a_wan(kind, at, name=name) for kind, at, name in second)
    made = plan(built, a_site(wans=wans))
    there = {row["comment"]: (row["list"], row["address"]) for row in built.rows(LISTS) if row.get("comment")}
    for change in (one for one in made.changes if one.menu == LISTS):
        if change.verb == "remove":
            there.pop(change.match["comment"])
        else:
            comment = change.args.get("comment") or change.match["comment"]
            before = there.pop(comment, ("", ""))
            entry = change.args.get("list", before[0]), change.args.get("address", before[1])
            assert entry not in there.values(), change
            there[comment] = entry
    assert {"192.168.101.0/24", "192.168.102.0/24"} <= {address for _, address in there.values()}
    assert plan(applied(built, made), a_site(wans=wans)).empty


LISTS = "/ip/firewall/address-list"
