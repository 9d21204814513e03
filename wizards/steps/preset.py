"""First step: what kind of site it is, and what it is called."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.survey import Survey
from wizards.site import Site
from wizards.steps.form import Field

TITLE = "Preset"
QUESTION = "What kind of place is it? Every answer can be changed on the next pages."
PREFIXES = ("site",)


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """The name of the site."""
    return (Field("site", "Site", site.name, sample="Hotel Acacia", help="Names the site file and the hand-over."),)


def answer(site: Site, key: str, text: str) -> Site:
    """The site with another name."""
    return replace(site, name=text.strip())
