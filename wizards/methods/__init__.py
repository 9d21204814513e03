"""How each method marks traffic: one file a method, each a function of the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerboard.language.items import Item
from wizards.lines import Job
from wizards.methods import ecmp, failover, nth, pcc

METHODS: Mapping[str, Callable[[Job], list[Item]]] = {
    "pcc": pcc.rules,
    "ecmp": ecmp.rules,
    "nth": nth.rules,
    "failover": failover.rules,
}
"""Method -> the mangle rules that make it, in their order."""
