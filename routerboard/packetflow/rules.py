"""Firewall menus compiled into chains of rules, and the walk of a packet through one chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routerboard.language.items import Row
from routerboard.packetflow.actions import PARAMETERS, Act, compile_action
from routerboard.packetflow.matchers import Match, NotModelledError, compile_matchers
from routerboard.packetflow.packet import Step
from routerboard.packetflow.surroundings import Surroundings, enabled
from routerboard.packetflow.walk import Outcome, Walk

FASTTRACK_DUMMY = "special dummy rule to show fasttrack counters"
"""The comment of the dynamic rules by which a router shows what FastTrack carried; no packet meets them."""

_DEEPEST = 32
_NO_CONDITION = PARAMETERS | {
    ".id", ".nextid", ".about", "chain", "action", "comment", "disabled", "dynamic", "invalid", "inactive", "bytes",
    "packets", "log", "log-prefix", "creation-time",
}  # fmt: skip


class Gap(NamedTuple):
    """A rule that cannot be judged: its menu, its id, and the condition or action that is not modelled."""

    menu: str
    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule: what it asks, what it does, and how its match reads in a journey."""

    matches: tuple[Match, ...]
    act: Act
    step: Step


class Chains:
    """The rules of one firewall menu by chain. Rules that cannot be judged never match and are kept in `gaps`."""

    def __init__(self, menu: str, rows: Sequence[Row], around: Surroundings) -> None:
        self.menu = menu
        self.gaps: list[Gap] = []
        self._rules: dict[str, list[Rule]] = {}
        for row in enabled(rows):
            if row.get("comment") != FASTTRACK_DUMMY:
                self._add(row, around)

    def _add(self, row: Row, around: Surroundings) -> None:
        try:
            rule = self._compile(row, around)
        except NotModelledError as unknown:
            self.gaps.append(Gap(self.menu, row.get(".id", ""), str(unknown)))
            return
        self._rules.setdefault(row.get("chain", ""), []).append(rule)

    def _compile(self, row: Row, around: Surroundings) -> Rule:
        name, chain = row.get(".id", ""), row.get("chain", "")
        matches = compile_matchers(row, around, _NO_CONDITION, f"{self.menu} {name}")
        act, what = self._jump(row) if row.get("action") == "jump" else compile_action(row)
        table = self.menu.rpartition("/")[2]
        return Rule(matches, act, Step(f"{table} {chain}", what, self.menu, name, row.get("comment", "")))

    def _jump(self, row: Row) -> tuple[Callable[[Walk], Outcome], str]:
        target = row.get("jump-target", "")
        return (lambda walk: self._visit(target, walk)), f"goes through chain {target}"

    def _visit(self, chain: str, walk: Walk) -> Outcome:
        if walk.depth >= _DEEPEST:
            return Outcome.GO_ON
        walk.depth += 1
        outcome = self.run(chain, walk)
        walk.depth -= 1
        return Outcome.GO_ON if outcome is Outcome.RETURN else outcome

    def run(self, chain: str, walk: Walk) -> Outcome:
        """Ask the rules of a chain in order; GO_ON where none of them decided."""
        for rule in self._rules.get(chain, ()):
            for match in rule.matches:
                if not match(walk):
                    break
            else:
                walk.steps.append(rule.step)
                outcome = rule.act(walk)
                if outcome is not Outcome.GO_ON:
                    return outcome
        return Outcome.GO_ON
