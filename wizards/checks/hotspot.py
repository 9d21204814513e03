"""HotSpot and several lines: MikroTik's own warning, and what decides whether it works all the same."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from wizards import hotspot
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled

PROXY = "the HotSpot's proxy uses the main routing table alone"
"""What holds with every method."""
WARNING = "MikroTik's manual: PCC is not valid with HotSpot, whose proxy uses the main routing table alone"
"""What the manual says at the HotSpot and at the PCC, in short; of other methods it says nothing."""


def warned(method: str) -> str:
    """What to know of a HotSpot with this method."""
    return WARNING if method == "pcc" else PROXY


def findings(job: Job) -> Iterator[Finding]:
    """Of a site with HotSpot what to know and to test; of one without, whether there is one after all."""
    if job.site.lan.hotspot:
        yield from _supported(job)
        yield from _running(job)
        yield from _classifier(job)
        yield from _bindings(job)
    else:
        yield from _unsaid(job)


def _supported(job: Job) -> Iterator[Finding]:
    why = "it works for guests who are logged in, and the rules leave all else to the HotSpot; pages that guests reach "
    why += f"before the log-in go by {_unmarked(job.site.method)}"
    fix = "test log-in, payment page and walled garden"
    if job.version.can("policy-rules"):
        fix += "; where the log-in page fails, /routing/settings policy-rules can put the table local before the marks"
    yield warning("hotspot", warned(job.site.method), why, fix)


def _unmarked(method: str) -> str:
    return "whichever line the main table's equal routes pick" if method == "ecmp" else "the first line that lives"


def _running(job: Job) -> Iterator[Finding]:
    running = {row.get("interface") for row in enabled(job.survey.rows("/ip/hotspot"))}
    guests = (job.site.lan.interface, *job.site.lan.also)
    if not running & set(guests):
        what = f"no HotSpot runs on {' or '.join(guests)}"
        why = "the rules balance guests who are logged in, and nobody can log in"
        yield warning("hotspot-missing", what, why, "/ip/hotspot/setup, or `lan: {hotspot: false}`")
    elif set(guests) - running:
        open_ = ", ".join(name for name in guests if name not in running)
        why = "their guests are balanced at once; those of the HotSpot when they are logged in"
        yield note("hotspot-partly", f"{open_} has no HotSpot", why, "nothing to do")


def _classifier(job: Job) -> Iterator[Finding]:
    if job.site.method == "pcc" and job.site.classifier != "src-address":
        what = f"guests of a HotSpot are spread by {job.site.classifier}"
        why = "a guest then has several public addresses: payment pages and log-ins bound to an address may object"
        yield note("hotspot-classifier", what, why, "`classifier: src-address`")


def _bindings(job: Job) -> Iterator[Finding]:
    """A host that cannot log in answers nobody: the HotSpot rejects what it sends."""
    bound = {
        row.get("address", "")
        for row in enabled(job.survey.rows("/ip/hotspot/ip-binding"))
        if row.get("type") == "bypassed"
    }
    for forward in job.site.forwards:
        if forward.to not in bound and hotspot.holds(job, forward.to):
            what = f"{forward.to}, where port {forward.port} leads, is behind the HotSpot and not exempt from it"
            fix = f"/ip/hotspot/ip-binding add address={forward.to} type=bypassed"
            yield warning("forward-hotspot", what, "until it is logged in, the HotSpot rejects its answers", fix)


def _unsaid(job: Job) -> Iterator[Finding]:
    running = {row.get("interface") for row in enabled(job.survey.rows("/ip/hotspot"))}
    if running & {job.site.lan.interface, *job.site.lan.also}:
        why = "its log-in page and names would be sent to a line"
        yield warning(
            "hotspot-unsaid", "this LAN has a HotSpot, the site says it has none", why, "lan: {hotspot: true}"
        )
