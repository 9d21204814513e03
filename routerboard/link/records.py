"""Plans and surveys as plain data, and back: what a journal keeps. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routerboard.language.change import Plan
from routerboard.language.items import Row
from routerboard.language.ledger import change_data, change_from
from routerboard.language.survey import Survey
from routerboard.language.version import Version

Data = dict[str, Any]


def plan_data(plan: Plan) -> Data:
    """A plan without its findings, which were read before it was written."""
    return {
        "site": plan.site,
        "version": str(plan.version),
        "changes": [change_data(change) for change in plan.changes],
    }


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan again; KeyError, TypeError or ValueError where the data is none."""
    return Plan(data["site"], Version.parse(data["version"]), tuple(map(change_from, data["changes"])))


def survey_data(survey: Survey) -> Data:
    """A survey, everything that it has read."""
    told = ("identity", "board", "architecture", "user", "via_interface", "client_address", "clock", "requests")
    return {
        "version": str(survey.version),
        **{name: getattr(survey, name) for name in told},
        "policies": sorted(survey.policies),
        "refused": dict(survey.refused),
        "menus": {path: [dict(row) for row in rows] for path, rows in survey.menus.items()},
    }


def survey_from(data: Mapping[str, Any]) -> Survey:
    """The survey again; KeyError, TypeError or ValueError where the data is none."""
    menus: dict[str, tuple[Row, ...]] = {path: tuple(rows) for path, rows in data["menus"].items()}
    parsed = {"version": Version.parse(data["version"]), "policies": frozenset(data["policies"]), "menus": menus}
    return Survey(**{**data, **parsed})
