"""The rules of the house: import contracts, one test command, and a program that starts without its screens."""

from __future__ import annotations

import runpy
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from importlinter import cli  # type: ignore[import-untyped,unused-ignore]

HOUSE = Path(__file__).resolve().parent.parent


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HOUSE)
    status = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    script = (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    command = script.rstrip().splitlines()[-1].removeprefix("exec ")
    assert f"    {command}\n" in readme or f"\n{command}\n" in readme


def test_hooks_are_the_checks_and_the_unit_tests() -> None:
    make = runpy.run_path(str(HOUSE / "make.py"), run_name="make")
    hooks = yaml.safe_load((HOUSE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    found = {hook["id"]: hook for hook in hooks["repos"][0]["hooks"]}
    assert hooks["default_install_hook_types"] == ["pre-commit", "pre-push"]
    assert hooks["default_stages"] == ["pre-commit"]
    tests = found.pop("unit-tests")
    assert tests["stages"] == ["pre-push"]
    assert shlex.split(tests["entry"])[-2:] == list(make["UNIT"][-2:])
    assert {hook["entry"].split()[0] for hook in found.values()} == {check[0] for check in make["CHECKS"]}
    assert not any("stages" in hook for hook in found.values())


def test_contributing_names_every_stage() -> None:
    make = runpy.run_path(str(HOUSE / "make.py"), run_name="make")
    told = (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## ")[0]
    for stage in make["STAGES"]:
        for mark in stage[stage.index("-m") + 1].split(" or "):
            assert f"tests/{mark}" in told or f"marked `{mark}`" in told


@pytest.mark.parametrize("room", ["routerboard.language", "routerboard.packetflow", "routerboard.practice", "wizards"])
def test_rooms_below_the_screens_load_without_textual(room: str) -> None:
    modules = sorted(
        ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        for path in (HOUSE / room.replace(".", "/")).rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
    )
    code = f"import sys, {', '.join(modules)}; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=False).returncode == 0


def test_the_package_names_what_it_installs() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"simplifi-tui": "tui.cli:main"}
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert (HOUSE / package / "__init__.py").exists()
