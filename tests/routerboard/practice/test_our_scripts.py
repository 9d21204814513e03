"""Every script that we let a router run is read by boards of every version, and refused whole where it errs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from presets.loader import load_presets
from routerboard.language.change import Plan
from routerboard.language.version import Version
from routerboard.link.batch import batches, write_script
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.undo_script import after_boot, hook, in_time, job, undo_script
from routerboard.link.writer import Writer
from routerboard.practice.board import load_board
from routerboard.practice.errors import TrapError
from routerboard.practice.exporting import export
from routerboard.practice.reading import read, readable
from routerboard.practice.replies import Call
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import often
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.prefill import prefill
from wizards.site import Dns, Env, Lan, Site, Wan

BOARDS = ("factory", "flats", "home", "hotel", "messy", "office8")
VERSIONS = (
    "6.43", "6.45.9", "6.47.10", "6.48.7", "6.49.18", "7.1.5", "7.4.1", "7.6", "7.9.2", "7.10.2", "7.12.2", "7.13.5",
    "7.15.3", "7.16.2", "7.17.2", "7.18.2", "7.19.6", "7.20.8", "7.21.5", "7.22.3", "7.23", "7.24",
)  # fmt: skip
FEW = ("6.43", "6.49.18", "7.1.5", "7.20.8", "7.24")
TOKEN = "5f3a9c1b"


def site(kind: str) -> Site:
    return Site(
        "Hôtel “Acacia”",
        tuple(_wan(kind, number) for number in range(1, 4)),
        Lan("bridge", "192.168.88.1/24"),
        dns=Dns(("1.1.1.1", "9.9.9.9")),
    )


def _wan(kind: str, number: int) -> Wan:
    wan = Wan(name=f"Wan{number}", interface=f"ether{number}", kind=kind)
    if kind == "static":
        return Wan(
            name=wan.name, interface=wan.interface, kind=kind,
            address=f"192.168.{100 + number}.2/24", gateway=f"192.168.{100 + number}.1",
        )  # fmt: skip
    if kind == "pppoe":
        return Wan(name=wan.name, interface=wan.interface, kind=kind, user="u@isp", password=Env(f"WAN{number}"))
    return wan


def scripts(made: Plan) -> Iterator[tuple[str, str]]:
    """Everything that we let a router run for a plan."""
    release = made.version.can("safe-mode")
    yield "undo", undo_script(made, TOKEN)
    yield "hook", hook(TOKEN, release=release)
    yield "job", job(TOKEN, 60, release=release)
    yield "in-time", in_time(TOKEN, 123_456.0, release=release)
    yield "after-boot", after_boot(TOKEN, 400.0, release=release)
    for number, handful in enumerate(batches(made.changes)):
        yield f"write-{number}", write_script(handful, made.version)
    for change in made.changes:
        for name in ("script", "on-event", "source", "up-script", "down-script"):
            if change.args.get(name):
                yield f"{change.menu} {name}", change.args[name]


@pytest.mark.parametrize("kind", ["static", "dhcp", "pppoe"])
@pytest.mark.parametrize("version", often(VERSIONS, FEW))
def test_scripts_for_a_new_site_are_read(version: str, kind: str) -> None:
    made = plan(blank_survey(Version.parse(version), site(kind)), site(kind))
    found = dict(scripts(made))
    assert ("/ip/dhcp-client script" in found) == (kind == "dhcp")
    for text in found.values():
        read(text, made.version)


async def seen(router: PracticeRouter) -> Plan:
    """The plan for a board, with all that an undo needs to know of the rows that it removes."""
    async with (
        await serve(router, running_clock=False) as server,
        await connect(Target(server.host, server.port), Secret("")) as session,
    ):
        found = await survey(session)
        return await Writer(session, found.version).whole(plan(found, prefill(found, load_presets()["hotel"])))


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ("6.49.18", "7.20.8")))
@pytest.mark.parametrize("name", BOARDS)
async def test_scripts_for_a_board_that_is_set_up_are_read(name: str, version: str) -> None:
    made = await seen(PracticeRouter(load_board(name, version)))
    assert made.changes
    for text in dict(scripts(made)).values():
        read(text, made.version)


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ("6.43", "6.49.18", "7.20.8")))
async def test_they_run_and_lead_back(version: str) -> None:
    router = PracticeRouter(load_board("factory", version))
    router.tick(5)
    made = await seen(router)
    before = export(router)
    for handful in batches(made.changes):
        run(router, write_script(handful, made.version))
    assert export(router) != before
    run(router, undo_script(made, TOKEN))
    assert export(router).splitlines()[1:] == before.splitlines()[1:]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ("6.43", "6.49.18", "7.20.8")))
async def test_a_wrong_argument_in_one_is_refused_before_anything_runs(version: str) -> None:
    router = PracticeRouter(load_board("factory", version))
    router.tick(5)
    made = await seen(router)
    before = export(router)
    wrong = ":do { /ip route set [find] gateways=1.1.1.1 } on-error={}\n"
    for _, text in scripts(made):
        for spoilt in (f"{wrong}{text}", f"{text}\n{wrong}"):
            assert not readable(spoilt, made.version)
    with pytest.raises(TrapError, match=r"expected end of command \(line \d+ column 28\)"):
        run(router, write_script(made.changes, made.version) + wrong)
    assert export(router).splitlines()[1:] == before.splitlines()[1:]


@pytest.mark.parametrize("version", often(VERSIONS, FEW))
def test_one_for_another_version_is_refused(version: str) -> None:
    """What was made for the other kind of RouterOS names properties that this one lacks."""
    other = Version.parse("7.20.8" if version.startswith("6") else "6.49.18")
    made = plan(blank_survey(other, site("static")), site("static"))
    assert not readable(write_script(made.changes, other), Version.parse(version))


def run(router: PracticeRouter, source: str) -> None:
    """Let the board run a script, as itself."""
    list(router.jobs.run(source, Call(router, None, "", "", {})))
    router.changed()
