"""Whether this user, on this router, may do it at all."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.version import Version
from wizards.checks.say import error, note, warning
from wizards.lines import Job

NEEDED = ("read", "write")


def too_old(version: Version) -> Iterator[Finding]:
    """Interface lists came with 6.36; without them no factory firewall knows a second line."""
    if not version.can("interface-lists"):
        what = f"RouterOS {version} has no interface lists"
        yield error(
            "version",
            what,
            "the plan and the factory firewall speak of lines by their list",
            "upgrade to 6.49 or newer",
        )


def findings(job: Job) -> Iterator[Finding]:
    """Rights of the user, kind of release, device-mode."""
    yield from _policies(job)
    if job.version.stage:
        what = f"RouterOS {job.version} is a test release"
        yield note(
            "test-release", what, "what it accepts may differ from any release", "use a stable release on a site"
        )
    yield from _device_mode(job)


def _policies(job: Job) -> Iterator[Finding]:
    lacking = [one for one in NEEDED if one not in job.survey.policies]
    if job.survey.policies and lacking:
        what = f"the user {job.survey.user} lacks the right to {' and '.join(lacking)}"
        yield error("rights", what, "nothing could be changed", "log in as a user of the group `full`")


def _device_mode(job: Job) -> Iterator[Finding]:
    mode = job.survey.device_mode
    if mode.flagged:
        why = "the router has found traces of an attack and refuses scripts and schedules"
        yield warning(
            "flagged",
            "the router is flagged",
            why,
            "look for foreign scripts, then /system/device-mode/update flagged=no",
        )
    if job.site.lan.hotspot and not mode.allows("hotspot"):
        what = f"device-mode {mode.mode} does not allow a HotSpot"
        why = "the HotSpot is there and does nothing: no log-in page, and nobody who is logged in to be balanced"
        fix = "/system/device-mode/update hotspot=yes, and press its button within 5 minutes; it restarts"
        yield error("device-mode", what, why, fix)
