"""`verify`: measure what the lines really do, and keep it for the hand-over sheet."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from proof import drill as drills
from proof import store, weights
from proof.facts import facts_of
from proof.outage import recovered
from proof.outage import why_not as why_not_out
from proof.pin import Taken, unpinned
from proof.results import Drill, LineFacts, ResultsError, Speed, Verification, as_json
from proof.speedtest import Course, Progress, SpeedTest, data_needed
from proof.stamp import stamp
from proof.streams import Clock, Effort, NoServer, Server, chosen
from proof.verifying import begun, is_loopback, keeps_one_line, url_of, why_not
from routerboard.language.change import Severity
from routerboard.language.controls import plain
from routerboard.language.survey import Survey
from routerboard.link.session import Session
from routerboard.link.survey import survey
from routerboard.link.target import Target
from routerboard.link.waiting import waiting
from tui import recents
from tui.cli import DONE, FOUND
from tui.headless import sheets
from tui.headless.plan import table
from tui.headless.talk import (
    WrongInput,
    agreed,
    complain,
    finding_lines,
    keep_dir,
    opened,
    print_json,
    read_site,
    refused,
    running,
    say,
    somebody,
    stoppable,
)
from tui.watch.balance import balance_of
from tui.words.drill import WAY_WORDS, drill_lines, drill_words
from tui.words.proof import balance_lines, data_words, facts_lines, progress_words, speed_lines
from wizards.lines import Job, Line
from wizards.plan import plan
from wizards.record import built_from
from wizards.site import Site
from wizards.sitefile import dump_site

EFFORT = Effort()
BROKEN_OFF = "It was broken off; connections of that time say nothing about the balance."


def run(options: argparse.Namespace) -> int:
    """Measure, say it, keep it; the exit status tells the verdict."""
    return running(lambda: _untaken(options), options.json)


async def _untaken(options: argparse.Namespace) -> int:
    try:
        async with stoppable():
            return await _run(options)
    except Taken as error:
        return refused(f"{error} {error.todo}", options.json)


@dataclass(frozen=True)
class _Work:
    """A router that is as its site says, and how it is measured."""

    session: Session
    seen: Survey
    site: Site
    target: Target
    options: argparse.Namespace

    @property
    def job(self) -> Job:
        return Job(self.seen, self.site)


async def _run(options: argparse.Namespace) -> int:
    sheets.check(options.output, options.force)
    if options.speeds_to:
        sheets.check_place(Path(options.speeds_to), options.force)
    if bool(options.practice) == bool(options.router):
        raise WrongInput("verify measures one router: --router HOST, or --practice.")
    if not options.practice:
        return await _verified(options)
    from tui.headless.rehearsal import rehearsed

    async with rehearsed(options.practice, options.ros, options.site) as place:
        return await _verified(argparse.Namespace(**{**vars(options), "router": place, "site": None}))


def _site_of(seen: Survey) -> Site:
    """The one that the router says it was built from."""
    built = built_from(seen)
    if built is None or built.site is None:
        why = f": {built.why}" if built is not None else ""
        raise WrongInput(f"This router does not say which site it was built from{why}; name a site file.")
    return built.site


async def _verified(options: argparse.Namespace) -> int:
    named = read_site(options.site) if options.site else None
    session, target, _ = await opened(options)
    async with session:
        seen = await recovered(session, await unpinned(session, await survey(session)))
        site = named or _site_of(seen)
        if waiting(seen, keep_dir(), target.place) is not None:
            return refused("A change waits for a word: confirm it or undo it first. Nothing was changed.", options.json)
        if reason := why_not(seen, plan(seen, site)):
            return refused(f"{reason} Nothing was changed.", options.json)
        work = _Work(session, seen, site, target, options)
        if reason := await _no_drill(work):
            return refused(f"{reason} Nothing was changed.", options.json)
        if dissent := _dissent(work):
            return refused(dissent, options.json)
        return await _measured(work)


async def _measured(work: _Work) -> int:
    """Measure; what is measured is kept at once, so that whoever is cut off later loses nothing of it."""
    options, path = work.options, store.path_of(recents.folder(), work.seen, work.target.place)
    found = begun(work.seen, work.site, datetime.now().astimezone().isoformat(timespec="seconds"), _earlier(path))
    found = replace(found, technician=options.technician or found.technician, practice=is_loopback(work.target.host))
    servers = await _servers(work)
    found = replace(found, facts=tuple([await _facts(work, at, servers) for at in range(len(work.site.wans))]))
    _keep(path, found)
    if options.speed:
        found = replace(found, speed=await _speed(work, servers))
        _keep(path, found)
    found = replace(found, balance=await balance_of(work.session, work.seen.client_address, found.drills))
    _keep(path, found)
    if options.drill:
        drilled: dict[tuple[str, str], Drill] = {}
        async for one in _drills(work, servers):
            drilled[one.line, one.way] = one
            found = replace(found, drills=tuple(drilled.values()))
            _keep(path, found)
    sheets.write(options.output, found, options.force, complain)
    return _told(work, found)


def _keep(path: Path, found: Verification) -> None:
    try:
        store.save(path, found)
    except OSError as error:
        complain(f"! It cannot be kept in {path}: {error.strerror}.")


def _told(work: _Work, found: Verification) -> int:
    if work.options.json:
        print_json(as_json(found))
    else:
        say("\n".join(map(plain, facts_lines(found.facts))))
        if found.balance is not None:
            say("\n".join(map(plain, balance_lines(found.balance))))
        if work.options.speed and found.speed is not None:
            say("\n".join(map(plain, speed_lines(found.speed))))
        if work.options.drill:
            say("\n".join(map(plain, drill_lines(found.drills))))
    verdicts = [one.verdict for one in found.drills] if work.options.drill else []
    verdicts += ["bad"] if found.balance is not None and found.balance.verdict == "bad" else []
    if work.options.speed and found.speed is not None:
        _weights(work, found.speed)
        verdicts.append(found.speed.verdict)
    return DONE if all(one == "good" for one in verdicts) else FOUND


def _weights(work: _Work, speed: Speed) -> None:
    """What the plan would be with these speeds; the normal commands look at it and write it."""
    wanted, path = weights.measured(work.site, speed), work.options.speeds_to
    if wanted is None:
        if path:
            complain(f"! Not every line was measured, so {path} was not written.")
        return
    made = plan(work.seen, wanted)
    ratio, now = (" : ".join(map(str, weights.ratio(site))) for site in (wanted, work.site))
    if weights.useful(work.site):
        complain(f"Weights by these speeds: {ratio}; now {now}.")
    if made.blocked:
        complain("\n".join(finding_lines(one for one in made.findings if one.severity is Severity.ERROR)))
    if path:
        _write_speeds(Path(path), wanted)
        complain("\n".join(table(made)))
        if not made.blocked:
            complain(f"Written with the site to {path}: `simplifi-tui apply {path}` makes it so.")
    elif weights.useful(work.site) and ratio != now and not made.blocked:
        complain("--speeds-to FILE writes the site file with them.")


def _write_speeds(path: Path, site: Site) -> None:
    try:
        path.write_text(dump_site(site), encoding="utf-8")
    except OSError as error:
        raise WrongInput(f"{path} cannot be written: {error.strerror}.") from None


async def _facts(work: _Work, at: int, servers: tuple[Server, ...]) -> LineFacts:
    line = work.job.lines[at]
    complain(f"  … {line.name}: addresses, latency, packet size")
    return await facts_of(work.session, work.job, line, work.seen.client_address, servers, Clock())


async def _servers(work: _Work) -> tuple[Server, ...]:
    """Those to measure with; without --speed a line's facts do without them."""
    try:
        return await chosen(
            work.session.local_address, url_of(work.site, work.target.host, work.target.tcp_port), Clock()
        )
    except NoServer as error:
        if work.options.speed or work.options.drill:
            raise WrongInput(f"{error} The site file may name one under speed-test: url.") from None
        complain(f"! {error}")
        return ()


async def _speed(work: _Work, servers: tuple[Server, ...]) -> Speed:
    course = Course(
        work.job.lines,
        work.seen.client_address,
        work.session.local_address,
        servers=servers,
        method=work.site.method,
        one_line=keeps_one_line(work.site),
        most=data_needed(work.job.lines, EFFORT, work.site.method),
        effort=EFFORT,
    )
    return await SpeedTest(work.session, course, _Teller(complain)).run()


async def _no_drill(work: _Work) -> str:
    """Why no line may be taken out; "" where each may, or none is to be."""
    if not work.options.drill:
        return ""
    names = {line.name for line in work.job.lines}
    if strange := [one for one in work.options.line if one not in names]:
        raise WrongInput(f"The site has no line {strange[0]}; its lines are {', '.join(sorted(names))}.")
    return next((why for line in _drilled(work) if (why := why_not_out(work.seen, work.job.lines, line))), "")


def _drilled(work: _Work) -> list[Line]:
    return [line for line in work.job.lines if not work.options.line or line.name in work.options.line]


async def _drills(work: _Work, servers: tuple[Server, ...]) -> AsyncIterator[Drill]:
    """Each line in both ways, one after the other; of each first that it was broken off, in case that it is."""
    checks = await drills.checks_of(work.session)
    for line in _drilled(work):
        for way in drills.WAYS:
            seen = await survey(work.session)
            course = drills.Course(
                work.site,
                Job(seen, work.site).lines,
                line,
                way,
                seen.client_address,
                work.session.local_address,
                servers,
                checks,
                work.options.target,
            )
            complain(f"  … {line.name}: {WAY_WORDS[way]}")
            yield Drill(line.name, way, target=course.good, words=BROKEN_OFF, ended=stamp())
            try:
                yield await drills.DrillRun(work.session, seen, course, _said).run()
            except drills.NotSound as error:
                yield Drill(line.name, way, target=course.good, words=str(error))


def _said(progress: drills.Progress) -> None:
    if progress.event:
        complain(f"    {progress.event}")


class _Teller:
    """Says each phase once, as it begins."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._last = ("", "")

    def __call__(self, progress: Progress) -> None:
        """One step of the test."""
        if progress.done is None and (progress.line, progress.phase) != self._last:
            self._last = (progress.line, progress.phase)
            self._say(f"  … {progress_words(progress)}")


def _dissent(work: _Work) -> str:
    """Why nothing is measured; "" with consent to the data that it takes and to the lines that are taken out."""
    asked = []
    if work.options.speed:
        asked.append(data_words(data_needed(work.job.lines, EFFORT, work.site.method), len(work.site.wans)))
    if work.options.drill:
        asked.append(drill_words([line.name for line in _drilled(work)]))
    words = "\n".join(asked)
    if not asked:
        return ""
    if work.options.yes:
        complain(words)
        return ""
    if not somebody():
        return f"{words} There is nobody to ask here: add --yes. Nothing was changed."
    complain(words)
    return "" if agreed("Begin now?") else "Nothing was changed."


def _earlier(path: Path) -> Verification | None:
    try:
        return store.load(path)
    except (OSError, ValueError, ResultsError) as error:
        complain(f"! What was measured earlier cannot be read: {error}.")
        return None
