from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tui import cli

COMMANDS = ("practice", "survey", "doctor", "plan", "apply", "confirm", "undo", "remove", "watch", "verify")
HEAVY = ("textual", "asyncio", "librouteros", "yaml", "platformdirs")


@pytest.mark.parametrize("words", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\nfrom tui import cli\n"
        f"try: cli.main({words!r})\nexcept SystemExit as end: assert not end.code\n"
        f"sys.exit(str([name for name in {HEAVY!r} if name in sys.modules] or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) in ((0, ""), (1, "\n")), done.stderr
    assert "usage: simplifi-tui" in done.stdout


def test_help_names_every_command_and_every_exit_status(simplifi: Callable[..., object]) -> None:
    told = cli.parser().format_help()
    assert all(f"    {command} " in told for command in COMMANDS)
    assert all(f"{status} " in cli.EPILOG for status in range(6))


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("survey",),
        ("apply", "hotel.yaml"),
        ("apply", "hotel.yaml", "--router", "x", "--undo-after", "soon"),
        ("practice", "--port", "70000"),
        ("watch", "--router", "x", "--count", "-1"),
        ("discover", "--seconds", "-1"),
        ("discover", "--seconds", "nan"),
        ("discover", "--seconds", "soon"),
        ("watch", "--router", "x", "--count", "some"),
        ("survey", "--router", "x", "--password", "secret"),
        ("plan", "hotel.yaml", "--ros", "7.20", "--format", "xml"),
    ],
)
def test_words_that_make_no_sense(simplifi: Callable[..., SimpleNamespace], words: tuple[str, ...]) -> None:
    ended = simplifi(*words)
    assert (ended.status, ended.out) == (cli.WRONG_INPUT, "")
    assert "simplifi-tui" in ended.err


def test_no_option_takes_a_password() -> None:
    parsers = [cli.parser()]
    groups = [action for action in parsers[0]._actions if isinstance(action, argparse._SubParsersAction)]
    parsers += [made for group in groups for made in group.choices.values()]
    options = {option for one in parsers for action in one._actions for option in action.option_strings}
    assert "--router" in options
    assert not [option for option in options if "pass" in option]


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 0)])
def test_being_stopped_is_no_traceback(monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int) -> None:
    def stopped(options: object) -> int:
        raise error

    monkeypatch.setattr(cli, "import_module", lambda name: SimpleNamespace(run=stopped))
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(write=lambda text: None, close=lambda: None))
    assert cli.main(["watch", "--router", "x"]) == status


def test_the_command_line_alone_loads_nothing_that_measures() -> None:
    code = "import sys; from tui.cli import parser; parser(); print({'httpx', 'textual', 'proof'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_app_needs_a_terminal(simplifi: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    ended = simplifi()
    assert ended.status == cli.WRONG_INPUT
    assert "needs a terminal" in ended.err


def test_practice_lists_its_boards(simplifi: Callable[..., SimpleNamespace]) -> None:
    named = {one["board"] for one in json.loads(simplifi("practice", "--list", "--json").out)}
    assert {"factory", "flats"} <= named
    assert all(name in simplifi("practice", "--list").out for name in named)


@pytest.mark.parametrize("words", [("no-such-board",), ("factory", "--ros", "winter")])
def test_practice_of_what_there_is_not(simplifi: Callable[..., SimpleNamespace], words: tuple[str, ...]) -> None:
    ended = simplifi("practice", *words)
    assert (ended.status, ended.out) == (cli.WRONG_INPUT, "")


def test_practice_says_where_it_is_and_is_a_router(simplifi: Callable[..., SimpleNamespace]) -> None:
    command = [sys.executable, "-m", "tui.cli", "practice", "--port", "0", "--ros", "6.49.18"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as served:
        watchdog = threading.Timer(60, served.kill)
        watchdog.start()
        try:
            assert served.stdout is not None
            words = served.stdout.readline().split()
            said = dict(zip(words[::2], words[1::2], strict=True))
            assert (said["host"], said["user"], said["version"]) == ("127.0.0.1", "admin", "6.49.18")
            assert served.stdout.readline().startswith("speed-test http://127.0.0.1:")
            ended = simplifi("survey", "--router", f"127.0.0.1:{said['port']}", "--user", said["user"])
            assert ended.status == cli.DONE, ended.err
            assert "RouterOS 6.49.18" in ended.out
        finally:
            watchdog.cancel()
            served.terminate()
