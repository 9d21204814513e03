"""Helpers for tests of the screens: wait for a condition, read the screen as text, compare it with a kept picture."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pytest
from textual.app import App
from textual.pilot import Pilot

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.target import Secret, Target
from tui.app import SimplifiApp
from tui.opening import Opening, PracticeBoard
from tui.visit import Dealings

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("SIMPLIFI_SNAPSHOTS") == "update"

ScreenText: TypeAlias = Callable[[App[Any]], str]
Until: TypeAlias = Callable[..., Awaitable[None]]
Snapshot: TypeAlias = Callable[..., None]


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing moves by itself: no animation, no colour switch from the surroundings."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # nobody's own keyring is asked
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def _text(app: App[Any]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


@pytest.fixture
def screen_text() -> ScreenText:
    """`screen_text(app)`: what stands on the glass, line by line, without trailing spaces and without colours."""
    return _text


@pytest.fixture
def until() -> Until:
    """`await until(pilot, condition, timeout=10.0)`: wait until the condition holds, or fail with the screen's text."""

    async def wait(pilot: Pilot[Any], condition: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("never happened; the screen was:\n" + _text(pilot.app))
            await pilot.pause(0.01)

    return wait


@pytest.fixture
def snapshot() -> Snapshot:
    """`snapshot(app_or_pilot, name, mask=())`: the screen is as kept in snapshots/NAME-COLUMNSxROWS.txt.

    Each pattern of `mask` (a regular expression) is blotted out with `#` on both sides. With SIMPLIFI_SNAPSHOTS=update
    in the environment the picture is written instead of compared.
    """

    def compare(of: App[Any] | Pilot[Any], name: str, mask: tuple[str, ...] = ()) -> None:
        app: App[Any] = of.app if isinstance(of, Pilot) else of
        kept = SNAPSHOTS / f"{name}-{app.size.width}x{app.size.height}.txt"
        now = _text(app)
        for pattern in mask:
            now = re.sub(pattern, lambda found: "#" * len(found.group()), now)
        if UPDATE:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(now, encoding="utf-8", newline="\n")
        assert kept.exists(), f"no picture {kept.name}; write it with SIMPLIFI_SNAPSHOTS=update"
        assert now == kept.read_text(encoding="utf-8"), f"{kept.name} differs; the screen is:\n{now}"

    return compare


PORTS = ("ether2", "ether3", "ether4", "ether5", "wlan1")

INTERFACES = (
    {".id": "*1", "name": "ether1", "default-name": "ether1", "type": "ether", "running": "true", "disabled": "false"},
    {".id": "*2", "name": "ether2", "default-name": "ether2", "type": "ether", "running": "true", "disabled": "false"},
    {".id": "*3", "name": "ether3", "default-name": "ether3", "type": "ether", "running": "false", "disabled": "false"},
    {".id": "*4", "name": "ether4", "default-name": "ether4", "type": "ether", "running": "true", "disabled": "false"},
    {".id": "*5", "name": "ether5", "default-name": "ether5", "type": "ether", "running": "false", "disabled": "false"},
    {".id": "*6", "name": "wlan1", "default-name": "wlan1", "type": "wlan", "running": "true", "disabled": "false"},
    {".id": "*7", "name": "bridge", "type": "bridge", "running": "true", "disabled": "false", "comment": "defconf"},
)

FACTORY = {
    "/interface": INTERFACES,
    "/interface/bridge": ({".id": "*7", "name": "bridge", "comment": "defconf"},),
    "/interface/bridge/port": tuple(
        {".id": f"*{at}", "interface": name, "bridge": "bridge", "comment": "defconf", "disabled": "false"}
        for at, name in enumerate(PORTS, start=1)
    ),
    "/interface/list": (
        {".id": "*2000010", "name": "WAN", "comment": "defconf"},
        {".id": "*2000011", "name": "LAN", "comment": "defconf"},
    ),
    "/interface/list/member": (
        {".id": "*1", "list": "LAN", "interface": "bridge", "comment": "defconf", "disabled": "false"},
        {".id": "*2", "list": "WAN", "interface": "ether1", "comment": "defconf", "disabled": "false"},
    ),
    "/ip/address": (
        {
            ".id": "*1",
            "address": "192.168.88.1/24",
            "network": "192.168.88.0",
            "interface": "bridge",
            "actual-interface": "bridge",
            "dynamic": "false",
            "disabled": "false",
            "comment": "defconf",
        },
        {
            ".id": "*2",
            "address": "192.168.30.2/24",
            "network": "192.168.30.0",
            "interface": "ether1",
            "actual-interface": "ether1",
            "dynamic": "true",
            "disabled": "false",
        },
    ),
    "/ip/dhcp-client": (
        {
            ".id": "*1",
            "interface": "ether1",
            "status": "bound",
            "address": "192.168.30.2/24",
            "gateway": "192.168.30.1",
            "add-default-route": "yes",
            "use-peer-dns": "yes",
            "default-route-distance": "1",
            "disabled": "false",
            "comment": "defconf",
        },
    ),
    "/ip/dhcp-server": ({".id": "*1", "name": "defconf", "interface": "bridge", "disabled": "false"},),
    "/ip/dhcp-server/lease": tuple(
        {
            ".id": f"*{at}",
            "address": f"192.168.88.{250 - at}",
            "active-address": f"192.168.88.{250 - at}",
            "mac-address": f"02:00:00:00:01:{at:02X}",
        }
        for at in range(1, 15)
    ),
    "/ip/arp": ({"address": "192.168.88.249", "mac-address": "02:00:00:00:01:01", "interface": "bridge"},),
    "/interface/bridge/host": (
        *(
            {"mac-address": f"02:00:00:00:01:{at:02X}", "on-interface": "wlan1", "bridge": "bridge", "local": "false"}
            for at in range(2, 15)
        ),
        {"mac-address": "02:00:00:00:01:01", "on-interface": "ether4", "bridge": "bridge", "local": "false"},
        {"mac-address": "02:00:00:00:02:02", "on-interface": "ether2", "bridge": "bridge", "local": "false"},
    ),
    "/ip/route": (
        {
            ".id": "*1",
            "dst-address": "0.0.0.0/0",
            "gateway": "192.168.30.1",
            "distance": "1",
            "active": "true",
            "dynamic": "true",
        },
    ),
    "/ip/dns": ({"servers": "", "allow-remote-requests": "yes"},),
    "/ip/settings": ({"rp-filter": "no"},),
    "/ip/firewall/filter": (
        {
            ".id": "*8",
            "chain": "forward",
            "action": "fasttrack-connection",
            "connection-state": "established,related",
            "disabled": "false",
            "dynamic": "false",
            "comment": "defconf: fasttrack",
        },
        {
            ".id": "*9",
            "chain": "forward",
            "action": "accept",
            "connection-state": "established,related,untracked",
            "disabled": "false",
            "dynamic": "false",
            "comment": "defconf: accept established,related, untracked",
        },
        {
            ".id": "*A",
            "chain": "input",
            "action": "drop",
            "in-interface-list": "!LAN",
            "disabled": "false",
            "dynamic": "false",
            "comment": "defconf: drop all not coming from LAN",
        },
    ),
    "/ip/firewall/nat": (
        {
            ".id": "*1",
            "chain": "srcnat",
            "action": "masquerade",
            "out-interface-list": "WAN",
            "ipsec-policy": "out,none",
            "disabled": "false",
            "dynamic": "false",
            "comment": "defconf: masquerade",
        },
    ),
    "/ip/firewall/mangle": (),
    "/ip/firewall/address-list": (),
    "/ip/hotspot": (),
    "/user": ({".id": "*1", "name": "admin", "group": "full"},),
}
"""An unboxed router: WAN by DHCP on ether1, the rest in the bridge, FastTrack on, modems in ether1 and ether2."""


@pytest.fixture
def factory_survey() -> Callable[[str], Survey]:
    """`factory_survey("7.20.8")`: the survey of an unboxed router of that version with two modems plugged in."""

    def make(version: str = "6.49.18") -> Survey:
        return Survey(
            version=Version.parse(version),
            identity="MikroTik",
            board="RB952Ui-5ac2nD",
            architecture="mipsbe",
            user="admin",
            policies=frozenset({"read", "write", "policy", "test", "api", "ftp", "reboot", "sensitive"}),
            via_interface="bridge",
            client_address="192.168.88.249",
            menus=dict(FACTORY),
            requests=24,
        )

    return make


class QuietSession:
    """A session that only knows how to be closed."""

    security = None

    def __init__(self) -> None:
        self.closed = False

    async def close(self) -> None:
        self.closed = True


@dataclass
class PlayedRouter:
    """A router played for the screens: what a survey reads, and what goes wrong on the way, once each."""

    found: Survey
    troubles: list[Exception] = field(default_factory=list)
    logins: list[tuple[Target, Secret]] = field(default_factory=list)
    sessions: list[QuietSession] = field(default_factory=list)

    async def connect(self, target: Target, password: Secret) -> QuietSession:
        self.logins.append((target, password))
        if self.troubles:
            raise self.troubles.pop(0)
        self.sessions.append(QuietSession())
        return self.sessions[-1]

    async def survey(self, session: QuietSession) -> Survey:
        return self.found


@pytest.fixture
def played(factory_survey: Callable[[str], Survey]) -> PlayedRouter:
    """A played router on which everything works; put errors into `troubles`."""
    return PlayedRouter(factory_survey("6.49.18"))


BOARDS = (
    PracticeBoard("factory", "7.20.8", "Factory Routerboard: two modems, fourteen guests"),
    PracticeBoard("factory", "6.49.18", "Factory Routerboard: two modems, fourteen guests"),
)


@pytest.fixture
def app_on(tmp_path: Path) -> Callable[..., SimplifiApp]:
    """`app_on(router, commit, **opening)`: the app with a played router behind every address and board.

    `commit` plays commit, confirm and undo alike.
    """

    async def practise(board: str, version: str) -> Target:
        return Target("127.0.0.1", 40000)

    def make(router: PlayedRouter, commit: Any = None, **opening: Any) -> SimplifiApp:
        start = Opening(
            practise=practise, boards=BOARDS, data_dir=tmp_path, today=lambda: date(2026, 11, 12), **opening
        )
        return SimplifiApp(start, Dealings(router.connect, router.survey, commit, commit, commit))

    return make


class Ring:
    """A keyring of the tests."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def get_password(self, service: str, user: str) -> str | None:
        self._check()
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, password: str) -> None:
        self._check()
        self.kept[service, user] = password

    def delete_password(self, service: str, user: str) -> None:
        self._check()
        del self.kept[service, user]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """A keyring that works."""
    made, module = Ring(), ModuleType("keyring")
    module.get_keyring = lambda: made  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return made


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not installed."""
    monkeypatch.setitem(sys.modules, "keyring", None)
