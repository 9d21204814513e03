"""The program's front door: reads the command line and opens the one room it asks for.

Nothing but argparse is loaded here, so that `--help` answers at once; each command is imported when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

DONE, FOUND, WRONG_INPUT, NOT_REACHED, REFUSED, UNDONE = 0, 1, 2, 3, 4, 5
"""Exit status: done; findings, or a failed proof; wrong input; no router, or no login; refused; changed and undone."""
STOPPED = 130
"""Somebody has ended it, by Ctrl-C or a signal."""

EPILOG = """\
exit status: 0 done; 1 findings or a failed proof; 2 wrong input; 3 router not reached or login refused;
4 refused, nothing was changed; 5 changed and undone; 130 stopped by Ctrl-C.
The password comes from a prompt, from SIMPLIFI_PASSWORD or from the keyring, never from the command line;
--remember puts it into the keyring, `forget` takes it out."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the program; its exit status."""
    _speak_utf8()
    os.environ.pop("TEXTUAL_LOG", None)  # Textual would write every key into that file, those of passwords too
    options = parser().parse_args(words)
    room = import_module(options.room)
    try:
        status: int = room.run(options)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    return status


def _speak_utf8() -> None:
    """Windows' own code pages lack our marks; where output can be changed to UTF-8, it is."""
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(encoding="utf-8", errors="replace")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="simplifi-tui",
        description="Multi-WAN for MikroTik, in a terminal. Without a command: the app.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.set_defaults(room="tui.door")
    top.add_argument("--version", action=_Version, nargs=0, help="show the version")
    top.add_argument("--practice", nargs="?", const="factory", metavar="BOARD", help="open on a practice Routerboard")
    top.add_argument("--ros", metavar="VERSION", help="RouterOS version of the practice Routerboard")
    _router(top, required=False, remember=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _practice(commands)
    _discover(commands)
    _survey(commands)
    _doctor(commands)
    _plan(commands)
    _apply(commands)
    _pending(commands)
    _remove(commands)
    _watch(commands)
    _record(commands)
    _replay(commands)
    _report(commands)
    _verify(commands)
    _differ(commands)
    _forget(commands)
    return top


class _Version(argparse.Action):
    """Prints the version, looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        sys.stdout.write(f"simplifi-tui {version('simplifi-tui')}\n")
        parser.exit(DONE)


_Commands = argparse._SubParsersAction  # the type that argparse gives no public name


def _command(commands: _Commands[argparse.ArgumentParser], name: str, text: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    made.set_defaults(room=f"tui.headless.{name}")
    return made


def _router(to: argparse.ArgumentParser, required: bool = True, remember: bool = True) -> None:
    to.add_argument("--router", metavar="HOST[:PORT]", required=required, help="the router; port 8728, with --tls 8729")
    to.add_argument("--user", default=None, help="its user (admin)")
    to.add_argument("--tls", action="store_true", help="speak TLS to the service api-ssl")
    to.add_argument(
        "--accept-certificate",
        metavar="FINGERPRINT",
        default="",
        help="accept this certificate (SHA-256) on purpose though it is not the known one; `none`: that there is none",
    )
    if remember:
        to.add_argument("--remember", action="store_true", help="ask for the password and keep it in the keyring")


def _json(to: argparse.ArgumentParser) -> None:
    to.add_argument("--json", action="store_true", help="print JSON")


def _practice(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "practice", "serve a practice Routerboard on 127.0.0.1")
    made.add_argument("board", nargs="?", default="factory", metavar="BOARD", help="built-in name or file (factory)")
    made.add_argument("--port", type=_port, default=None, help="TCP port (8728 where it is free, else any)")
    made.add_argument("--ros", default=None, metavar="VERSION", help="RouterOS version, 6.49.18 or 7.20.8")
    made.add_argument("--list", action="store_true", help="list the built-in boards")
    made.add_argument("--kernel", action="store_true", help="with real packets, through this computer's kernel (Linux)")
    _json(made)


def _discover(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "discover", "show the routers on this wire")
    made.add_argument("--seconds", type=_listening, default=5.0, metavar="S", help="how long to listen (5)")
    _json(made)


def _survey(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "survey", "show what is there, changing nothing")
    _router(made)
    _json(made)


def _doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "doctor", "show findings about a router or an export")
    _router(made, required=False)
    made.add_argument("--export", metavar="FILE", help="read this /export instead of a router")
    _json(made)


def _plan(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "plan", "show what would change, with reasons")
    made.add_argument("site", nargs="?", metavar="SITE.yaml", help="the site file; without one, the router's own")
    _router(made, required=False)
    made.add_argument("--ros", metavar="VERSION", help="plan for a fresh router of this version instead of a router")
    made.add_argument("--format", choices=("table", "rsc", "json"), default="table")
    _json(made)


def _apply(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "apply", "make a router become the site, prove it, or undo it")
    made.add_argument("site", metavar="SITE.yaml", help="the site file")
    _router(made)
    made.add_argument("--yes", action="store_true", help="consent to all that `plan` shows, edits of foreign rows too")
    made.add_argument("--undo-after", type=_seconds, default=60.0, metavar="S", help="seconds to prove it in (60)")
    made.add_argument("--hold", action="store_true", help="wait for `confirm` or `undo`, the router's undo armed")
    made.add_argument("--trust-laptop", action="store_true", help="write even where the router cannot undo by itself")
    _json(made)


def _pending(commands: _Commands[argparse.ArgumentParser]) -> None:
    for name, text in (("confirm", "keep a change that waits"), ("undo", "take a change that waits back")):
        made = _command(commands, name, text)
        made.set_defaults(room="tui.headless.pending", action=name)
        _router(made)
        _json(made)
    more = _command(commands, "extend", "give a change that waits more time")
    more.set_defaults(room="tui.headless.pending", action="extend")
    more.add_argument("--by", type=_seconds, default=60.0, metavar="S", help="seconds from now (60)")
    _router(more)
    _json(more)


def _remove(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "remove", "take everything of ours off the router")
    _router(made)
    made.add_argument("--yes", action="store_true", help="consent to all that it shows")
    _json(made)


def _watch(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "watch", "print one JSON object a second, also while the router is away")
    _router(made)
    made.add_argument("--count", type=_count, default=0, metavar="N", help="stop after N objects")
    made.add_argument("--json", action="store_true", help="as it does anyway")


def _record(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "record", "keep what the live views would read in a file, without secrets")
    made.add_argument("recording", metavar="FILE", help="the file; it must not be there yet")
    _router(made)
    made.add_argument("--seconds", type=_listening, default=None, metavar="S", help="how long (until Ctrl-C)")


def _replay(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "replay", "show a recording in the live views")
    made.set_defaults(room="tui.door")
    made.add_argument("recording", metavar="FILE", help="what `record`, or R in the live views, wrote")
    made.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="so many times as fast (1)")


def _report(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "report", "write the hand-over sheet of what was last verified")
    _router(made, required=False)
    made.add_argument("--verification", metavar="FILE", help="what `verify --json` printed, instead of a router")
    _sheets(made, required=True)


def _verify(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "verify", "measure what the lines really do")
    made.add_argument("site", nargs="?", metavar="SITE.yaml", help="the site file; without one, the router's own")
    _router(made, required=False)
    made.add_argument(
        "--practice", nargs="?", const="factory", metavar="BOARD", help="on a practice Routerboard instead"
    )
    made.add_argument("--ros", metavar="VERSION", help="RouterOS version of the practice Routerboard")
    made.add_argument(
        "--speed", action="store_true", help="measure each line and all together; asks for the data first"
    )
    made.add_argument("--drill", action="store_true", help="take each line out, two ways, and time it; asks first")
    made.add_argument("--line", metavar="NAME", action="append", default=[], help="drill this line only; repeatable")
    made.add_argument("--target", metavar="S", type=_listening, default=None, help="longest outage that is good enough")
    made.add_argument("--speeds-to", metavar="FILE", default="", help="write the site file with the measured speeds")
    made.add_argument("--yes", action="store_true", help="consent to what it asks for")
    _sheets(made, required=False)
    _json(made)


def _sheets(to: argparse.ArgumentParser, required: bool) -> None:
    told = "write the hand-over sheet there; may come repeatedly"
    kinds = "F.html|F.pdf|F.txt"
    to.add_argument("-o", "--output", action="append", required=required, default=[], metavar=kinds, help=told)
    to.add_argument("--technician", default="", metavar="NAME", help="who measures, as the sheet names him")
    to.add_argument("--force", action="store_true", help="write over a file that is there")


def _differ(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "differ", "compare a spare router with the practice board of its version")
    _router(made)
    made.add_argument("--yes", action="store_true", help="consent to what it says it does")
    made.add_argument("--report", metavar="FILE", help="write the result there, as JSON; it holds no values of yours")
    made.add_argument("--clean", action="store_true", help="only take away what a killed run has left")
    _json(made)


def _forget(commands: _Commands[argparse.ArgumentParser]) -> None:
    made = _command(commands, "forget", "take a password out of the keyring")
    _router(made, remember=False)


def _port(text: str) -> int:
    if not text.isdigit() or not int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535, 0 for any free one")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: a number of objects is expected, 0 for no end")
    return int(text)


def _listening(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r}: seconds from 0.1 to 3600 are expected")
    return seconds


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r}: a speed from 0.1 to 1000 is expected")
    return speed


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 5 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r}: seconds from 5 to 3600 are expected")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
