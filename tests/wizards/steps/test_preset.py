"""The step of the preset: the site's name."""

from __future__ import annotations

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Site, Wan
from wizards.steps import preset
from wizards.steps.form import blocking, faults_of

ROUTER = Survey(Version.parse("6.49.18"))
SITE = Site("Hotel", (Wan("Wan1", "ether1"),))


def test_the_name_is_asked_and_answered() -> None:
    (field,) = preset.fields(ROUTER, SITE)
    assert (field.key, field.value) == ("site", "Hotel")
    assert preset.answer(SITE, "site", "  Hôtel Acacia ").name == "Hôtel Acacia"


def test_a_site_without_a_name_goes_no_further() -> None:
    nameless = preset.answer(SITE, "site", "  ")
    assert list(faults_of(nameless, preset.fields(ROUTER, nameless))) == ["site"]
    assert blocking(nameless, preset.PREFIXES)
    assert not blocking(SITE, preset.PREFIXES)
