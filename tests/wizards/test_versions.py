"""Every method and kind of line on every version where RouterOS changed: judged, not stored.

What plans say is kept in golden/, as text or digest; here it counts that real routers' schemas and the language server
accept them, that a second plan is empty, and that an uninstall leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from routerboard.language.applied import applied
from routerboard.language.script import to_rsc
from routerboard.language.version import Version
from tests.wide import often
from wizards.blank import blank_survey
from wizards.plan import plan, uninstall
from wizards.site import CLASSIFIERS, Site

VERSIONS = (
    *("6.36", "6.43", "6.45.1", "6.49.18", "7.1", "7.9", "7.10", "7.12", "7.13", "7.15", "7.16.2", "7.18", "7.19"),
    *("7.20.8", "7.21", "7.22", "7.23", "7.24"),
)
MIXED = ("static", "dhcp", "pppoe", "dhcp", "static", "pppoe", "dhcp", "static")
VARIANTS: tuple[dict[str, object], ...] = (
    *({"method": "pcc", "classifier": one} for one in CLASSIFIERS),
    {"method": "ecmp"},
    {"method": "ecmp", "classifier": "both-addresses-and-ports"},
    {"method": "nth"},
    {"method": "nth", "sticky": True},
    {"method": "failover"},
)


def sites(a_site, version: Version, variants: tuple[dict[str, object], ...] = VARIANTS) -> Iterator[Site]:
    """Each method with 1 to 8 lines of mixed kinds, and with 2 of each kind alone."""
    for given in variants:
        if given.get("classifier") != "both-addresses-and-ports" or given["method"] != "ecmp" or _hashes(version):
            for lines in (1, 2, 3, 5, 8):
                yield a_site(MIXED[:lines], **given)
            for kind in ("static", "dhcp", "pppoe"):
                yield a_site(kind, 2, **given)


def _hashes(version: Version) -> bool:
    return version.can("multipath-hash-policy")


@pytest.mark.parametrize("text", often(VERSIONS, ("6.49.18", "7.20.8")))
def test_real_routers_accept_every_command(a_site, roscheck_tool, text) -> None:
    version = Version.parse(text)
    ros = (version.major, version.minor, version.patch)
    for site in sites(a_site, version):
        made = plan(blank_survey(version, site), site)
        assert not made.blocked
        for change in made.changes:
            assert not roscheck_tool.problems(change.menu, change.verb, dict(change.args), ros), change


@pytest.mark.parametrize("text", often(VERSIONS, ("6.49.18", "7.20.8")))
def test_the_second_plan_is_empty_and_the_uninstall_leaves_nothing(a_site, text) -> None:
    version = Version.parse(text)
    for site in sites(a_site, version, VARIANTS[8:]):
        blank = blank_survey(version, site)
        after = applied(blank, plan(blank, site))
        assert plan(after, site).empty
        bare = applied(after, uninstall(after))
        assert {menu: rows for menu, rows in bare.menus.items() if rows} == {
            menu: rows for menu, rows in blank.menus.items() if rows
        }


@pytest.mark.wide
def test_the_language_server_has_no_warning(a_site, language_server, tmp_path) -> None:
    texts: dict[str, str] = {}
    for text in VERSIONS:
        version = Version.parse(text)
        if version.major == 7:
            for site in sites(a_site, version):
                script = to_rsc(plan(blank_survey(version, site), site))
                texts.setdefault(script.partition("\n")[2], script)
    for number, script in enumerate(texts.values()):
        (tmp_path / f"{number}.rsc").write_text(script, encoding="utf-8")
    assert len(texts) >= len(VARIANTS) * 8
    language_server(tmp_path)


@pytest.mark.parametrize(
    ("version", "weights", "told"),
    [("7.20.8", (2, 1), "ecmp-weights"), ("7.20.8", (1, 1), ""), ("7.20.8", (3, 3), ""), ("6.49.18", (2, 1), "")],
)
def test_equal_routes_of_version_7_have_no_weights(a_site, a_wan, version, weights, told) -> None:
    wans = tuple(a_wan("static", number, weight=weight) for number, weight in enumerate(weights, 1))
    site = a_site(method="ecmp", wans=wans)
    found = plan(blank_survey(Version.parse(version), site), site)
    assert found.blocked is bool(told)
    errors = [one for one in found.findings if one.severity == "error"]
    assert [(one.code, one.key) for one in errors] == ([(told, "wans[0].weight")] if told else [])
    assert all("pcc" in one.fix for one in errors)


@pytest.mark.parametrize(("version", "blocked"), [("6.49.18", True), ("7.15", True), ("7.16.2", False)])
def test_equal_routes_look_at_ports_from_7_16_on(a_site, version, blocked) -> None:
    site = a_site(method="ecmp", classifier="both-addresses-and-ports")
    found = plan(blank_survey(Version.parse(version), site), site)
    assert found.blocked is blocked
    assert any(one.key == "classifier" for one in found.findings) is blocked
    assert any(change.menu == "/ip/settings" for change in found.changes) is not blocked
