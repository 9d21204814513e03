"""The leased lines of one site: which routes are ours, and what their DHCP clients are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from routerboard.language.items import Item
from wizards import lease, routes
from wizards.lines import Job, Line


def own_routes(job: Job) -> list[Item]:
    """All routes of the site but those that DHCP clients make by themselves."""
    return Leasing(job).own_routes


@dataclass(frozen=True)
class Leasing:
    """Who keeps the routes of each leased line of a job."""

    job: Job

    @cached_property
    def _routes(self) -> list[Item]:
        """All routes of the site, as they are where they are ours."""
        return routes.routes(self.job)

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        """Leased line -> why it needs the script; "" where its client makes the routes by itself."""
        leased = (line for line in self.job.lines if line.leased)
        return {line.name: lease.why_script(self.job, line, self._routes) for line in leased}

    def by_itself(self, line: Line) -> bool:
        """Whether a line's DHCP client makes its default routes by itself."""
        return self._reasons.get(line.name) == ""

    @property
    def own_routes(self) -> list[Item]:
        """All routes of the site but those that DHCP clients make by themselves."""
        served = [line for line in self.job.lines if self.by_itself(line)]
        theirs = {item.role for line in served for item in lease.defaults_of(line, self._routes)}
        return [item for item in self._routes if item.role not in theirs]

    def settings(self, line: Line) -> dict[str, str]:
        """What a leased line's client is told: its routes, or that it adds none and the script that keeps ours."""
        dns = {} if self.job.peer_dns else {"use-peer-dns": "no"}
        if not self.by_itself(line):
            return {"add-default-route": "no", **dns, "script": lease.script(self.job, line)}
        script = lease.script(self.job, line, with_routes=self.keeps_routes(line))
        return {**lease.tables(self.job, line, self._routes), **dns, "script": script}

    def keeps_routes(self, line: Line) -> bool:
        """Whether the script of a leased line has routes to keep: its own, or at least the way to a watched host."""
        mine, made = lease.routes_of(line, self._routes), lease.defaults_of(line, self._routes)
        return not self.by_itself(line) or len(mine) > len(made)

    def why(self, line: Line) -> str:
        """How the routes of a leased line stay right, and why so."""
        if reason := self._reasons[line.name]:
            return f"a script writes the leased gateway into the site's routes: {reason}"
        version = self.job.version
        return f"RouterOS {version} puts its routes into the tables by itself, and takes them out with the lease"

    def waiting(self, line: Line) -> str:
        """What becomes of the routes of a line that has no lease yet."""
        if self.by_itself(line):
            return "its routes come with the lease"
        return "its routes wait disabled; the lease's script fills the gateway in and enables them"
