"""What every command without a screen shares: whom it talks to, how it asks, and how it says what went wrong."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from routerboard.language.change import Finding, Plan
from routerboard.language.controls import CONTROLS, plain
from routerboard.language.survey import Survey
from routerboard.link.errors import LoginRefused, RouterError
from routerboard.link.session import Session, connect
from routerboard.link.steps import Outcome, Step
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.tls import CertificateRefused
from tui import passwords, recents
from tui.cli import DONE, FOUND, NOT_REACHED, REFUSED, STOPPED, UNDONE, WRONG_INPUT
from tui.words.trust import first_meeting
from wizards.site import Site
from wizards.sitefile import SiteErrors, line_of, load_site

OUTCOMES = {"done": DONE, "pending": DONE, "refused": REFUSED, "undone": UNDONE, "unknown": FOUND}
BLOCKED = "Refused: put the errors right first. Nothing was changed."
"""Said where a finding forbids writing."""
SIGNALS = tuple(name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
MARKS = {"running": "…", "ok": "✓", "failed": "✗", "skipped": "·"}
_ESCAPED = {code: f"\\u{code:04x}" for code in CONTROLS if code >= 0x7F}
"""What JSON lets stand as it is."""
QUIET = 3.0
"""Seconds of silence after which a step that still runs says how far it is."""
SEVERITIES = {"error": "✗", "warning": "!", "note": "·"}


class WrongInput(Exception):  # noqa: N818 - the exit status of that name
    """What was typed or written in a file makes no sense; the message says what would."""


def say(text: str) -> None:
    """A line of the answer, or several; nothing in it commands the terminal."""
    sys.stdout.write(f"{_harmless(text)}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """A line about what is wrong, or how far we are; nothing in it commands the terminal."""
    sys.stderr.write(f"{_harmless(text)}\n")
    sys.stderr.flush()


def _harmless(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def print_json(data: Any, indent: int | None = 1) -> None:
    """The answer as JSON, in one line where there is no indent; what a terminal would take as an order is escaped."""
    say(json.dumps(data, indent=indent, ensure_ascii=False).translate(_ESCAPED))


def running(work: Callable[[], Awaitable[int]], as_json: bool = False) -> int:
    """Run a command; every error it may end in becomes words and an exit status, for other programs an object too."""
    try:
        return asyncio.run(_awaited(work))
    except (KeyboardInterrupt, Stopped):
        complain("Stopped.")
        return _failed("stopped", "Stopped.", "", as_json, STOPPED)
    except WrongInput as error:
        complain(f"✗ {error}\nNothing was changed.")
        return _failed("wrong-input", str(error), "", as_json, WRONG_INPUT)
    except RouterError as error:
        complain("\n".join(plain(part) for part in (f"✗ {error.what}", error.unchanged, error.todo) if part))
        if isinstance(error, CertificateRefused):
            complain(f"  --accept-certificate {error.accept}")
        return _failed("not-reached", error.what, error.todo, as_json, NOT_REACHED)


class Stopped(Exception):  # noqa: N818 (somebody wished it)
    """A signal has ended what was under way, and all was put back."""


@asynccontextmanager
async def stoppable() -> AsyncIterator[None]:
    """SIGTERM, or a closed terminal, ends what is within as Ctrl-C does, with all that is to be put back.

    Windows has no such signals: there only Ctrl-C does. Those that are ignored, as by `nohup`, stay so.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    asked: list[str] = []

    def stop(name: str) -> None:
        asked.append(name)
        task.cancel()

    heeded = [one for one in (getattr(signal, name) for name in SIGNALS) if signal.getsignal(one) is not signal.SIG_IGN]
    for one in heeded:
        with suppress(NotImplementedError):
            loop.add_signal_handler(one, stop, one.name)
    try:
        yield
    except asyncio.CancelledError:
        if asked:
            raise Stopped from None
        raise
    finally:
        for one in heeded:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(one)


def _failed(state: str, message: str, todo: str, as_json: bool, status: int) -> int:
    """The object has the keys that every other end of a command has."""
    if as_json:
        print_json({"state": state, "message": message, "todo": todo, "steps": [], "journal": ""})
    return status


async def _awaited(work: Callable[[], Awaitable[int]]) -> int:
    return await work()


def target_of(options: argparse.Namespace) -> Target:
    """The router that the command line names."""
    try:
        found = Target.parse(options.router, tls=options.tls, accept=options.accept_certificate)
    except ValueError as error:
        raise WrongInput(f"--router: {error}") from None
    return replace(found, user=options.user or found.user)


def password_for(target: Target, *, anew: bool = False) -> Secret:
    """The password: the environment's, the keyring's (unless `anew`), or what is typed; none where nobody can be asked.

    WrongInput where somebody ends the input instead.
    """
    found = passwords.from_environment()
    if found is None and not anew:
        found = passwords.remembered(target)
    if found is not None:
        return found
    if not is_terminal(sys.stdin):
        return Secret("")
    try:
        return Secret(getpass.getpass(f"Password of {target.user} on {target.place}: "))
    except EOFError:
        raise WrongInput("No password was typed; press enter where there is none.") from None


@dataclass
class Login:
    """Who logs in where. `open` gives a session, as often as one is needed.

    remember   put the password into the keyring once the router has taken it
    """

    target: Target
    password: Secret
    remember: bool = False
    _said: set[str] = field(default_factory=set)

    async def open(self) -> Session:
        """A session. What there is to know about the router's certificate is said once."""
        try:
            session = await connect(self.target, self.password)
        except LoginRefused as error:
            if passwords.from_environment() is None and passwords.remembered(self.target) == self.password:
                error.todo = f"The password is the one in the keyring; `simplifi-tui forget` removes it. {error.todo}"
            raise
        for line in first_meeting(self.target.place, session.security):
            if line not in self._said:
                complain(line)
                self._said.add(line)
        self._keep()
        return session

    def _keep(self) -> None:
        """The router took it, so it is right; that it cannot be remembered is no reason to stop."""
        if self.remember:
            self.remember = False
            try:
                passwords.remember(self.target, self.password)
            except passwords.NoKeyring as why:
                complain(str(why))


def login_of(options: argparse.Namespace) -> Login:
    """The login that the command line asks for; WrongInput where it can't be remembered as it wants."""
    target = target_of(options)
    if options.remember and (why_not := passwords.why_not()):
        raise WrongInput(f"--remember: {why_not}")
    return Login(target, password_for(target, anew=options.remember), options.remember)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits at the other end; a stream that was closed before we began is None."""
    return stream is not None and stream.isatty()


async def opened(options: argparse.Namespace) -> tuple[Session, Target, Secret]:
    """A session with the router that the command line names."""
    login = login_of(options)
    return await login.open(), login.target, login.password


async def surveyed(options: argparse.Namespace) -> tuple[Survey, Target, Secret]:
    """Read that router, and hang up."""
    session, target, password = await opened(options)
    async with session:
        return await survey(session), target, password


def read_site(path: str) -> Site:
    """The site file; WrongInput with every problem, its line, its key and the remedy."""
    try:
        return load_site(Path(path).read_text(encoding="utf-8"))
    except SiteErrors as errors:
        lines = (plain(f"{path}:{one.line}: {_key(one.key)}{one.what}; {one.remedy}") for one in errors.problems)
        raise WrongInput("\n  ".join((f"{path} cannot be used:", *lines))) from None
    except UnicodeDecodeError:
        raise WrongInput(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None


def keep_dir() -> Path:
    """Where journals are kept on this computer, the app's too: either face undoes what the other did."""
    return recents.folder() / "journal"


class Telling:
    """Says each step as it ends, and now and then how far one is that takes long: nobody shall think that it hangs."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._said = now()

    def __call__(self, step: Step) -> None:
        """A step has begun, goes on, or has ended."""
        if step.state == "running" and (not step.detail or self._now() - self._said < QUIET):
            return
        self._said = self._now()
        complain(plain(f"  {MARKS[step.state]} {step.name}" + (f": {step.detail}" if step.detail else "")))


def ended(outcome: Outcome, as_json: bool) -> int:
    """Say how it ended; the exit status."""
    if as_json:
        print_json(
            {
                "state": outcome.state,
                "message": outcome.message,
                "todo": outcome.todo,
                "steps": [{"name": one.name, "state": one.state, "detail": one.detail} for one in outcome.steps],
                "journal": str(outcome.journal or ""),
            }
        )
    else:
        say("\n".join(plain(part) for part in (outcome.message, outcome.todo) if part))
    return OUTCOMES[outcome.state]


def finding_lines(findings: Iterable[Finding], site: str = "") -> list[str]:
    """Findings for a terminal: a mark, what, why, and the remedy; with a site file's path, the line and key too."""
    return [
        f"{SEVERITIES[one.severity]} {_place(site, one)}{plain(one.what)}\n    {plain(one.why)}\n    → {plain(one.fix)}"
        for one in findings
    ]


def _place(site: str, finding: Finding) -> str:
    if not site or not finding.key:
        return ""
    return f"{site}:{line_of(Path(site).read_text(encoding='utf-8'), finding.key)}: {_key(finding.key)}"


def _key(key: str) -> str:
    return f"{plain(key)}: " if key else ""


def findings_data(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings for other programs."""
    return [
        {"severity": str(one.severity), "code": one.code, "key": one.key}
        | {"what": one.what, "why": one.why, "fix": one.fix}
        for one in findings
    ]


def refused(message: str, as_json: bool) -> int:
    """Say why nothing is written; the exit status. Other programs are told by the same object as of any other end."""
    complain(message)
    return ended(Outcome("refused", message), True) if as_json else REFUSED


def dissent(plan: Plan, yes: bool) -> str:
    """Why the plan may not be written; "" with `--yes`, or a word typed by somebody who sees it."""
    if yes:
        return ""
    if not somebody():
        return "Nothing was changed: there is nobody to ask here. Read the plan, then add --yes."
    for change in plan.changes:
        if change.consent:
            complain(plain(f"? {change.consent}"))
    return "" if agreed(f"Write these {len(plan.changes)} changes?") else "Nothing was changed."


def somebody() -> bool:
    """Whether there is somebody who reads a question and can answer it."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def agreed(question: str) -> bool:
    """Whether they type yes."""
    complain(f"{question} Type yes: ")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
