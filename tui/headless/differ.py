"""`differ`: put the same exchanges to a router and to the practice board of its version, and say what differs."""

from __future__ import annotations

import argparse
import asyncio
import ssl
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from routerboard.differential.comparing import Difference, differences
from routerboard.differential.exchanges import MARK, POINTS, Exchange, exchanges, touched
from routerboard.differential.forms import Answer
from routerboard.differential.playing import Opener, Player
from routerboard.language.controls import plain
from routerboard.language.items import is_true
from routerboard.language.version import Version
from routerboard.link.errors import RouterError, TlsRefused
from routerboard.link.session import Session, connect
from routerboard.link.target import NO_CERTIFICATE, Secret, Target
from routerboard.link.tls import CertificateRefused
from routerboard.practice.board import BoardError
from routerboard.practice.server import start_in_thread
from tui.cli import DONE, FOUND, REFUSED
from tui.headless.talk import (
    Login,
    Stopped,
    WrongInput,
    agreed,
    complain,
    is_terminal,
    login_of,
    print_json,
    running,
    say,
    somebody,
    stoppable,
)

_ASKS = """\
differ puts {count} exchanges to {identity}: {board}, RouterOS {version}, and the same to a practice board here.
It reads every menu that simplifi-tui knows. For a while it adds rows, each with the comment or the name {mark},
switched off or referred to by nothing, in

    {menus}

It runs two scripts that only set a variable, sends pings to 127.0.0.1 and one that no address can have, takes safe mode
and releases it where the version has it, and says /undo once, where the history names its own row as the last change.
It adds nothing to interfaces, services, users and changes no row that is there. At the end, also when you stop it, it
takes its own rows away and compares these menus with what they were. Take a spare router all the same, and make a
backup. What it prints has no values of your rows, only their forms; no names, addresses or passwords.
"""


def run(options: argparse.Namespace) -> int:
    """Say what is done, ask, do it, say what differs; 0 where nothing does, 1 where something does."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    login = login_of(options)
    session = await login.open()
    async with session:
        version, board = await _what(session)
        identity = (await session.print("/system/identity"))[0].get("name", "")
        tls = await _tls(session, login)
    if options.clean:
        return await _clean(login, version)
    asked = exchanges(version)
    if not _consents(options, _asks(len(asked), plain(identity), board, version)):
        complain("Nothing was asked, nothing was changed.")
        return REFUSED
    try:
        model_at = start_in_thread("factory", version)
    except BoardError as error:
        raise WrongInput(str(error)) from None
    try:
        async with stoppable():
            router, disturbed = await _played(login.open, version, asked, "router")
            model, _ = await _played(_opener(model_at.port), version, asked, "practice board")
    except (asyncio.CancelledError, Stopped):
        complain("What was added is taken away.")
        raise
    finally:
        model_at.close()
    found = differences(asked, router, model)
    report = _report(version, board, asked, found, tls, disturbed)
    if options.report:
        _write(options.report, report)
    if options.json:
        print_json(report)
    else:
        say("\n".join(_lines(report, found)))
    return FOUND if found or disturbed else DONE


async def _what(session: Session) -> tuple[Version, str]:
    """Version and board of a router."""
    (row,) = await session.print("/system/resource")
    return Version.parse(row.get("version", "")), row.get("board-name", "")


def _asks(count: int, identity: str, board: str, version: Version) -> str:
    menus = "\n    ".join(touched(version))
    return _ASKS.format(
        count=count, identity=identity or "this router", board=plain(board), version=version, mark=MARK, menus=menus
    )


def _consents(options: argparse.Namespace, text: str) -> bool:
    complain(text)
    if options.yes:
        return True
    if not somebody():
        complain("Nobody is here to be asked; --yes consents.")
        return False
    return agreed("Go on?")


def _opener(port: int) -> Opener:
    target = Target.parse(f"127.0.0.1:{port}")
    return lambda: connect(target, Secret(""))


async def _played(
    opener: Opener, version: Version, asked: tuple[Exchange, ...], name: str
) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """The answers of one router, and which menus are not as they were."""
    show = is_terminal(sys.stderr)

    def tell(at: int, of: int, one: Exchange) -> None:
        if show:
            sys.stderr.write(f"\r{name}: {at + 1} of {of} {one.name[:40]:40}")
            sys.stderr.flush()

    player = Player(opener, version, tell)
    try:
        await _swept(player)  # an earlier one may have been killed
        before = await player.kept()
        try:
            found = await player.play(asked)
        finally:
            await _surely(_swept(player))
        after = await player.kept()
    finally:
        await player.close()
        if show:
            sys.stderr.write("\n")
    return found, tuple(path for path in before if before[path] != after[path])


async def _swept(player: Player) -> None:
    for row in await player.clean():
        complain(f"! {row} could not be taken away; remove it by hand.")


async def _surely(work: Any) -> None:
    """Do it to its end, also where somebody stops us meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _clean(login: Login, version: Version) -> int:
    player = Player(login.open, version)
    try:
        await _swept(player)
    finally:
        await player.close()
    say("Nothing of it is there any more.")
    return DONE


async def _tls(session: Session, login: Login) -> str:
    """Open point k: what TLS without a certificate is like, with the OpenSSL of this computer."""
    rows = await session.print("/ip/service", "?name=api-ssl")
    if not rows or is_true(rows[0].get("disabled")):
        return "api-ssl is switched off"
    port = int(rows[0].get("port", "8729"))
    target: Target = replace(login.target, port=port, tls=True, accept=NO_CERTIFICATE)
    with tempfile.TemporaryDirectory() as folder:
        try:
            secured = await connect(target, login.password, known=Path(folder) / "known")
        except CertificateRefused:
            return "a certificate is shown"
        except TlsRefused as error:
            return f"refused: {error.what}"
        except RouterError as error:
            return f"not reached: {type(error).__name__}"
    async with secured:
        plainly = secured.security is not None and secured.security.anonymous
    return f"{'anonymous' if plainly else 'with a certificate'}, with {ssl.OPENSSL_VERSION}"


def _report(
    version: Version, board: str, asked: Sequence[Exchange], found: Sequence[Difference], tls: str, disturbed: Any
) -> dict[str, Any]:
    return {
        "format": 1,
        "version": str(version),
        "board": board,
        "exchanges": len(asked),
        "differences": [asdict(one) for one in found],
        "points": {
            letter: {"asks": text, "differences": sum(one.point == letter for one in found)}
            for letter, text in POINTS.items()
        },
        "tls": tls,
        "not-as-before": list(disturbed),
    }


def _write(path: str, report: dict[str, Any]) -> None:
    import json

    try:
        Path(path).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        complain(f"! {path} cannot be written: {error.strerror}.")


def _lines(report: dict[str, Any], found: Sequence[Difference]) -> list[str]:
    lines, name = [], ""
    for one in found:
        if one.exchange != name:
            lines.append(f"{one.exchange}:  {plain(one.sentence)}" + (f"  [{one.point}]" if one.point else ""))
            name = one.exchange
        lines.append(f"    {one.what}\n        router    {plain(one.router)}\n        practice  {plain(one.model)}")
    lines.append("")
    for letter, point in report["points"].items():
        said = report["tls"] if letter == "k" else f"{point['differences']} differences"
        lines.append(f"{letter}) {point['asks']}: {said}")
    lines.append("")
    if report["not-as-before"]:
        lines.append(f"! Not as before: {', '.join(report['not-as-before'])}. Somebody else may have worked there.")
    else:
        lines.append("All menus that were touched are as they were.")
    of = f"RouterOS {report['version']}, {report['exchanges']} exchanges"
    lines.append(f"{of}: {len(found)} differences." if found else f"{of}: no difference.")
    return lines
