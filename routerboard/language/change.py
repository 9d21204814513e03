"""What a plan is made of: ordered changes, findings, and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from routerboard.language.items import Row
from routerboard.language.version import Version

Verb = Literal["add", "set", "remove", "move"]


class Severity(StrEnum):
    """How much a finding matters: `error` stops a plan, `warning` needs a look, `note` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """Something true about a router or site that the technician should know: what, why it matters, what to do.

    `key` is the place in the site file that it is about, `wans[1].interface`; "" where it is about none.
    """

    severity: Severity
    what: str
    why: str
    fix: str
    code: str = ""
    key: str = ""


@dataclass(frozen=True)
class Change:
    """One write to one row.

    menu    API path, `/ip/route`
    verb    add | set | remove | move
    args    properties written (add, set); for set, only those that change; an empty value of a set clears it
    why     one sentence for the preview
    role    `pcc:Wan1:0` for a row of ours; `foreign:<what>` for somebody else's row
    match   for set/remove/move: properties that pick exactly one row as it is now (our rows: {"comment": ...});
            empty for a singleton menu such as /ip/settings
    before  former values: for set those of `args` ("" where unset), for remove the whole row; the inverse needs them
    place_before  properties that pick the row this one must precede (add and move in ordered menus); None: the end
    consent the question the technician must say yes to where the row is not ours; "" for our own rows
    """

    menu: str
    verb: Verb
    args: Row = field(default_factory=dict)
    why: str = ""
    role: str = ""
    match: Row = field(default_factory=dict)
    before: Row = field(default_factory=dict)
    place_before: Row | None = None
    consent: str = ""

    @property
    def foreign(self) -> bool:
        """Whether this touches a row that is not ours."""
        return self.role.startswith("foreign:")


@dataclass(frozen=True)
class Plan:
    """What would change on one router and why: `changes` in the order of writing, `findings` to be read first."""

    site: str
    version: Version
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the router already is as the site wants it."""
        return not self.changes

    @property
    def blocked(self) -> bool:
        """Whether a finding forbids applying it."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each verb."""
        verbs = ("add", "set", "remove", "move")
        return {verb: sum(change.verb == verb for change in self.changes) for verb in verbs}
