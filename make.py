"""Set up and run simplifi-tui from a clone, with nothing but Python 3.11 or newer.

    python3 make.py run          set up, then open the app on the built-in practice Routerboard
    python3 make.py run ARGS     set up, then run `simplifi-tui ARGS`
    python3 make.py test         set up, then check the style, the types, the imports, and run every test
    python3 make.py test --fast  the same without what takes long: the tests over all versions, methods and boards, the
                                 fault matrix, and the tests that drive a terminal or the kernel

On Windows say `py make.py run`. All is installed into `.venv` beside this file; delete that folder to start afresh.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
OLDEST = (3, 11)

CHECKS: tuple[tuple[str, ...], ...] = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
)
WORKERS = str(max(4, os.cpu_count() or 1))
"""Of the unit tests, many of which wait for a clock or a socket; so more than there are cores, where there are few."""
WAITING = str(2 * int(WORKERS))
"""Of tests that wait most of their time."""
UNIT: tuple[str, ...] = (
    "pytest",
    "-q",
    "-n",
    WORKERS,
    "-m",
    "not e2e and not lab and not matrix and not wide and not timed and not clients",
)
STAGES: tuple[tuple[str, ...], ...] = (
    ("pytest", "-q", "-n", WAITING, "--dist", "worksteal", "-m", "wide"),
    ("pytest", "-q", "-n", WORKERS, "-m", "matrix", "tests/matrix"),
    ("pytest", "-q", "-n", "4", "-m", "lab", "tests/lab"),
    ("pytest", "-q", "-n", WORKERS, "--dist", "worksteal", "-m", "e2e or timed"),
    ("pytest", "-q", "-n", "3", "--dist", "loadgroup", "-m", "clients", "tests/clients"),
)
CLIENTS = HERE / ".venv-clients"
"""Where clients of the API live that nobody here wrote: what they need may be other than what we need."""
COLLECTIONS = ("community/routeros", "ansible/netcommon", "ansible/utils")


def main(words: list[str]) -> int:
    """Do what the words say; the exit status of the first thing that failed, else 0."""
    if sys.version_info < OLDEST:
        return _say(
            f"simplifi-tui needs Python {'.'.join(map(str, OLDEST))} or newer; this is {sys.version.split()[0]}."
        )
    if words[:1] == ["run"]:
        _set_up(extra="")
        return _run("simplifi-tui", *(words[1:] or ["--practice"]))
    if words[:1] == ["test"] and set(words[1:]) <= {"--fast"}:
        _set_up(extra="[dev]")
        if "--fast" not in words:
            _set_up_clients()
        stages = (*CHECKS, UNIT, *(() if "--fast" in words else STAGES))
        return next((status for stage in stages if (status := _stage(stage))), 0)
    return _say(__doc__ or "")


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def _set_up(extra: str) -> None:
    """Make the virtual environment and install the project into it, unless that was done for this pyproject.toml."""
    stamp = VENV / f"installed{extra}"
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest()
    enough = {stamp, VENV / "installed[dev]"}
    if any(one.exists() and one.read_text(encoding="utf-8") == wanted for one in enough):
        return
    print("Setting up .venv (once) …", flush=True)
    if not (VENV / "pyvenv.cfg").exists():
        venv.create(VENV, with_pip=True)
    pip = (str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--editable", f"{HERE}{extra}"], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def _set_up_clients() -> None:
    """Install the clients once; where they cannot be had, their tests are skipped and say why."""
    wanted = (HERE / "tests" / "clients" / "requirements.txt").read_text(encoding="utf-8")
    stamp, failed = CLIENTS / "installed", CLIENTS / "failed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Setting up .venv-clients (once) …", flush=True)
    if not (CLIENTS / "pyvenv.cfg").exists():
        venv.create(CLIENTS, with_pip=True)
    pip = (str(CLIENTS / BIN.name / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check")
    try:
        subprocess.run([*pip, "install", "-r", str(HERE / "tests" / "clients" / "requirements.txt")], check=True)
        _fetch_collections(pip)
    except (subprocess.CalledProcessError, OSError) as error:
        failed.write_text(f"they could not be installed: {error}", encoding="utf-8")
        return
    if npm := shutil.which("npm"):
        subprocess.run(
            [npm, "install", "--silent", "--prefix", str(CLIENTS / "node"), "node-routeros@1.6.9"], check=False
        )
    stamp.write_text(wanted, encoding="utf-8")


def _fetch_collections(pip: tuple[str, ...]) -> None:
    """Of the distribution `ansible`, which is large, only the collections that speak to RouterOS, as they are."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*pip, "download", "--no-deps", "--dest", folder, "ansible>=12,<13"], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("ansible-*.whl"))) as wheel:
            places = tuple(f"ansible_collections/{name}/" for name in COLLECTIONS)
            wheel.extractall(CLIENTS / "collections", [name for name in wheel.namelist() if name.startswith(places)])


def _stage(command: tuple[str, ...]) -> int:
    """Run a stage; what Python translated is kept, for the tests start hundreds of programs."""
    print(f"\n$ {' '.join(command)}", flush=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    status = _run(*command)
    nothing_to_run = 5  # pytest's status where no test was selected
    return 0 if command[0] == "pytest" and status == nothing_to_run else status


def _run(program: str, *words: str) -> int:
    return subprocess.run([str(BIN / program), *words], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
