"""What else runs on this router and does not know about lines."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from wizards.checks.say import warning
from wizards.lines import Job
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """UPnP: it knows one outside."""
    if any(is_true(row.get("enabled")) for row in job.survey.rows("/ip/upnp")):
        rows = enabled(job.survey.rows("/ip/upnp/interfaces"))
        outside = ", ".join(row.get("interface", "") for row in rows if row.get("type") == "external")
        what = f"UPnP is on{f', with {outside} as the outside' if outside else ''}"
        why = "it opens ports on one line only, while guests are on all"
        yield warning("upnp", what, why, "/ip/upnp set enabled=no, and list under `forwards` what must be reached")
