"""APN profiles: what an LTE modem does with the default route of its network."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Change
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from wizards.foreign.edit import edit
from wizards.lines import Job
from wizards.rows import enabled

MODEMS = "/interface/lte"
PROFILES = "/interface/lte/apn"


def profiles(job: Job) -> list[Change]:
    """Every profile that would add a default route beside ours, each once."""
    return [change for row in job.survey.rows(PROFILES) for change in _profile(job, row)]


def profiles_of(survey: Survey, modem: str) -> tuple[Row, ...]:
    """The profiles that this modem dials with; one that names none has `default`."""
    row = next((one for one in survey.rows(MODEMS) if one.get("name") == modem), {})
    named = (row.get("apn-profiles") or "default").split(",")
    return tuple(one for one in survey.rows(PROFILES) if one.get("name", "default") in named)


def _profile(job: Job, row: Row) -> list[Change]:
    users = list(_users(job.survey, row))
    lines = {line.interface: line.name for line in job.lines if line.wan.kind == "lte"}
    serving = [lines[modem] for modem in users if modem in lines]
    if not users or row.get("add-default-route", "yes") in ("no", "false"):
        return _names(job, row) if serving else []
    if len(serving) == len(users):
        return _served(job, row, serving)
    return _shared(job, row)


def _users(survey: Survey, profile: Row) -> Iterator[str]:
    """The modems that dial with this profile."""
    for modem in enabled(survey.rows(MODEMS)):
        if profile in profiles_of(survey, modem.get("name", "")):
            yield modem.get("name", "")


def _served(job: Job, row: Row, serving: list[str]) -> list[Change]:
    dns = {} if job.peer_dns else {"use-peer-dns": "no"}
    name, lines = row.get("name", ""), " and ".join(serving)
    why = f"{lines}: the site's own routes lead there; one of the profile would join them unasked"
    consent = f"Let the APN profile {name} serve {lines} and add no default route of its own?"
    return edit(job.survey, PROFILES, row, {"add-default-route": "no", **dns}, f"apn:{name}", why, consent)


def _names(job: Job, row: Row) -> list[Change]:
    if job.peer_dns:
        return []
    name = row.get("name", "")
    why = "a provider's own server often answers only inside its network; the site's answer on every line"
    consent = f"Let the router take no name servers by the APN profile {name}?"
    return edit(job.survey, PROFILES, row, {"use-peer-dns": "no"}, f"apn:{name}", why, consent)


def _shared(job: Job, row: Row) -> list[Change]:
    """A modem that is no line needs the route of its profile: it may only be the last resort."""
    behind = len(job.lines) + 1
    if int(row.get("default-route-distance") or 2) >= behind:
        return []
    name = row.get("name", "")
    why = f"a modem that is no line of this site dials with the profile {name} too; its default route waits behind"
    consent = f"Put the default route of the APN profile {name} behind the site's lines?"
    return edit(job.survey, PROFILES, row, {"default-route-distance": str(behind)}, f"apn:{name}", why, consent)
