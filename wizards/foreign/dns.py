"""The name servers that the router asks."""

from __future__ import annotations

from routerboard.language.change import Change
from wizards.foreign.edit import edit
from wizards.lines import Job


def servers(job: Job) -> list[Change]:
    """The site's servers, so that names resolve whichever line dies."""
    rows = job.survey.rows("/ip/dns")
    if not job.site.dns.servers or (not rows and "/ip/dns" not in job.survey.menus):
        return []
    wanted = ",".join(job.site.dns.servers)
    row = rows[0] if rows else {}
    why = "a provider's own server often answers only inside its network; these answer on every line"
    changes = edit(
        job.survey, "/ip/dns", row, {"servers": wanted}, "dns", why, f"Let the router ask {wanted} for names?"
    )
    return [
        Change(one.menu, one.verb, one.args, one.why, one.role, {}, one.before, consent=one.consent) for one in changes
    ]
