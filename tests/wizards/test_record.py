"""The router's own memory: written last, carried over, read by whoever comes next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language import ledger
from routerboard.language.applied import applied
from routerboard.language.change import Change, Plan, Severity
from routerboard.language.items import Row
from routerboard.language.ledger import LARGEST, MENU, NAME
from routerboard.language.script import quote, to_rsc, unquote
from routerboard.language.survey import Survey
from wizards.plan import plan, uninstall
from wizards.record import built_from, record_of
from wizards.site import Dns, ExceptionRule

FILTER = "/ip/firewall/filter"
DHCP = "/ip/dhcp-client"


def after(survey: Survey, found: Plan) -> Survey:
    return applied(survey, found)


def with_rows(survey: Survey, menu: str, *rows: Row) -> Survey:
    return replace(survey, menus={**survey.menus, menu: rows})


def with_source(survey: Survey, source: str, **given: str) -> Survey:
    row = survey.site_script or {"name": NAME, "policy": "read", "comment": "simplifi:site"}
    return with_rows(survey, MENU, {**row, "source": source, **given})


def changes_of(found: Plan, menu: str) -> list[Change]:
    return [change for change in found.changes if change.menu == menu]


def test_the_last_change_keeps_the_site_and_what_was_changed_of_others(a_site, factory, version) -> None:
    survey, site = factory(str(version)), a_site("dhcp", 2)
    found = plan(survey, site)
    last = found.changes[-1]
    assert (last.menu, last.verb, last.role, last.consent) == (MENU, "add", "site", "")
    assert (last.args["name"], last.args["policy"]) == (NAME, "read")
    assert last.args["comment"].startswith("simplifi:site - ")
    kept = ledger.read(last.args["source"])
    assert kept.whole
    assert [one.role for one in kept.ledger] == [one.role for one in found.changes if one.foreign]
    assert built_from(after(survey, found)) is not None
    assert built_from(after(survey, found)).site == site
    assert built_from(survey) is None


def test_a_changed_site_is_a_small_difference_and_one_set_of_the_source(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    found = plan(built, a_site("dhcp", 2, dns=Dns(("8.8.8.8",))))
    assert [(one.menu, one.verb) for one in found.changes] == [("/ip/dns", "set"), (MENU, "set")]
    assert set(found.changes[-1].args) == {"source"}
    again = after(built, found)
    dns = [one for one in record_of(again).ledger if one.role == "foreign:dns"]
    assert [(one.args, one.before) for one in dns] == [({"servers": "8.8.8.8"}, {"servers": ""})]
    renamed = plan(again, a_site("dhcp", 2, dns=Dns(("8.8.8.8",)), name="Hotel Baobab"))
    assert [(one.menu, one.verb) for one in renamed.changes] == [(MENU, "set")]
    assert "record-other" in {one.code for one in renamed.findings}


BY_SCRIPT = ("6.49.18", "7.16.2")
"""Versions whose DHCP clients need the script."""


@pytest.mark.parametrize("version", BY_SCRIPT)
def test_uninstall_after_several_sites_puts_back_what_was_before_the_first(a_site, a_wan, factory, version) -> None:
    """The script of a client that was there before us follows the line's name; what was there before it had none."""
    survey = factory(str(version))
    first = after(survey, plan(survey, a_site("dhcp", 2)))
    other = a_site(wans=(a_wan("dhcp", 1, name="Fibre"), a_wan("dhcp", 3)), dns=Dns())
    second = after(first, plan(first, other))
    assert "simplifi:route:Fibre:" in second.rows(DHCP)[0]["script"]
    gone = after(second, uninstall(second))
    for menu in (DHCP, FILTER, "/ip/dns"):
        assert [_told(row) for row in gone.rows(menu)] == [_told(row) for row in survey.rows(menu)]
    assert gone.rows(MENU) == ()


def _told(row: Row) -> Row:
    return {name: value for name, value in row.items() if value}


@pytest.mark.parametrize("name", ["Glasfaser Süd", 'a "b" $c \\', "酒店", "x" * 300, "- no: #"])
def test_any_name_survives_the_script_and_the_console(a_site, factory, version, name) -> None:
    site = a_site("dhcp", 2, name=name)
    survey = factory(str(version))
    found = plan(survey, site)
    source = found.changes[-1].args["source"]
    assert source.isascii()
    assert unquote(quote(source)) == source
    assert "\n# --- end" not in to_rsc(found), "one line of a console script"
    assert built_from(with_source(survey, source)).site == site
    assert plan(after(survey, found), site).empty


@pytest.mark.parametrize("name", ["line\nbreak", "\x07", "\x9b31m"])
def test_a_name_with_control_characters_is_no_name(a_site, factory, version, name) -> None:
    found = plan(factory(str(version)), a_site("dhcp", 2, name=name))
    assert (found.blocked, found.changes) == (True, ())
    assert "site" in [one.key for one in found.findings]


def test_it_holds_no_password(a_site, factory, version) -> None:
    survey = factory(str(version), {"/interface/pppoe-client": [], DHCP: []})
    source = plan(survey, a_site("pppoe", 2)).changes[-1].args["source"]
    assert "WAN1_PASSWORD" in source
    assert "{env:" not in source


def test_what_the_router_spells_otherwise_is_no_difference(a_site, factory, version) -> None:
    survey, site = factory(str(version)), a_site("dhcp", 2)
    built = after(survey, plan(survey, site))
    source = built.site_script["source"]
    assert plan(with_source(built, source.replace("\n", "\r\n") + "\r\n", **{"run-count": "0"}), site).empty
    moved = plan(with_source(built, source, comment="mine"), site)
    assert [(one.verb, set(one.args)) for one in moved.changes] == [("set", {"comment"})]
    freed = plan(with_source(built, source, policy="read,write"), site)
    assert [dict(one.args) for one in freed.changes] == [{"policy": "read"}]


# Somebody has been at it


def test_a_spoilt_script_is_said_and_written_anew_with_what_can_be_read(a_site, factory, version) -> None:
    survey, site = factory(str(version)), a_site("dhcp", 2)
    built = after(survey, plan(survey, site))
    spoilt = with_source(built, built.site_script["source"].replace('"foreign:dns"', '"foreign:dns'))
    found = plan(spoilt, site)
    (finding,) = (one for one in found.findings if one.code == "record-spoilt")
    assert finding.severity is Severity.WARNING
    assert [(one.menu, bool(one.consent)) for one in found.changes] == [(MENU, True)]
    mended = after(spoilt, found)
    assert not record_of(mended).whole
    assert len(record_of(mended).ledger) == len(record_of(built).ledger) - 1
    assert plan(mended, site).empty
    assert "record-partial" in {one.code for one in plan(mended, site).findings}
    going = uninstall(spoilt)
    assert {one.code for one in going.findings} == {"record-spoilt"}
    assert not changes_of(going, "/ip/dns")
    assert changes_of(uninstall(spoilt, record_of(built).ledger), "/ip/dns"), "this computer knew it, too"


def test_a_newer_form_is_never_written_over(a_site, factory, version) -> None:
    survey, site = factory(str(version)), a_site("dhcp", 2)
    built = after(survey, plan(survey, site))
    newer = with_source(built, built.site_script["source"].replace(f"{NAME} 1", f"{NAME} 2", 1))
    for found in (plan(newer, site), uninstall(newer)):
        assert found.blocked
        assert "record-newer" in {one.code for one in found.findings}
        assert not changes_of(found, MENU)
    assert uninstall(newer).empty
    assert built_from(newer).site is None


def test_a_script_of_somebody_else_is_left_alone(a_site, factory, version) -> None:
    taken = with_source(factory(str(version)), ":log info hello", comment="mine")
    found = plan(taken, a_site("dhcp", 2))
    assert found.blocked
    assert "record-taken" in {one.code for one in found.findings}
    assert not changes_of(found, MENU)
    assert uninstall(taken).empty
    assert built_from(taken) is None


def test_our_own_emptied_script_is_removed_all_the_same(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = with_source(after(survey, plan(survey, a_site("dhcp", 2))), "")
    assert [one.verb for one in changes_of(uninstall(built), MENU)] == ["remove"]


def test_a_router_from_before_says_that_not_all_is_known(a_site, factory, version) -> None:
    """Set up when only the laptop that did it kept the ledger."""
    survey, site = factory(str(version)), a_site("dhcp", 2)
    first = plan(survey, site)
    old = with_rows(after(survey, first), MENU)
    foreign = [change for change in first.changes if change.foreign]
    found = plan(old, site)
    assert [(one.menu, one.verb) for one in found.changes] == [(MENU, "add")]
    new = after(old, found)
    for router in (old, new):
        assert "record-partial" in {one.code for one in plan(router, site).findings}
        assert [one.code for one in uninstall(router).findings] == ["record-partial"]
        there = uninstall(router, foreign)
        assert there.findings == ()
        assert len([one for one in there.changes if one.foreign]) == len(foreign)


def test_where_the_router_knows_all_a_laptop_is_not_asked(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    stale = Change(FILTER, "set", {"comment": "x"}, "", "foreign:old", {"comment": "y"}, {"comment": "z"})
    assert uninstall(built, [stale]) == uninstall(built)


# Where it cannot be kept


def test_without_the_right_to_write_scripts_it_is_left_out(a_site, factory, version) -> None:
    found = plan(factory(str(version), policies=frozenset({"read", "write", "test"})), a_site("dhcp", 2))
    assert not changes_of(found, MENU)
    assert "record-unkept" in {one.code for one in found.findings}
    assert not found.blocked


def test_scripts_that_cannot_be_read_are_not_written(a_site, factory, version) -> None:
    found = plan(factory(str(version), refused={MENU: "not enough permissions (9)"}), a_site("dhcp", 2))
    assert not changes_of(found, MENU)
    assert "record-unkept" in {one.code for one in found.findings}


def test_a_site_that_no_script_holds_is_refused(a_site, factory, version) -> None:
    rules = tuple(ExceptionRule("Wan1", to=f"203.0.{n // 250}.{n % 250}/32", note="n" * 60) for n in range(400))
    found = plan(factory(str(version)), a_site("dhcp", 2, exceptions=rules))
    assert len(found.changes[-1].args["source"]) > LARGEST
    assert [one.code for one in found.findings if one.severity is Severity.ERROR] == ["record-long"]


# Foreign rows that somebody has changed since


@pytest.mark.parametrize("version", BY_SCRIPT)
def test_only_what_is_still_ours_is_put_back(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    (client, *others) = built.rows(DHCP)
    theirs = with_rows(built, DHCP, {**client, "script": ":log info hello"}, *others)
    going = uninstall(theirs)
    (back,) = (one for one in going.changes if one.menu == DHCP and one.foreign)
    assert dict(back.args) == {"add-default-route": "yes", "use-peer-dns": "true"}
    assert back.why == "as it was before us: add-default-route=yes, use-peer-dns=true"
    (finding,) = going.findings
    assert (finding.code, finding.severity) == ("ledger-row-changed", Severity.WARNING)
    assert "it is now script=:log info hello" in finding.what
    assert "before us it was script=(none)" in finding.fix
    assert after(theirs, going).rows(DHCP)[0]["script"] == ":log info hello"


def test_what_is_as_before_already_is_no_finding(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    undone = replace(built, menus={**built.menus, FILTER: survey.rows(FILTER), "/ip/dns": survey.rows("/ip/dns")})
    ports = with_rows(undone, "/interface/bridge/port", *survey.rows("/interface/bridge/port"))
    going = uninstall(ports)
    assert going.findings == ()
    assert [one.menu for one in going.changes if one.foreign] == [DHCP]


def test_a_row_that_is_gone_is_said(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = with_rows(after(survey, plan(survey, a_site("dhcp", 2))), FILTER)
    going = uninstall(built)
    assert not changes_of(going, FILTER)
    (finding,) = going.findings
    assert "fasttrack is no longer as we left it; it is gone" in finding.what
    assert "connection-mark=(none)" in finding.fix


def test_a_menu_that_we_never_write_is_not_written_because_a_script_says_so(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    odd = Change("/user", "set", {"group": "full"}, "", "foreign:user", {"name": "guest"}, {"group": "read"})
    kept = record_of(built)
    source = ledger.written(replace(kept, ledger=(*kept.ledger, odd)))
    going = uninstall(with_source(built, source))
    assert not changes_of(going, "/user")
    assert [one.code for one in going.findings] == ["ledger-row-changed"]


# What the site is good for


def test_a_site_whose_sockets_are_gone_cannot_be_used(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 3)))
    smaller = with_rows(built, "/interface", *(row for row in built.rows("/interface") if row["name"] != "ether3"))
    assert built_from(smaller).site is None
    assert built_from(smaller).why == "the router has no ether3 any more"
    assert "record-site" in {one.code for one in plan(smaller, a_site("dhcp", 2)).findings}


def test_a_site_that_does_not_load_says_why(a_site, factory, version) -> None:
    survey = factory(str(version))
    built = after(survey, plan(survey, a_site("dhcp", 2)))
    edited = with_source(built, built.site_script["source"].replace("# method: pcc", "# method: magic"))
    assert built_from(edited).site is None
    assert "method" in built_from(edited).why
    assert "record-site" in {one.code for one in plan(edited, a_site("dhcp", 2)).findings}
    assert [one.menu for one in plan(edited, a_site("dhcp", 2)).changes] == [MENU]
