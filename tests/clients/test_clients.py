"""Programs that nobody here wrote, unmodified, take the practice board for a router."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, VENV, VERSIONS, checked

pytestmark = pytest.mark.clients
PROGRAMS = Path(__file__).parent / "programs"
CLIENTS = {
    "librouteros_sync": ("librouteros", "blocking", VERSIONS),
    "librouteros_async": ("librouteros", "asyncio", VERSIONS),
    "routeros_api_": ("RouterOS-api", "", VERSIONS),
    "napalm_ros_": ("napalm-ros", "", ("6.44.6", "6.49.18", "7.16.2", "7.20.8", "7.24.5")),
    "tikapy_": ("tikapy", "", VERSIONS),
    "routeros_py": ("routeros-py", "", VERSIONS[1:]),
    "mktxp_": ("mktxp", "", VERSIONS[1:]),
    "check_routeros": ("routeros-check", "", ("6.44.6", "6.49.18", "7.16.2", "7.20.8")),
}
"""Program -> the distribution that it uses, how, and the versions that it says it is for."""
ANSIBLE = ("6.49.18", "7.16.2", "7.20.8")
CASES = [
    pytest.param(program, version, marks=pytest.mark.xdist_group(version))
    for program, (_, _, versions) in CLIENTS.items()
    for version in versions
]
"""Those of one version share a board, one after the other."""
Served = Callable[[str], int]
Keep = Callable[[str, str, str], None]


def named(program: str) -> str:
    distribution, how, _ = CLIENTS[program]
    lib = next(VENV.glob("[Ll]ib/**/site-packages"))
    normal = distribution.lower().replace("-", "_")
    found = next(path for path in lib.glob("*.dist-info") if path.name.lower().startswith(f"{normal}-"))
    return f"{distribution} {PathDistribution(found).version}{', ' + how if how else ''}"


def judged(found: dict[str, str]) -> str:
    return f"{sum(not broken for broken in found.values())} of {len(found)}"


@pytest.mark.parametrize(("program", "version"), CASES)
def test_a_client_takes_the_board_for_a_router(
    program: str, version: str, clients: Path, port_of: Served, said: Keep
) -> None:
    found = checked([str(clients / "python"), str(PROGRAMS / f"{program}.py"), version, str(port_of(version))])
    said(named(program), version, judged(found))
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("version", [pytest.param(one, marks=pytest.mark.xdist_group(one)) for one in VERSIONS])
def test_a_client_in_javascript_does_so_too(version: str, clients: Path, port_of: Served, said: Keep) -> None:
    modules = VENV / "node" / "node_modules"
    if not (modules / "node-routeros").exists():
        pytest.skip("no node-routeros: node and npm are not here, or could not get it")
    found = checked(
        ["node", str(PROGRAMS / "node_routeros.js"), version, str(port_of(version))], NODE_PATH=str(modules)
    )
    said("node-routeros 1.6.9", version, judged(found))
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.xdist_group("ansible")
def test_ansible_finds_what_it_wants_and_changes_nothing_twice(
    clients: Path, port_of: Served, said: Keep, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("Ansible does not run on Windows")
    python = clients / "python"
    hosts = "\n".join(
        f"v{version.replace('.', '_')} ansible_connection=local ansible_python_interpreter={python} "
        f"board_port={port_of(version)} ros={version}"
        for version in ANSIBLE
    )
    inventory = tmp_path / "hosts"
    inventory.write_text(hosts + "\n", encoding="utf-8")
    words = [
        str(clients / "ansible-playbook"),
        "-f",
        str(len(ANSIBLE)),
        "-i",
        str(inventory),
        str(PROGRAMS / "playbook.yml"),
    ]
    environment = {
        "ANSIBLE_COLLECTIONS_PATH": str(VENV / "collections"), "ANSIBLE_LOCALHOST_WARNING": "False",
        "PATH": f"{clients}:/usr/bin:/bin", "HOME": str(tmp_path), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=150)
    recaps = dict(re.findall(r"^(v\S+) +: (.+)$", done.stdout, re.MULTILINE))
    for version in ANSIBLE:
        recap = dict(re.findall(r"(\w+)=(\d+)", recaps.get(f"v{version.replace('.', '_')}", "")))
        broken = int(recap.get("failed", 1)) + int(recap.get("unreachable", 0))
        done_tasks = int(recap.get("ok", 0))
        said("ansible community.routeros", version, f"{done_tasks} of {done_tasks + broken}")
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
