"""By which means a router can undo a plan by itself: what it allows, and why not where it does not."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Means:
    """For each means "" where it can be used, else the reason why not.

    safe_mode   held by our session, from 7.18 on
    job         a background job that waits
    in_time     a scheduler entry that looks at the uptime
    at_boot     a scheduler entry for the next restart
    netwatch    what takes its place where the scheduler is forbidden
    """

    safe_mode: str = ""
    job: str = ""
    in_time: str = ""
    at_boot: str = ""
    netwatch: str = ""

    @property
    def any(self) -> bool:
        """Whether the router can undo by itself at all while it runs."""
        return not (self.job and self.in_time)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why some of them cannot be used."""
        found = (getattr(self, field.name) for field in fields(self))
        return tuple(dict.fromkeys(reason for reason in found if reason))
