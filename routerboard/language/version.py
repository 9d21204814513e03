"""RouterOS versions: parsing, order, and which abilities came or went with which release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_PATTERN = re.compile(r"^\s*(\d+)\.(\d+)(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?")
_STAGES = {"alpha": 0, "beta": 1, "rc": 2, "": 3}


@total_ordering
@dataclass(frozen=True)
class Version:
    """One RouterOS release, `7.20.6` or `7.24rc1`; ordered as MikroTik releases them."""

    major: int
    minor: int
    patch: int = 0
    stage: str = ""
    stage_number: int = 0

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read `6.49.10 (long-term)`, `7.20` or `7.24rc1 (testing)`; ValueError for anything else."""
        match = _PATTERN.match(text)
        if match is None:
            raise ValueError(f"not a RouterOS version: {text!r}")
        major, minor, patch, stage, number = match.groups()
        return cls(int(major), int(minor), int(patch or 0), stage or "", int(number or 0))

    def _order(self) -> tuple[int, int, int, int, int]:
        return (self.major, self.minor, self.patch, _STAGES[self.stage], self.stage_number)

    def __lt__(self, other: Version) -> bool:
        return self._order() < other._order()

    def __str__(self) -> str:
        patch = f".{self.patch}" if self.patch else ""
        stage = f"{self.stage}{self.stage_number}" if self.stage else ""
        return f"{self.major}.{self.minor}{patch}{stage}"

    def can(self, ability: str) -> bool:
        """Whether this release has the named ability of `ABILITIES`; KeyError for an unknown name."""
        since, until = ABILITIES[ability]
        return (since is None or self >= since) and (until is None or self < until)


def _v(text: str | None) -> Version | None:
    return None if text is None else Version.parse(text)


ABILITIES: dict[str, tuple[Version | None, Version | None]] = {
    name: (_v(since), _v(until))
    for name, since, until in (
        # name, first release that has it, first release that lacks it again
        ("fasttrack", "6.29", None),
        ("interface-lists", "6.36", None),
        ("plain-login", "6.43", None),
        ("challenge-login", None, "6.45.1"),
        ("routing-tables", "7.0", None),
        ("execute-as-string", "7.0", None),
        ("iso-dates", "7.10", None),
        ("file-read", "7.13", None),
        ("multipath-hash-policy", "7.16", None),
        ("service-max-sessions", "7.16", None),
        ("device-mode", "7.0", None),
        ("empty-reply", "7.18", None),
        ("safe-mode", "7.18", None),
        ("route-check", "7.18", None),
        ("dhcp-route-tables", "7.18", None),
        ("dhcp-check-gateway", "7.19", None),
        ("check-gateway-settings", "7.21", None),
        ("connection-follow", None, "7.22"),
        ("policy-rules", "7.22", None),
        ("root-ping", None, "7.23"),
    )
}
"""Ability name -> (first release with it, first release without it again); None is open-ended.

Sources: MikroTik's manual and the command trees that routers of 7.9 to 7.24 print of themselves.
"""
