"""What the board prints beside what real routers printed: names, and the form of each value."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.menus import paths
from routerboard.language.version import Version
from routerboard.practice.router import PracticeRouter
from routerboard.practice.schema import menu_of

REPLIES = Path(__file__).parents[4] / "shared" / "replies"
BOARDS = ("factory", "hotel-hotspot", "messy", "office8")
DURATION = re.compile(r"(?=\d)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?(\d+us)?$")
FORMS = (
    ("bool", re.compile(r"true$|false$")),
    ("number", re.compile(r"-?\d+$")),
    ("duration", DURATION),
    ("mac", re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}$")),
    ("id", re.compile(r"\*[0-9A-F]+$")),
)
CLEAR = frozenset({"bool", "mac", "id"})
"""Forms that a value has always or never; a number may be `auto` or a duration elsewhere."""
ABOUT = frozenset(
    {".id", ".about", ".nextid", ".dead", "comment", "dynamic", "disabled", "invalid", "default", "builtin", ".section"}
)
HARDWARE = frozenset({"/interface/ethernet/switch", "/system/health"})
"""Menus whose properties are those of one switch chip, or of one board's sensors."""
OF_OLDER_RELEASES = frozenset({
    "/interface fast-path", "/interface/bridge/host age", "/system/logging/action bsd-syslog",
    "/system/ntp/client active-server", "/system/ntp/client last-adjustment",
    "/system/ntp/client last-update-before", "/system/ntp/client last-update-from",
    "/system/ntp/client poll-interval", "/system/resource serial-number",
})  # fmt: skip
"""Printed by releases before those that our table follows."""
AUTO_SINCE_7_17 = ("/ip/cloud", "ddns-enabled")
"""yes or no before, printed as true and false."""


def form(value: str) -> str:
    return next((name for name, pattern in FORMS if pattern.match(value)), "text")


def word(value: Any) -> str:
    """A value as it was on the wire, before a client cast it."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def replies() -> Iterator[tuple[str, int, dict[str, str]]]:
    """Menu, major version (0: not known) and row of every stored API or REST reply."""
    for line in (REPLIES / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        file, menu, version, kind = line.split("\t")[:4]
        path = REPLIES / file
        if not file.endswith(".json") or ("API" not in kind and "REST" not in kind):
            continue
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = found["data"] if isinstance(found, dict) and "data" in found else found
        for row in rows if isinstance(rows, list) else []:
            values = row.get("reply", row) if isinstance(row, dict) else None
            for one in values if isinstance(values, list) else [values]:
                if isinstance(one, dict):
                    major = version.strip("v")[:1]
                    number = int(major) if major.isdigit() else 7 * ("REST" in kind)
                    yield menu.removesuffix("/print"), number, {name: word(value) for name, value in one.items()}


@pytest.fixture
def real() -> list[tuple[str, int, dict[str, str]]]:
    if not (REPLIES / "INDEX.tsv").exists():
        pytest.skip("no replies of real routers beside this checkout")
    return list(replies())


@pytest.fixture
def printed(a_router: Callable[..., PracticeRouter]) -> Callable[[str], dict[tuple[str, str], set[str]]]:
    """(menu, property) -> the forms of all values that some boards of a version print."""

    def forms(version: str) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for board in BOARDS:
            router = a_router(version, board)
            for path in paths(router.version):
                for row in router.rows(path):
                    for name, value in row.items():
                        found[path, name] |= {form(value)} if value else set()
        return found

    return forms


@pytest.mark.parametrize(("version", "major"), [("7.20.8", 7), ("6.49.18", 6)])
def test_values_have_the_form_that_real_routers_gave_them(
    version: str, major: int, real: list[tuple[str, int, dict[str, str]]], printed: Callable[[str], dict[Any, set[str]]]
) -> None:
    ours, wrong, compared = printed(version), set(), 0
    for path, number, row in real:
        for name, value in row.items():
            forms = ours.get((path, name), set())
            if (path, name) == AUTO_SINCE_7_17 or number not in (0, major) or not value or not forms:
                continue
            compared += 1
            if (form(value) in CLEAR or forms & CLEAR) and form(value) not in forms:
                wrong.add(f"{path} {name}: a router says {value!r}, the board's are {sorted(forms)}")
    assert compared > 100
    assert not wrong, "\n".join(sorted(wrong))


def test_every_name_that_a_real_router_printed_is_known(real: list[tuple[str, int, dict[str, str]]]) -> None:
    versions = [Version.parse(text) for text in ("6.49.18", "7.20.8", "7.24")]
    unknown = set()
    for path, number, row in real:
        menus = [menu_of(path, version) for version in versions if number in (0, version.major)]
        known = {name for menu in menus if menu is not None for name in menu.properties}
        if known and path not in HARDWARE:
            unknown |= {f"{path} {name}" for name in row if name not in known | ABOUT} - OF_OLDER_RELEASES
    assert not unknown, "\n".join(sorted(unknown))


# forms by version


@pytest.mark.parametrize(
    ("version", "date"),
    [("6.49.18", r"[a-z]{3}/\d\d/\d{4}$"), ("7.9.2", r"[a-z]{3}/\d\d/\d{4}$"), ("7.10.2", r"\d{4}-\d\d-\d\d$")],
)
def test_dates_are_iso_from_7_10_on(version: str, date: str, a_router: Callable[..., PracticeRouter]) -> None:
    (clock,) = a_router(version).rows("/system/clock")
    assert re.match(date, clock["date"])


def test_a_route_says_where_it_goes_in_the_words_of_its_version(
    version: str, a_router: Callable[..., PracticeRouter]
) -> None:
    rows = list(a_router(version).rows("/ip/route"))
    seven = version.startswith("7")
    assert any(("immediate-gw" if seven else "gateway-status") in row for row in rows)
    assert not any(("gateway-status" if seven else "immediate-gw") in row for row in rows)
    assert all(row[".id"].startswith("*8000" if seven else "*3") or not seven for row in rows)
    flags = {"active", "static", "dynamic", "connect", "dhcp"}
    assert all(row[name] == "true" for row in rows for name in flags & row.keys()), "a flag that is not true is absent"


def test_connections_bundle_address_and_port(version: str, a_router: Callable[..., PracticeRouter]) -> None:
    router = a_router(version)
    router.tick(5)
    rows = list(router.rows("/ip/firewall/connection"))
    for row in rows:
        ported = row["protocol"] in ("tcp", "udp")
        for name in ("src-address", "dst-address", "reply-src-address", "reply-dst-address"):
            assert re.match(r"[\d.]+:\d+$" if ported else r"[\d.]+$", row[name]), row
        assert DURATION.match(row["timeout"]), row
        assert row["orig-rate"].isdigit()
    assert {"tcp", "udp"} <= {row["protocol"] for row in rows}


def test_rules_that_the_router_made_come_first(a_router: Callable[..., PracticeRouter]) -> None:
    for version in ("6.49.18", "7.20.8"):
        router = a_router(version, "hotel-hotspot")
        for path in ("/ip/firewall/filter", "/ip/firewall/nat", "/ip/firewall/mangle"):
            made = [row["dynamic"] == "true" for row in router.rows(path)]
            assert made == sorted(made, reverse=True), (version, path)
