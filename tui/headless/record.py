"""`record`: what the live views would read, kept in a file for `replay`."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime
from pathlib import Path

from routerboard.link.errors import RouterError
from routerboard.link.reconnect import Keeper
from routerboard.link.recording import Head, Recorder
from routerboard.link.survey import survey
from routerboard.link.watching import Snapshot, Watcher
from tui.cli import DONE, FOUND
from tui.headless.talk import WrongInput, complain, login_of, running, say
from tui.watch.feeds import FEEDS
from wizards.record import built_from
from wizards.sitefile import dump_site


def run(options: argparse.Namespace) -> int:
    """Record until stopped, or so many seconds."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    path = Path(options.recording)
    login = login_of(options)
    keeper = Keeper(login.open, first=await login.open())
    try:
        seen = await survey(await keeper.session())
        built = built_from(seen)
        site = dump_site(built.site) if built is not None and built.site is not None else ""
        recorder = _begun(path, Head(datetime.now().astimezone(), seen, site))
        try:
            await _watched(keeper, recorder, options.seconds)
        finally:
            await asyncio.to_thread(recorder.close)
    finally:
        await keeper.close()
    if recorder.trouble:
        complain(f"✗ {recorder.trouble}. What was written until then can be replayed.")
        return FOUND
    say(f"{recorder.written} readings are in {path}; `simplifi-tui replay {path}` shows them.")
    return DONE


def _begun(path: Path, head: Head) -> Recorder:
    try:
        return Recorder(path, head, asyncio.get_running_loop().time())
    except FileExistsError:
        raise WrongInput(f"{path} is there already; choose another name.") from None
    except OSError as error:
        raise WrongInput(f"{path} cannot be written: {error.strerror}.") from None


async def _watched(keeper: Keeper, recorder: Recorder, seconds: float | None) -> None:
    """Read all that the live views show, at their pace, as long as the file can be written."""

    def keep(menu: str, snapshot: Snapshot) -> None:
        recorder.take(menu, snapshot)
        if recorder.trouble:
            ended.set()

    def tell(error: RouterError | None) -> None:
        complain(f"! {error.what} Trying again; nothing is recorded meanwhile." if error else "✓ Recording again.")

    ended = asyncio.Event()
    watcher = Watcher(keeper, FEEDS, keep, tell)
    watcher.want(*FEEDS)
    watching = asyncio.ensure_future(watcher.run())
    stopped = asyncio.ensure_future(ended.wait())
    complain("Recording; Ctrl-C ends it.")
    try:
        done, _ = await asyncio.wait((watching, stopped), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if watching in done:
            await watching
    except asyncio.CancelledError:
        pass
    finally:
        watching.cancel()
        stopped.cancel()
