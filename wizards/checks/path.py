"""Whether the plan would cut this very session."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from routerboard.language.survey import Survey
from wizards import addresses
from wizards.checks.say import error, warning
from wizards.lines import Job


def own_port(survey: Survey) -> str:
    """The socket this laptop is plugged into; "" where the router cannot tell.

    The session comes in by an interface; where that is a bridge, its host table says behind which port.
    """
    through = survey.interface(survey.via_interface)
    if through is None or through.kind != "bridge":
        return survey.via_interface
    arp = (row for row in survey.rows("/ip/arp") if row.get("address") == survey.client_address)
    mac = next((row.get("mac-address") for row in arp), None)
    hosts = (row for row in survey.rows("/interface/bridge/host") if mac and row.get("mac-address") == mac)
    return next((row.get("on-interface") or row.get("interface", "") for row in hosts), "")


def findings(job: Job) -> Iterator[Finding]:
    """The laptop's own socket, and sessions that come in by a line."""
    yield from _leaving(job)
    yield from _by_line(job)


def _leaving(job: Job) -> Iterator[Finding]:
    mine = own_port(job.survey)
    ports = {interface.name for interface in job.survey.interfaces if interface.bridge}
    leaving = [line for line in job.lines if line.wan.interface in ports]
    for line in leaving:
        if line.wan.interface == mine:
            what = f"this laptop is plugged into {mine}, which would become {line.name}"
            yield error(
                "own-port",
                what,
                "taking it out of the bridge cuts this session",
                "plug the laptop into another LAN socket",
            )
    if leaving and not mine and job.survey.client_address:
        sockets = ", ".join(line.wan.interface for line in leaving)
        what = f"the router does not say which socket this laptop is in; {sockets} would leave the bridge"
        yield warning(
            "own-port-unknown", what, "if it is one of them, this session is cut and undone", "look at the cable"
        )


def _by_line(job: Job) -> Iterator[Finding]:
    """A session from the Internet stays on its line only while unmarked traffic leaves there: on the first one."""
    for index, line in enumerate(job.lines):
        if job.survey.via_interface == line.interface and not _is_neighbour(job):
            what = f"this session comes in by {line.name}"
            why = "its packets carry no mark yet, so their answers would leave by the first line"
            fix = "work from the LAN, or put this line first"
            yield (
                error("own-line", what, why, fix) if index else warning("own-line", what, "a mistake would cut it", fix)
            )


def _is_neighbour(job: Job) -> bool:
    client = addresses.address(job.survey.client_address)
    own = (addresses.network(one.address) for one in job.survey.addresses if not is_true(str(one.disabled).lower()))
    return client is not None and any(client in net for net in own if net)
