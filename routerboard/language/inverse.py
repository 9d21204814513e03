"""The plan that undoes a plan: each change turned round, the last one first."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row, role_of


def inverse(plan: Plan) -> Plan:
    """What leads back from where this plan leads to; findings are not carried over."""
    return replace(plan, changes=tuple(map(inverse_of, reversed(plan.changes))), findings=())


def inverse_of(change: Change) -> Change:
    """One change turned round; it holds once exactly what came before the change is there again."""
    turned = {"add": _unadd, "set": _unset, "remove": _unremove, "move": _unmove}[change.verb](change)
    return replace(turned, why=f"undo: {change.why}" if change.why else "", consent="")


def _unadd(change: Change) -> Change:
    match = {"comment": change.args["comment"]} if role_of(change.args) else change.args
    return replace(change, verb="remove", args={}, match=match, before=change.args)


def _unset(change: Change) -> Change:
    return replace(change, args=change.before, before=change.args, match=_match_after(change))


def _match_after(change: Change) -> Row:
    """What picks the row once it is changed: preferably by what the change leaves alone."""
    kept = {name: value for name, value in change.match.items() if name not in change.args}
    return kept or {name: change.args[name] for name in change.match}


def _unremove(change: Change) -> Change:
    return replace(change, verb="add", args=change.before, match={}, before={})


def _unmove(change: Change) -> Change:
    match = change.match
    return replace(change, place_before=change.before or None, before=change.place_before or {}, match=match)
