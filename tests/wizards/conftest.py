from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Dns, Env, Lan, Site, Wan

VERSIONS = ("6.49.18", "7.20.8")
LAN = Lan("bridge", "192.168.88.1/24")
SHARED = Path(__file__).resolve().parents[3] / "shared"

SiteMaker = Callable[..., Site]
SurveyMaker = Callable[..., Survey]


def wan(kind: str, number: int, **given: object) -> Wan:
    """A line of this kind on socket `number`."""
    values: dict[str, object] = {"name": f"Wan{number}", "interface": f"ether{number}", "kind": kind}
    if kind == "static":
        values |= {"address": f"192.168.{100 + number}.2/24", "gateway": f"192.168.{100 + number}.1"}
    if kind == "pppoe":
        values |= {"user": f"user{number}@isp", "password": Env(f"WAN{number}_PASSWORD")}
    if kind == "lte":
        values |= {"interface": f"lte{number}"}
    if kind == "far":
        values |= {"kind": "static", "address": f"203.0.113.{number}/32", "gateway": f"198.51.100.{number}"}
        values |= {"far_gateway": True}
    if kind == "vlan":
        values |= {"kind": "dhcp", "interface": f"vlan{number}"}
    return Wan(**{**values, **given})  # type: ignore[arg-type]


def make_site(kinds: str | tuple[str, ...] = "static", lines: int = 2, **given: object) -> Site:
    every = (kinds,) * lines if isinstance(kinds, str) else kinds
    values: dict[str, object] = {
        "name": "Hotel Acacia",
        "wans": tuple(wan(kind, number) for number, kind in enumerate(every, 1)),
        "lan": LAN,
        "dns": Dns(("1.1.1.1", "9.9.9.9")),
    }
    return Site(**{**values, **given})  # type: ignore[arg-type]


def _numbered(rows: list[dict[str, str]]) -> tuple[Row, ...]:
    return tuple({".id": f"*{index:X}", **row} for index, row in enumerate(rows, 1))


def factory_menus(version: Version) -> dict[str, tuple[Row, ...]]:
    """A home router as it comes out of its box, a modem in ether1 and another one in the LAN socket ether2."""
    ethers = [
        {"name": f"ether{n}", "default-name": f"ether{n}", "type": "ether", "running": str(n in (1, 2, 4)).lower()}
        for n in range(1, 6)
    ]
    bridge = {"name": "bridge", "type": "bridge", "running": "true", "comment": "defconf"}
    wlan = {"name": "wlan1", "type": "wlan", "running": "true", "disabled": "false"}
    port = {"bridge": "bridge", "priority": "0x80", "path-cost": "10", "hw": "true", "disabled": "false"}
    fasttrack = {
        "chain": "forward",
        "action": "fasttrack-connection",
        "connection-state": "established,related",
        "log": "false",
        "disabled": "false",
        "dynamic": "false",
        "comment": "defconf: fasttrack",
        "bytes": "118800000",
        "packets": "136326",
    }
    accept = {
        "chain": "forward",
        "action": "accept",
        "connection-state": "established,related,untracked",
        "disabled": "false",
        "dynamic": "false",
        "comment": "defconf: accept established,related, untracked",
    }
    dummy = {"chain": "forward", "action": "passthrough", "dynamic": "true", "comment": "special dummy rule"}
    menus: dict[str, list[dict[str, str]]] = {
        "/interface": [*ethers, bridge, wlan],
        "/interface/bridge/port": [
            {"interface": name, **port, "comment": "defconf"} for name in ("ether2", "ether3", "ether4", "wlan1")
        ],
        "/interface/list": [{"name": "WAN", "comment": "defconf"}, {"name": "LAN", "comment": "defconf"}],
        "/interface/list/member": [
            {"list": "LAN", "interface": "bridge", "disabled": "false", "comment": "defconf"},
            {"list": "WAN", "interface": "ether1", "disabled": "false", "comment": "defconf"},
        ],
        "/interface/pppoe-client": [],
        "/ip/address": [
            {"address": "192.168.88.1/24", "network": "192.168.88.0", "interface": "bridge", "dynamic": "false"},
            {"address": "192.168.30.2/24", "network": "192.168.30.0", "interface": "ether1", "dynamic": "true"},
        ],
        "/ip/dhcp-client": [
            {
                "interface": "ether1",
                "add-default-route": "yes",
                "use-peer-dns": "true",
                "status": "bound",
                "address": "192.168.30.2/24",
                "gateway": "192.168.30.1",
                "disabled": "false",
                "comment": "defconf",
            }
        ],
        "/ip/dns": [{"servers": "", "dynamic-servers": "192.168.30.1", "allow-remote-requests": "true"}],
        "/ip/firewall/address-list": [],
        "/ip/firewall/filter": [dummy, fasttrack, accept],
        "/ip/firewall/mangle": [{**dummy, "chain": "prerouting"}],
        "/ip/firewall/nat": [
            {
                "chain": "srcnat",
                "action": "masquerade",
                "out-interface-list": "WAN",
                "ipsec-policy": "out,none",
                "disabled": "false",
                "dynamic": "false",
                "comment": "defconf: masquerade",
            }
        ],
        "/ip/route": [
            {
                "dst-address": "0.0.0.0/0",
                "gateway": "192.168.30.1",
                "distance": "1",
                "dynamic": "true",
                "active": "true",
            }
        ],
        "/ip/dhcp-server": [{"name": "defconf", "interface": "bridge", "disabled": "false"}],
        "/ip/dhcp-server/lease": [{"address": "192.168.88.20", "mac-address": "02:00:00:00:00:20"}],
        "/ip/arp": [{"address": "192.168.88.253", "mac-address": "02:00:00:00:00:FD", "interface": "bridge"}],
        "/interface/bridge/host": [
            {"mac-address": "02:00:00:00:00:FD", "on-interface": "ether4", "bridge": "bridge"},
            {"mac-address": "02:00:00:00:00:20", "on-interface": "wlan1", "bridge": "bridge"},
            {"mac-address": "02:00:00:00:00:42", "on-interface": "ether2", "bridge": "bridge"},
        ],
        "/ip/settings": [{"rp-filter": "no"}],
    }
    if version.can("routing-tables"):
        menus["/routing/table"] = [{"name": "main", "fib": "true", "dynamic": "true"}]
    return {menu: _numbered(rows) for menu, rows in menus.items()}


def make_survey(
    version: str = "7.20.8", changed: Mapping[str, list[dict[str, str]]] | None = None, **given: object
) -> Survey:
    parsed = Version.parse(version)
    menus = {**factory_menus(parsed), **{menu: _numbered(rows) for menu, rows in (changed or {}).items()}}
    values: dict[str, object] = {
        "version": parsed,
        "identity": "MikroTik",
        "user": "admin",
        "policies": frozenset({"read", "write", "policy", "test"}),
        "via_interface": "bridge",
        "client_address": "192.168.88.253",
        "menus": menus,
    }
    return Survey(**{**values, **given})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def a_wan() -> Callable[..., Wan]:
    return wan


@pytest.fixture(scope="session")
def a_site() -> SiteMaker:
    return make_site


@pytest.fixture(scope="session")
def factory() -> SurveyMaker:
    """A factory router; `changed` replaces the rows of whole menus."""
    return make_survey


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> Version:
    return Version.parse(request.param)


@pytest.fixture(scope="session")
def roscheck_tool() -> Any:
    """The checker of real routers' schemas, as a module."""
    tool = SHARED / "tools" / "roscheck.py"
    if not tool.is_file():
        pytest.skip("the schemas of real routers are not here (../shared/tools/roscheck.py)")
    spec = importlib.util.spec_from_file_location("roscheck", tool)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def roscheck(roscheck_tool: Any) -> Callable[[Version, Path], None]:
    """Runs it over a script (or, for .json, over commands)."""

    def run(ros: Version, file: Path) -> None:
        text, release = file.read_text(encoding="utf-8"), (ros.major, ros.minor, ros.patch)
        if file.suffix == ".json":
            made = json.loads(text)
            rows = [(one["menu"], one["command"], {k: str(v) for k, v in one.get("args", {}).items()}) for one in made]
        else:
            rows = [row[1:] for row in roscheck_tool.commands(text)]
        assert rows
        assert not [(row, wrong) for row in rows if (wrong := roscheck_tool.problems(*row, release))]

    return run


@pytest.fixture(scope="session")
def language_server() -> Callable[..., None]:
    """Runs RouterOS's language server, strictly, over scripts or folders of them; it knows version 7 only."""
    tool = shutil.which("routeros-lsp", path=str(Path(sys.executable).parent)) or shutil.which("routeros-lsp")
    if tool is None:
        pytest.skip("routeros-lsp is not installed here")

    def run(*places: Path) -> None:
        command = [tool, "check", "--strict", *map(str, places)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr

    return run
