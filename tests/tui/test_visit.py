"""Where the answers start from: the preset, the survey, and the site that the router was built from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language.applied import applied
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.target import Secret, Target
from tui.visit import Visit
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.site import Dns, Health, Lan, Site, Wan

SITE = Site(
    "Lodge",
    (Wan("Sat", "ether2"), Wan("Fibre", "ether1")),
    Lan("bridge", "192.168.88.1/24"),
    "failover",
    health=Health("none"),
    dns=Dns(("8.8.8.8",)),
)
BLANK = blank_survey(Version.parse("7.20.8"), SITE)


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return Visit(Target("router"), Secret(""), BLANK, presets=load_presets(tmp_path))


def built(visit: Visit) -> Survey:
    return applied(BLANK, plan(BLANK, SITE))


def test_a_router_without_a_site_starts_from_the_preset(visit: Visit) -> None:
    assert visit.choose("office").method == visit.presets["office"].method
    assert visit.preset == "office"


def test_its_own_site_decides_the_preset_and_the_answers(visit: Visit) -> None:
    visit.survey = built(visit)
    assert visit.choose("hotel") == SITE
    assert visit.preset == "failover"
    assert visit.plan().empty


def test_answers_stay_while_the_preset_does(visit: Visit) -> None:
    visit.survey = built(visit)
    visit.choose("hotel")
    visit.answer(name="Another")
    assert visit.choose("failover").name == "Another"


def test_another_preset_keeps_the_lines_and_the_first_one_brings_the_site_back(visit: Visit) -> None:
    visit.survey = built(visit)
    visit.choose("hotel")
    other = visit.choose("hotel")
    assert (other.method, other.wans) == (visit.presets["hotel"].method, SITE.wans)
    assert visit.choose("failover") == SITE


def test_a_site_that_cannot_be_used_is_not_taken(visit: Visit) -> None:
    survey = built(visit)
    rows = tuple(row for row in survey.rows("/interface") if row["name"] != "ether2")
    visit.survey = replace(survey, menus={**survey.menus, "/interface": rows})
    assert visit.choose("hotel").name == "blank"
    assert visit.preset == "hotel"
    assert "record-site" in {one.code for one in visit.plan().findings} or visit.plan().blocked
