"""Whole plans as console scripts, kept in golden/: what a reader would paste, line for line.

SIMPLIFI_GOLDEN=update writes them anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from routerboard.language.script import to_rsc
from routerboard.language.version import Version
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.site import Health

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = ("6.49.18", "7.16.2", "7.18.2", "7.20.8", "7.24")
"""Each side of what changed for lines: tables (7.0), `default-route-tables` (7.18), a leased route's check (7.19)."""
MAJORS = ("6.49.18", "7.20.8")
KINDS = ("static", "dhcp", "pppoe", "lte", "far")
CASES = [
    *(("pcc", version, kind, lines) for version in VERSIONS for lines in (2, 3, 8) for kind in KINDS),
    *(
        (method, version, kind, lines)
        for method in ("nth", "ecmp", "nth-sticky", "failover")
        for version in MAJORS
        for lines, kind in ((2, "dhcp"), (3, "static"))
    ),
    *(("ecmp", version, "pppoe", 8) for version in MAJORS),
    *(
        ("probe", version, kind, lines)
        for version in MAJORS
        for lines, kind in ((2, "static"), (2, "pppoe"), (3, "dhcp"), (8, "static"))
    ),
]
"""Name of the method, or of the check where it is another one than the gateway's; version, kind and number of lines."""
STICKY = "-sticky"


def _file(method: str, version: str, kind: str, lines: int) -> Path:
    return GOLDEN / f"{method}-{kind}-{lines}-{version}.rsc"


@pytest.mark.parametrize(("method", "version", "kind", "lines"), CASES)
def test_the_plan_is_the_golden_one(a_site, method, version, kind, lines) -> None:
    probed = {"method": "pcc", "health": Health("probe")}
    given = {"method": method.removesuffix(STICKY), "sticky": method.endswith(STICKY)}
    site = a_site(kind, lines, **(probed if method == "probe" else given))
    text = to_rsc(plan(blank_survey(Version.parse(version), site), site))
    file = _file(method, version, kind, lines)
    if os.environ.get("SIMPLIFI_GOLDEN") == "update":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("method", "version", "kind", "lines"), CASES)
def test_real_routers_accept_it(roscheck, method, version, kind, lines) -> None:
    roscheck(Version.parse(version), _file(method, version, kind, lines))


def test_the_language_server_has_no_warning(language_server) -> None:
    language_server(*(_file(*case) for case in CASES if case[1].startswith("7")))


def test_no_golden_plan_is_left_over() -> None:
    assert {file.name for file in GOLDEN.glob("*.rsc")} == {_file(*case).name for case in CASES}


@pytest.mark.parametrize(("method", "version", "kind", "lines"), CASES)
def test_a_golden_plan_holds_no_address_of_ours_and_no_secret(method, version, kind, lines) -> None:
    text = _file(method, version, kind, lines).read_text(encoding="utf-8")
    assert text.isascii()
    assert text.count("simplifi:in:") == lines
