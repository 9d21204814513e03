"""What the router spreads equal routes by: one setting for the whole router, from 7.16 on."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.change import Change
from wizards.foreign.edit import edit
from wizards.lines import Job

MENU = "/ip/settings"
POLICIES = {"both-addresses": "l3", "both-addresses-and-ports": "l4"}
"""What a classifier is called there."""


def policy(job: Job) -> list[Change]:
    """The policy that the site's classifier asks for; older versions only know addresses, and have no setting."""
    rows = job.survey.rows(MENU)
    able = job.version.can("multipath-hash-policy") and (rows or MENU in job.survey.menus)
    if job.site.method != "ecmp" or not able:
        return []
    values = {"ipv4-multipath-hash-policy": POLICIES[job.site.classifier]}
    why = f"new connections are spread by {job.site.classifier}"
    consent = f"Let this router spread equal routes by {job.site.classifier}? It is one setting for all of them."
    changes = edit(job.survey, MENU, rows[0] if rows else {}, values, "multipath", why, consent)
    return [replace(one, match={}) for one in changes]
