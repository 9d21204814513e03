"""How long it takes to compute a plan, by itself, for sites of so many lines of mixed kinds.

    python -m benchmarks.plan [--lines 8] [--runs 30]

`first` plans for a router that has nothing of ours, `second` for the same one after that plan, where nothing is left
to do, and `change` for it with the last line's weight changed (fail-over and ECMP: with another exception). The best of
so many runs, in milliseconds; the goal for 8 lines is 10 ms each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.row import Row, beside
from routerboard.language.applied import applied
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.site import Dns, Env, ExceptionRule, Lan, Site, Wan

AIM = 10.0
"""Milliseconds for a plan of eight lines."""
VERSIONS = ("6.49.18", "7.20.8")
METHODS: dict[str, dict[str, object]] = {
    "pcc": {"method": "pcc"},
    "ecmp": {"method": "ecmp"},
    "nth": {"method": "nth"},
    "nth sticky": {"method": "nth", "sticky": True},
    "failover": {"method": "failover"},
}


def wan(number: int) -> Wan:
    """Static, DHCP and PPPoE in turn."""
    name, interface = f"Wan{number}", f"ether{number}"
    if number % 3 == 0:
        return Wan(name, interface, "pppoe", user=f"user{number}@isp", password=Env(f"WAN{number}_PASSWORD"))
    if number % 3 == 1:
        return Wan(name, interface, "static", f"192.168.{100 + number}.2/24", f"192.168.{100 + number}.1")
    return Wan(name, interface, "dhcp")


def site(lines: int, given: dict[str, object]) -> Site:
    """So many lines, and an exception."""
    made = Site(
        "Benchmark",
        tuple(wan(number) for number in range(1, lines + 1)),
        Lan("bridge", "192.168.88.1/24"),
        exceptions=(ExceptionRule("Wan1", to="203.0.113.0/24"),),
        dns=Dns(("1.1.1.1", "9.9.9.9")),
    )
    return replace(made, **given)  # type: ignore[arg-type]


def changed(wanted: Site) -> Site:
    """A small change, such as a technician makes on the second day."""
    if wanted.method in ("failover", "ecmp"):
        return replace(wanted, exceptions=(ExceptionRule(wanted.wans[-1].name, to="203.0.113.0/24"),))
    return replace(wanted, wans=(*wanted.wans[:-1], replace(wanted.wans[-1], weight=2)))


def best(work: Callable[[], object], runs: int) -> float:
    """Milliseconds of the fastest run: what the machine can do, without what else it does."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return 1000 * min(seconds)


def measured(survey: Survey, wanted: Site, runs: int) -> tuple[float, int]:
    """Milliseconds, and how many changes the plan has."""
    return best(lambda: plan(survey, wanted), runs), len(plan(survey, wanted).changes)


def asked(version: str, name: str, lines: int) -> list[tuple[str, Survey, Site]]:
    """What is planned: for a router that has nothing, for it afterwards, and for a change."""
    wanted = site(lines, METHODS[name])
    blank = blank_survey(Version.parse(version), wanted)
    after = applied(blank, plan(blank, wanted))
    return [("first", blank, wanted), ("second", after, wanted), ("change", after, changed(wanted))]


def rows() -> list[Row]:
    """The slowest of all versions, methods and occasions, beside the aim."""
    taken = {
        f"{what} plan of 8 lines, {name}, {version}": measured(survey, wanted, 10)[0]
        for version in VERSIONS
        for name in METHODS
        for what, survey, wanted in asked(version, name, 8)
    }
    slowest = max(taken, key=lambda name: taken[name])
    return [beside(f"the slowest of {len(taken)}: {slowest}; aim", taken[slowest], AIM, "ms")]


def main(lines: int, runs: int) -> None:
    """Print a line for each version and method."""
    print(f"{lines} lines, best of {runs} runs, milliseconds (changes)")
    for version in VERSIONS:
        for name in METHODS:
            told = [(what, *measured(survey, one, runs)) for what, survey, one in asked(version, name, lines)]
            print(
                f"  {version:8} {name:11}", "  ".join(f"{what} {took:6.2f} ({count:3})" for what, took, count in told)
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=8)
    parser.add_argument("--runs", type=int, default=30)
    given = parser.parse_args()
    main(given.lines, given.runs)
