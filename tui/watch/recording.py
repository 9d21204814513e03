"""Keeping what the live screen shows in a file, to be replayed elsewhere."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from routerboard.language.survey import Survey
from routerboard.link.recording import SUFFIX, Head, Recorder
from routerboard.link.watching import Snapshot
from tui.screens.ask import AskScreen, file_named
from tui.watch.deeds import NAMED, TableDeeds
from tui.watch.source import Source
from tui.watch.state import Watched
from wizards.site import Site
from wizards.sitefile import dump_site

NOTE = "All that is shown from now on, without secrets; R ends it. `simplifi-tui replay FILE` shows it again."


class RecordingDeeds(TableDeeds):
    """The part of the live screen that records."""

    watched: Watched
    watcher: Source
    _survey: Survey
    _site: Site | None
    _recorder: Recorder | None = None
    _recording_since: float = 0.0

    def do_record(self) -> None:
        """Ask for a file and record into it; or end the recording."""
        if self._recorder is not None:
            self._end_recording()
            return
        name = NAMED.sub("-", f"{self.router_name()}-{datetime.now():%Y%m%d-%H%M%S}").lower()

        def take(named: str | None) -> None:
            if named:
                self._record(file_named(named))

        self.app.push_screen(AskScreen("Record to a file", f"{name}{SUFFIX}", NOTE), take)

    def _record(self, path: Path) -> None:
        site = dump_site(self._site) if self._site is not None else ""
        now = self.watcher.now()
        try:
            recorder = Recorder(path, Head(datetime.now().astimezone(), self._survey, site), now)
        except FileExistsError:
            self.notify(f"{path} is there already; nothing was written.", title="Not recording", severity="error")
            return
        except OSError as error:
            self.notify(f"{path} cannot be written: {error.strerror}.", title="Not recording", severity="error")
            return
        for menu, snapshot in self.watched.snapshots.items():
            recorder.take(menu, snapshot)
        self._recorder, self._recording_since = recorder, now

    def _keep(self, menu: str, snapshot: Snapshot) -> None:
        if self._recorder is not None:
            self._recorder.take(menu, snapshot)

    def _end_recording(self) -> None:
        """End it beside the screen, and say so."""
        recorder = self._recorder
        if recorder is None:
            return

        async def end() -> None:
            await self._recording_ended()
            trouble = recorder.trouble
            self.notify(trouble or f"{recorder.written} readings are in {recorder.path}", title="Recorded", timeout=10)

        self.run_worker(end(), group="record", exit_on_error=False)

    async def _recording_ended(self, seconds: float = 60.0) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            await asyncio.to_thread(recorder.close, seconds)

    def _recording(self) -> str:
        """The state of the recording in words, "" where there is none."""
        recorder = self._recorder
        if recorder is None:
            return ""
        if recorder.trouble:
            return f"✗ recording stopped: {recorder.trouble}"
        seconds = int(self.watcher.now() - self._recording_since)
        missed = f", {recorder.missed} readings missed: the disk is slow" if recorder.missed else ""
        return f"● recording {seconds // 60}:{seconds % 60:02d}{missed}"
