"""Hardware that carries packets past the processor, and so past firewall and marks."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from wizards import hotspot
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """Routing in the switch chip, FastTrack in the chip, ports of a HotSpot's bridge, and a bridge that filters."""
    yield from _routing(job)
    yield from _fasttrack(job)
    yield from _ports(job)
    yield from _filter(job)


def _routing(job: Job) -> Iterator[Finding]:
    switches = job.survey.rows("/interface/ethernet/switch")
    on = [row.get("name", "") for row in switches if is_true(row.get("l3-hw-offloading"))]
    carried = any(is_true(row.get("hw-offloaded")) for row in job.survey.rows("/ip/route"))
    if on or carried:
        what = f"the switch chip routes by itself{f' ({chr(44).join(filter(None, on))})' if any(on) else ''}"
        why = "its packets meet neither firewall nor marks: guests leave by the main table, on one line"
        fix = "/interface/ethernet/switch set [find] l3-hw-offloading=no"
        yield warning("l3-offload", what, why, fix)


def _fasttrack(job: Job) -> Iterator[Finding]:
    rules = (row for row in enabled(job.survey.rows("/ip/firewall/filter")) if is_true(row.get("hw-offload")))
    if any(row.get("action") == "fasttrack-connection" and row.get("connection-mark") != "no-mark" for row in rules):
        why = "connections in the chip keep the way that they had, whatever line dies"
        yield note(
            "fasttrack-offload", "FastTrack hands connections to the switch chip", why, "set hw-offload=no on it"
        )


def _ports(job: Job) -> Iterator[Finding]:
    """Between ports of one bridge the chip switches: right for guests of a LAN, a leak for those of a HotSpot."""
    bridges = hotspot.interfaces(job)
    found = [row for row in enabled(job.survey.rows("/interface/bridge/port")) if row.get("bridge") in bridges]
    lines = {line.wan.interface for line in job.lines}
    fast = [row.get("interface", "") for row in found if is_true(row.get("hw")) and row.get("interface") not in lines]
    if len(fast) > 1:
        what = f"the switch chip joins the HotSpot's sockets {', '.join(fast)}"
        why = "guests reach each other there before any log-in; what goes to the Internet still meets the HotSpot"
        fix = f"/interface/bridge/port set [find bridge={found[0].get('bridge')}] horizon=1 hw=no, to keep guests apart"
        yield note("bridge-hw", what, why, fix)


def _filter(job: Job) -> Iterator[Finding]:
    if any(is_true(row.get("use-ip-firewall")) for row in job.survey.rows("/interface/bridge/settings")):
        why = "what stays inside a LAN then meets firewall and marks too, which costs speed and may count a guest twice"
        fix = "/interface/bridge/settings set use-ip-firewall=no, unless somebody needs it"
        yield note("bridge-firewall", "bridged packets pass the IP firewall", why, fix)
