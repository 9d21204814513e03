"""Two passwords go through a whole run, and are then looked for in every byte that it left anywhere.

The one logs in, the other dials a PPPoE line. Both faces do all they can with them. The router's own rows have them, of
course; what we sent to the router may hold the line's password only where the line is made, and where an undo must put
a removed line back.
"""

from __future__ import annotations

import asyncio
import base64
import html
import json
import logging
import os
import re
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import platformdirs
import pytest
from textual.app import App

from routerboard.language.script import quote as console_quote
from routerboard.link.errors import LoginRefused
from routerboard.link.proof import Waits
from routerboard.link.protocol import Link
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.undo_script import SCRIPT
from routerboard.practice.board import read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tui import passwords
from tui.app import SimplifiApp
from tui.cli import DONE, NOT_REACHED, main
from tui.opening import Opening
from tui.screens.apply import ApplyScreen
from tui.widgets.form import FieldRow

pytestmark = pytest.mark.wide

VERSIONS = ("6.49.18", "7.20.8")
LOGIN = 'Lq7!pW%$"&<k\\9Zx'
LINE = "Pp3?vN'#>%{w/8Yt+"
WAY = ("preset", "lines", "lan", "method", "health", "review", "preview")

BOARD = f"""\
title: A modem that leases, and one that dials
interfaces: [ether1, ether2, ether3]
users: [{{name: admin, group: full, password: {json.dumps(LOGIN)}}}]
modems:
  - {{interface: ether1, address: 192.168.30.1/24, lease: 192.168.30.2, dns: [192.168.30.1]}}
  - {{interface: ether2, address: 10.255.0.1/24, user: hotel@isp, password: {json.dumps(LINE)}, dns: [100.64.0.53]}}
guests: {{hosts: 6, connections: 40, ports: [ether3], seed: 7}}
laptop: {{address: 192.168.88.240, port: ether3}}
config:
  /interface/bridge: [{{name: bridge}}]
  /interface/bridge/port: [{{bridge: bridge, interface: ether3}}]
  /ip/address: [{{address: 192.168.88.1/24, network: 192.168.88.0, interface: bridge}}]
  /ip/dhcp-client: [{{interface: ether1, disabled: no}}]
"""

SITE = """\
version: 1
site: Hotel Acacia
method: pcc
wans:
  - {name: Wan1, interface: ether1, kind: dhcp}
  - {name: Wan2, interface: ether2, kind: pppoe, user: hotel@isp, password: {env: WAN2_PASSWORD}}
lan: {interface: bridge, address: 192.168.88.1/24}
health: {check: gateway}
"""


def forms(password: str) -> dict[str, bytes]:
    """How a password may look in a file: as it is, a good part of it, and in every usual wrapping."""
    raw = password.encode()
    made = {
        "as it is": password,
        "JSON": json.dumps(password)[1:-1],
        "Python": repr(password)[1:-1],
        "percent-encoded": quote(password, safe=""),
        "percent-encoded path": quote(password),
        "HTML": html.escape(password),
        "HTML text": html.escape(password, quote=False),
        "SVG": html.escape(password).replace(" ", "&#160;"),
        "console": console_quote(password)[1:-1],
        "hex": raw.hex(),
        "HEX": raw.hex().upper(),
        "hex with colons": raw.hex(":"),
        "its beginning": password[:6],
        "its end": password[-6:],
    }
    for shift in range(3):  # base64 of it, wherever in a longer text it stands
        inner = base64.b64encode(b"\0" * shift + raw)[shift and shift + 1 : -4].decode()
        made[f"base64 {shift}"] = inner
        made[f"base64 for addresses {shift}"] = inner.translate(str.maketrans("+/", "-_"))
    return {name: text.encode() for name, text in made.items()} | {"UTF-16": password.encode("utf-16-le")}


FORMS = {
    f"{whose}, {name}": form for whose, word in (("login", LOGIN), ("line", LINE)) for name, form in forms(word).items()
}


def found(data: bytes | str, among: Mapping[str, bytes] = FORMS) -> list[str]:
    """Which forms of which password are in this."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    return [name for name, form in among.items() if form in raw]


class Remains:
    """Everything that a run left: texts by name, and folders."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.folders: list[Path] = []
        self.looked_at: set[str] = set()

    def add(self, name: str, text: str) -> None:
        self.texts[f"{name} ({len(self.texts)})"] = text

    def leaks(self) -> dict[str, list[str]]:
        """Where a password is, and in which form."""
        files = {str(path): path.read_bytes() for top in self.folders for path in top.rglob("*") if path.is_file()}
        names = {f"name of {path}": path.encode() for path in files}
        texts = {name: text.encode("utf-8", "surrogateescape") for name, text in self.texts.items()}
        self.looked_at |= {*files, *texts}
        return {name: leak for name, data in {**files, **names, **texts}.items() if (leak := found(data))}


@pytest.fixture
def remains(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Remains:
    """What is left: all that is written below the folder of the test, logged at any level, or started as a process."""
    made = Remains()
    made.folders.append(tmp_path)
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data")
    popen = subprocess.Popen.__init__

    def started(self: Any, *words: Any, **how: Any) -> None:
        made.add("process", repr((words, how.get("args"))))
        popen(self, *words, **how)

    monkeypatch.setattr(subprocess.Popen, "__init__", started)
    return made


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proof here needs the guests' traffic; looks come often."""
    monkeypatch.setattr("routerboard.link.commit.Waits", partial(Waits, traffic=0.0, pace=0.05))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Every sentence that went to a router."""
    sentences: list[tuple[str, ...]] = []
    send = Link.send

    async def told(self: Link, channel: Any, *words: str | bytes) -> None:
        sentences.append(tuple(one if isinstance(one, str) else one.decode() for one in words))
        await send(self, channel, *words)

    monkeypatch.setattr(Link, "send", told)
    return sentences


def misplaced(sent: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Sentences with a password where none belongs."""
    return [words for words in sent if found("\n".join(words)) and not _may_hold(words)]


def _may_hold(words: tuple[str, ...]) -> bool:
    """The login its own; the line's in the line, and in the undo where it stands for a line that goes."""
    which = {name.partition(",")[0] for name in found("\n".join(words))}
    command, rest = words[0], words[1:]
    if command == "/login":
        return which == {"login"} and [bool(found(one)) for one in rest] == [
            one.startswith("=password=") for one in rest
        ]
    if command in ("/interface/pppoe-client/add", "/interface/pppoe-client/set"):
        return which == {"line"} and all(one.startswith("=password=") for one in rest if found(one))
    undo = f"=name={SCRIPT}" in rest
    return command == "/system/script/add" and undo and which == {"line"}


def on_router(router: PracticeRouter) -> list[str]:
    """Where on the board a password is that is not where the board itself needs it."""
    needed = {("/user", "password"), ("/interface/pppoe-client", "password")}
    told = []
    for path in router.store.paths():
        for row in router.store.rows(path):
            values = {**row.values, **row.state, **row.firm}
            told += [f"{path} {name}" for name, value in values.items() if found(value) and (path, name) not in needed]
    texts = router.files._texts.items()
    return told + [f"file {name}" for name, text in texts if found(text) or found(name)]


def shot(app: App[Any], remains: Remains) -> None:
    """Keep what is on the screen, as it is drawn and as a picture."""
    strips = app.screen._compositor.render_strips()
    remains.add(f"text of {app.screen!r}", "\n".join(strip.text for strip in strips))
    remains.add(f"picture of {app.screen!r}", app.export_screenshot())
    remains.add(f"widgets of {app.screen!r}", repr([*app.screen.walk_children()]) + repr(vars(app.screen)))


def shown(app: Any) -> str:
    """Which screen is shown."""
    return getattr(app.screen, "STEP", "") or app.screen.SCOPE


def field(screen: Any, label: str) -> Any:
    """The control of a field by its label."""
    row = next(row for row in screen.query(FieldRow) if row.field.label == label)
    return row.query("Choice, Input").first()


def test_the_net_catches_what_it_is_for() -> None:
    for password in (LOGIN, LINE):
        wrapped = [password, json.dumps({"a": password}), quote(password), repr([password]), html.escape(password)]
        wrapped += [(b"x" * at + password.encode() + b"yz").hex() for at in range(3)]
        wrapped += [base64.b64encode(b"x" * at + password.encode() + b"yz").decode() for at in range(6)]
        wrapped += [
            base64.urlsafe_b64encode(b"ab:" + password.encode()).decode(),
            f'set password="{console_quote(password)[1:-1]}"',
        ]
        assert all(map(found, wrapped)), [one for one in wrapped if not found(one)]
    assert found("nothing at all " * 50) == []


@pytest.mark.asyncio
async def test_the_app_leaves_no_password_anywhere(
    tmp_path: Path,
    remains: Remains,
    sent: list[tuple[str, ...]],
    until: Any,
    ring: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    router = PracticeRouter(read_board("bench", BOARD, "7.20.8"))
    server = await serve(router)
    opening = Opening(Target(server.host, server.port), data_dir=tmp_path / "data")
    app, site = SimplifiApp(opening), tmp_path / "hotel.yaml"
    try:
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await _log_in(app, pilot, until, remains)
            await _to_the_plan(app, pilot, until, remains)
            await _saved(app, pilot, until, remains, site)
            await pilot.press("c", "enter", "a")
            await until(pilot, lambda: isinstance(app.screen, ApplyScreen))
            shot(app, remains)
            await until(pilot, lambda: app.screen.state == "done", timeout=30)
            shot(app, remains)
            await pilot.press("enter")
            await until(pilot, lambda: shown(app) == "live")
            for tab in "12345678":
                await pilot.press(tab)
                await pilot.pause(0.1)
                shot(app, remains)
            remains.add("app", repr(vars(app)) + repr(app.tree))
    finally:
        await server.close()
    said = capfd.readouterr()
    remains.add("output", said.out + said.err)
    remains.add("log", caplog.text)
    assert LINE in str([row.values for row in router.store.rows("/interface/pppoe-client")]), "it went where it belongs"
    assert ring.kept == {}, "it was not asked to remember"
    leaks = remains.leaks()
    assert any(name.endswith(".jsonl") for name in remains.looked_at), "there is a journal"
    assert {str(site), str(tmp_path / "data" / "recent-routers.json")} <= remains.looked_at
    assert leaks == {}
    assert misplaced(sent) == []
    assert on_router(router) == []


async def _log_in(app: Any, pilot: Any, until: Any, remains: Remains) -> None:
    await until(pilot, lambda: shown(app) == "login" and app.screen.looked.is_set())
    app.screen.query_one("#password").value = "not " + LOGIN
    shot(app, remains)
    await pilot.press("enter")
    await until(pilot, lambda: shown(app) == "connecting" and not app.screen.why_not("login"))
    shot(app, remains)
    await pilot.press("l")
    await until(pilot, lambda: shown(app) == "login" and app.screen.looked.is_set())
    app.screen.query_one("#password").value = LOGIN
    await pilot.press("enter")
    await until(pilot, lambda: shown(app) == "survey")
    shot(app, remains)


async def _to_the_plan(app: Any, pilot: Any, until: Any, remains: Remains) -> None:
    """By enter; on the way the second line becomes one that dials."""
    for name in WAY:
        await pilot.press("enter")
        await until(pilot, lambda name=name: shown(app) == name)
        if name == "lines":
            await _dialling(app, pilot, until, remains)
        await pilot.pause()
        shot(app, remains)


async def _dialling(app: Any, pilot: Any, until: Any, remains: Remains) -> None:
    """The second line, which was guessed, by keys: on ether2, by PPPoE, with user and password."""
    screen = app.screen
    assert [wan.interface for wan in screen.site.wans] == ["ether1", "ether2"]
    await pilot.press("down")
    await until(pilot, lambda: field(screen, "Name").value == "Wan2")
    field(screen, "Kind").focus()
    await pilot.press("right", "right")
    await until(pilot, lambda: screen.site.wans[1].kind == "pppoe")
    await pilot.pause()
    field(screen, "User").value = "hotel@isp"
    field(screen, "Password").focus().value = LINE
    await until(pilot, lambda: screen.visit.secrets.get("WAN2_PASSWORD") == Secret(LINE))
    remains.add("visit", repr(screen.visit) + repr(vars(screen.visit)) + str(screen.visit.secrets))


async def _saved(app: Any, pilot: Any, until: Any, remains: Remains, site: Path) -> None:
    await pilot.press("v")
    await pilot.pause()
    shot(app, remains)
    await pilot.press("v", "s")
    await until(pilot, lambda: shown(app) == "ask")
    app.screen.query_one("Input").value = str(site)
    shot(app, remains)
    await pilot.press("enter")
    await until(pilot, site.exists)


@pytest.fixture
def served() -> Iterator[Callable[[str], tuple[PracticeRouter, str]]]:
    """`served("7.20.8")`: the board in a thread of its own, and its place."""
    ends = []

    def start(version: str) -> tuple[PracticeRouter, str]:
        router, ready, held = PracticeRouter(read_board("bench", BOARD, version)), threading.Event(), []

        async def body() -> None:
            stop = asyncio.Event()
            async with await serve(router) as server:
                held.extend((asyncio.get_running_loop(), stop, f"{server.host}:{server.port}"))
                ready.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: asyncio.run(body()), daemon=True)
        thread.start()
        assert ready.wait(20)
        ends.append((held[0], held[1], thread))
        return router, held[2]

    yield start
    for loop, stop, thread in ends:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_commands_leave_no_password_anywhere(
    version: str,
    served: Callable[[str], tuple[PracticeRouter, str]],
    tmp_path: Path,
    remains: Remains,
    sent: list[tuple[str, ...]],
    ring: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    router, place = served(version)
    site = tmp_path / "hotel.yaml"
    site.write_text(SITE, encoding="utf-8")

    def run(*words: str, status: int = DONE) -> None:
        ended = main([*words, "--router", place])
        said = capsys.readouterr()
        remains.add(f"{words}", said.out + said.err)
        assert ended == status, said.out + said.err
        assert misplaced(sent) == []
        assert on_router(router) == [], words

    monkeypatch.setenv("SIMPLIFI_PASSWORD", "not " + LOGIN)
    run("survey", status=NOT_REACHED)
    monkeypatch.setenv("SIMPLIFI_PASSWORD", LOGIN)
    monkeypatch.setenv("WAN2_PASSWORD", LINE)
    run("survey", "--json", "--remember")
    run("survey")
    for form in ("table", "rsc", "json"):
        run("plan", str(site), "--format", form)
    run("apply", str(site), "--yes", "--hold", "--json")
    run("undo", "--json")
    run("apply", str(site), "--yes", "--hold", "--json")
    run("confirm", "--json")
    assert LINE in str([row.values for row in router.store.rows("/interface/pppoe-client")]), "it went where it belongs"
    run("doctor", "--json")
    run("survey", "--json")
    run("watch", "--count", "1")
    run("remove", "--yes", "--json")
    assert router.store.rows("/interface/pppoe-client") == []
    run("forget")
    remains.add("log", caplog.text)
    leaks = remains.leaks()
    assert any(name.endswith(".jsonl") for name in remains.looked_at), "there is a journal"
    assert ring.kept == {}, "it was remembered, and forgotten"
    assert leaks == {}


def test_a_removed_line_is_put_back_with_its_password(
    served: Callable[[str], tuple[PracticeRouter, str]],
    tmp_path: Path,
    remains: Remains,
    sent: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it is under way the router's own undo has the password, and nobody else; afterwards that is gone."""
    router, place = served("7.20.8")
    site = tmp_path / "hotel.yaml"
    site.write_text(SITE, encoding="utf-8")
    monkeypatch.setenv("SIMPLIFI_PASSWORD", LOGIN)
    monkeypatch.setenv("WAN2_PASSWORD", LINE)
    assert main(["apply", str(site), "--yes", "--router", place]) == DONE
    before = [row.values["password"] for row in router.store.rows("/interface/pppoe-client")]
    site.write_text(re.sub(r"  - {name: Wan2.*\n", "", SITE), encoding="utf-8")
    assert main(["apply", str(site), "--yes", "--hold", "--router", place]) == DONE
    assert router.store.rows("/interface/pppoe-client") == []
    assert on_router(router) == ["/system/script source"]
    assert main(["undo", "--router", place]) == DONE
    assert [row.values["password"] for row in router.store.rows("/interface/pppoe-client")] == before == [LINE]
    assert on_router(router) == []
    assert misplaced(sent) == []
    assert remains.leaks() == {}


# errors


def told(error: BaseException) -> str:
    """All that is ever printed of an error."""
    return "".join([repr(error), str(error), repr(vars(error)), *traceback.format_exception(error)])


def test_a_session_and_whom_it_is_with_show_no_password(served: Callable[[str], tuple[PracticeRouter, str]]) -> None:
    _, place = served("7.20.8")

    async def look() -> str:
        target = Target.parse(place)
        async with await connect(target, Secret(LOGIN)) as session:
            parts = (target, Secret(LOGIN), session, session.api, session._link, session._link.transport)
            return "".join(repr(part) + str(part) + repr(getattr(part, "__dict__", "")) for part in parts)

    assert found(asyncio.run(look())) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_refused_login_shows_no_password(version: str, served: Callable[[str], tuple[PracticeRouter, str]]) -> None:
    _, place = served(version)

    async def refused() -> str:
        with pytest.raises(LoginRefused) as caught:
            await connect(Target.parse(place), Secret("not " + LOGIN))
        return told(caught.value)

    assert found(asyncio.run(refused())) == []


def test_a_keyring_that_breaks_shows_no_password(ring: Any) -> None:
    ring.trouble = RuntimeError(f"cannot keep {LOGIN}")
    with pytest.raises(passwords.NoKeyring) as caught:
        passwords.remember(Target("192.168.88.1"), Secret(LOGIN))
    assert found(told(caught.value)) == []


@pytest.mark.asyncio
async def test_a_crash_shows_no_variables(app_on: Any, played: Any, capsys: pytest.CaptureFixture[str]) -> None:
    app = app_on(played)

    def break_down() -> None:
        typed = LOGIN
        raise RuntimeError(f"broken, and {len(typed)} characters were typed")

    async def run() -> None:
        async with app.run_test() as pilot:
            app.call_later(break_down)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken"):
        await run()
    printed = capsys.readouterr().err
    assert "RuntimeError: broken, and 16 characters were typed" in printed
    assert "typed = LOGIN" in printed, "the lines of the program are shown"
    assert found(printed) == []


def test_textual_writes_no_log_of_the_keys(tmp_path: Path) -> None:
    """It reads the name of that file when it is imported, so this takes a process of its own."""
    code = (
        "import tui.cli\n"
        "try: tui.cli.main(['--practice', '--router', 'x'])\n"
        "finally: import textual.constants; print(textual.constants.LOG_FILE)"
    )
    log = tmp_path / "keys.log"
    environment = {**os.environ, "TEXTUAL_LOG": str(log), "TEXTUAL_DRIVER": "x", "TERM": "xterm-256color"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "None\n", done.stderr
    assert "--practice and --router" in done.stderr, "the app's room was entered"
