"""`plan`: what would change on a router, or on a fresh one of some version, with a reason for each row."""

from __future__ import annotations

import argparse

from routerboard.language.change import Plan
from routerboard.language.controls import plain
from routerboard.language.script import to_rsc
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from tui.cli import DONE, FOUND
from tui.headless.talk import WrongInput, complain, finding_lines, print_json, read_site, running, say, surveyed
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.present import plan_json, plan_table
from wizards.record import built_from
from wizards.site import Site


def run(options: argparse.Namespace) -> int:
    """Make the plan and show it; exit status 1 where a finding forbids applying it."""
    return running(lambda: _run(options), options.json or options.format == "json")


async def _run(options: argparse.Namespace) -> int:
    if bool(options.router) == bool(options.ros):
        raise WrongInput("plan is made for one thing: --router HOST or --ros VERSION.")
    site = read_site(options.site) if options.site else None
    if options.ros:
        if site is None:
            raise WrongInput("plan --ros VERSION needs a site file: no router can tell its own.")
        seen = blank_survey(_version(options.ros), site)
    else:
        seen = (await surveyed(options))[0]
    made = plan(seen, site or _own(seen))
    show(made, "json" if options.json else options.format, options.site or "")
    return FOUND if made.blocked else DONE


def _own(seen: Survey) -> Site:
    """The site that the router was built from."""
    built = built_from(seen)
    if built is None or built.site is None:
        why = f"its own cannot be used: {built.why}" if built else "it does not say from which one it was built"
        raise WrongInput(f"name a site file for {seen.identity or 'this router'}: {why}.")
    return built.site


def show(made: Plan, form: str, site: str = "") -> None:
    """The plan in one of its forms; findings go to the side where the form is for other programs."""
    if form == "json":
        print_json(plan_json(made))
    elif form == "rsc":
        say(to_rsc(made).rstrip("\n"))
    else:
        say("\n".join(table(made, site)))
        return
    for line in finding_lines(made.findings, site):
        complain(line)


def table(made: Plan, site: str = "") -> list[str]:
    """The plan for eyes: findings first, then the rows under their menus."""
    lines = [*finding_lines(made.findings, site), ""] if made.findings else []
    menu = ""
    for sign, path, row, why in plan_table(made):
        lines += [path] if path != menu else []
        lines.append(f"  {sign} {plain(row):52} {plain(why)}")
        menu = path
    counts = made.counts()
    amount = f"{counts['add']} add  {counts['set']} change  {counts['remove']} remove  {counts['move']} move"
    nothing = "No plan can be made." if made.blocked else "Nothing to change."
    return [*lines, "", amount if made.changes else nothing]


def _version(text: str) -> Version:
    try:
        return Version.parse(text)
    except ValueError:
        raise WrongInput(f"--ros {text}: not a RouterOS version; write 6.49.18 or 7.20.8.") from None
