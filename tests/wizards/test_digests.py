"""The whole matrix of plans on every version where RouterOS changed, as digests: golden/digests/ has a line for each.

A line says how many changes a plan has and how its console script hashes: it tells which plans became others. How they
did is to be read in the full texts of golden/. SIMPLIFI_GOLDEN=update writes the digests anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from routerboard.language.script import to_rsc
from routerboard.language.version import Version
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.site import CHECKS, ExceptionRule, Forward, Health, Lan, Site, usual_classifier

DIGESTS = Path(__file__).parent / "golden" / "digests"
pytestmark = pytest.mark.wide

VERSIONS = ("6.43", "6.49.18", "7.9", "7.12", "7.16.2", "7.18", "7.19", "7.20.8", "7.22", "7.24")
"""Where commands changed: the login of 6.43, the end of 6, then 7 by its settings, leases, checks and rules."""
METHODS = ("pcc", "ecmp", "nth", "nth-sticky", "failover")
KINDS = ("static", "dhcp", "pppoe", "lte", "far", "mixed")
MIXED = ("dhcp", "static", "pppoe", "lte", "far", "dhcp", "pppoe", "static")
LINES = (1, 2, 3, 8)
STICKY = "-sticky"
SHOWN = 5
SERVICES = {
    "lan": Lan("bridge", "192.168.88.1/24", hotspot=True, also=("vlan20",)),
    "exceptions": (ExceptionRule("Wan1", to="203.0.113.64/26"),),
    "forwards": (Forward("tcp", "8443", "192.168.88.10", "443"),),
}


@dataclass(frozen=True)
class Drawn:
    """All plans of one version: a digest under each one's name, and the distinct commands of each menu."""

    version: Version
    digests: dict[str, str]
    commands: dict[str, dict[str, None]]

    def script(self) -> str:
        """The distinct commands, each under its menu."""
        return "".join("\n".join((menu, *found)) + "\n" for menu, found in self.commands.items())


def sites(a_site) -> Iterator[tuple[str, Site]]:
    """Each site of the matrix under its name; one line of mixed kinds would be a line of the first kind again."""
    for method, check, kind, lines, served in product(METHODS, CHECKS, KINDS, LINES, (False, True)):
        if kind == "mixed" and lines == 1:
            continue
        bare = method.removesuffix(STICKY)
        given = {"method": bare, "sticky": method != bare, "health": Health(check)}
        if served:
            given |= {**SERVICES, "classifier": usual_classifier(bare, hotspot=True)}
        kinds = MIXED[:lines] if kind == "mixed" else kind
        yield f"{method} {check} {kind} {lines} {'services' if served else 'bare'}", a_site(kinds, lines, **given)


@pytest.fixture(scope="module", params=VERSIONS)
def drawn(request, a_site) -> Drawn:
    found = Drawn(Version.parse(request.param), {}, {})
    for name, site in sites(a_site):
        made = plan(blank_survey(found.version, site), site)
        text = to_rsc(made)
        assert not made.blocked, name
        found.digests[name] = f"{len(made.changes)} {hashlib.sha256(text.encode()).hexdigest()[:16]}"
        menu = ""
        for row in text.splitlines():
            if row.startswith("/"):
                menu = row
            elif not row.startswith("#"):
                found.commands.setdefault(menu, {})[row] = None
    return found


def test_every_plan_is_the_one_it_was(drawn) -> None:
    file = DIGESTS / f"{drawn.version}.txt"
    if os.environ.get("SIMPLIFI_GOLDEN") == "update":
        file.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name} -> {digest}\n" for name, digest in drawn.digests.items())
        file.write_text(text, encoding="utf-8", newline="\n")
    kept = dict(row.split(" -> ") for row in file.read_text(encoding="utf-8").splitlines())
    names = [name for name in {**kept, **drawn.digests} if kept.get(name) != drawn.digests.get(name)]
    told = [
        f"{name}: was {kept.get(name, 'not there')}, is {drawn.digests.get(name, 'gone')}" for name in names[:SHOWN]
    ]
    assert not names, f"{len(names)} of {len(drawn.digests)} plans for {drawn.version} differ:\n" + "\n".join(told)


def test_real_routers_accept_every_command(drawn, roscheck, tmp_path) -> None:
    file = tmp_path / "distinct.rsc"
    file.write_text(drawn.script(), encoding="utf-8")
    roscheck(drawn.version, file)


def test_the_language_server_has_no_warning(drawn, language_server, tmp_path) -> None:
    if drawn.version.major < 7:
        pytest.skip("it knows RouterOS 7 only")
    (tmp_path / "distinct.rsc").write_text(drawn.script(), encoding="utf-8")
    language_server(tmp_path)


def test_no_digests_are_left_over() -> None:
    assert {file.name for file in DIGESTS.iterdir()} == {f"{version}.txt" for version in VERSIONS}
