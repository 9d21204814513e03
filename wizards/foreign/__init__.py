"""Changes to rows that are not ours: each one asks, and remembers what was there before."""

from __future__ import annotations

from routerboard.language.change import Change
from wizards.foreign import addresses, bridge, clients, defaults, dns, fasttrack, mobile, multipath, settings
from wizards.lines import Job


def foreign_changes(job: Job) -> list[Change]:
    """Every edit of somebody else's row that this site needs; none where they are already as needed."""
    parts = (
        bridge.ports,
        bridge.list_members,
        bridge.sleeping_members,
        addresses.far,
        dns.servers,
        multipath.policy,
        settings.return_path,
        fasttrack.rules,
        clients.adjusted,
        mobile.profiles,
        defaults.retired,
    )
    return [change for part in parts for change in part(job)]
