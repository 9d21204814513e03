"""Addresses that somebody configured."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import is_true, role_of
from wizards.foreign.edit import edit
from wizards.lines import Job

MENU = "/ip/address"


def far(job: Job) -> list[Change]:
    """A line's address that is there already, and does not name the gateway at the other end of the wire yet."""
    lines = {(line.interface, line.wan.address): line for line in job.lines if line.wan.far_gateway}
    return [
        change
        for row in job.survey.rows(MENU)
        if (line := lines.get((row.get("interface", ""), row.get("address", ""))))
        and role_of(row) is None
        and not is_true(row.get("dynamic"))
        for change in edit(
            job.survey,
            MENU,
            row,
            {"network": line.wan.gateway},
            f"address:{line.wan.address}",
            f"{line.name}'s gateway lies outside of its address; so it is reached all the same",
            f"Let the address {line.wan.address} on {line.interface} lead to {line.wan.gateway}?",
        )
    ]
