"""Scripts that run on the board: at once, in the background, and when a lease changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routerboard.language.items import Row
from routerboard.language.menus import is_menu
from routerboard.practice import commands
from routerboard.practice.errors import TrapError
from routerboard.practice.exporting import export
from routerboard.practice.interpreter import Delays, Failure, Scope, Value, output_of, run
from routerboard.practice.replies import Call
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.accounts import Session
    from routerboard.practice.router import PracticeRouter

_JOBS = "/system/script/job"


@dataclass(eq=False)
class _Job:
    """A script in the background: its row, what is left of it, when it goes on, what it printed and where to."""

    row: StoredRow
    rest: Delays
    wakes: float
    console: Console
    file: str


class Console:
    """What scripts may do to the board, with the rights of who runs them; what they print goes to `output`."""

    def __init__(self, router: PracticeRouter, session: Session | None) -> None:
        self._router = router
        self._session = session
        self.output: list[str] = []

    def is_menu(self, words: tuple[str, ...]) -> bool:
        """Whether the words name a menu of this version, or the way to one."""
        return is_menu(words, self._router.version)

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu as print shows them."""
        try:
            return list(self._router.rows(menu))
        except TrapError as error:
            raise Failure(error.message) from None

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        """Do one command."""
        if verb == "export" and "file" not in arguments:
            self.output.append(export(self._router, menu.rstrip("/"), secrets="show-sensitive" in arguments))
            return ""
        try:
            return commands.write(Call(self._router, self._session, menu.rstrip("/"), verb, arguments))
        except TrapError as error:
            raise Failure(error.message) from None

    def log(self, topic: str, text: str) -> None:
        """Print, or write to the log."""
        if topic == "put":
            self.output.append(text)
        else:
            self._router.note(f"script,{topic}", text)


class Jobs:
    """The scripts of one board; global variables live until it restarts."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._globals = Scope()
        self._jobs: list[_Job] = []
        self._leases: list[tuple[str, dict[str, str]]] = []

    def run(self, source: str, call: Call, variables: Mapping[str, Value] | None = None) -> str:
        """Run a script to its end without waiting in it; what it printed. TrapError where it fails."""
        return self._run(source, call.session, variables)

    def _run(self, source: str, session: Session | None, variables: Mapping[str, Value] | None) -> str:
        console = Console(self._router, session)
        try:
            output_of(run(source, console, variables, self._globals))
        except Failure as failure:
            raise TrapError(failure.message, 3) from None
        return "\r\n".join(line.replace("\n", "\r\n") for line in console.output)

    def start(self, source: str, call: Call, file: str = "") -> str:
        """Run a script in the background; the id of its job. What fails in it is told to the log alone."""
        router = self._router
        state = {"owner": call.user, "started": router.stamp(), "type": "command", "policy": ""}
        row = router.store.add_dynamic(_JOBS, {}, state)
        console = Console(router, call.session)
        job = _Job(row, run(source, console, None, self._globals), router.clock.now, console, file)
        self._jobs.append(job)
        self._go_on(job)
        return row.id

    def lease_changed(self, row_id: str, variables: dict[str, str]) -> None:
        """The lease of this DHCP client came or went: its script runs next, with what happened in variables."""
        self._leases.append((row_id, variables))

    def _run_lease_script(self, row_id: str, variables: dict[str, str]) -> None:
        sources = (
            row.values.get("script", "") for row in self._router.store.rows("/ip/dhcp-client") if row.id == row_id
        )
        source = next(sources, "")
        if source:
            try:
                self._run(source, None, dict(variables))
            except TrapError as error:
                self._router.note("script,error", f"dhcp-client script failed: {error.message}")

    def tick(self) -> None:
        """Run the scripts of leases, then go on with the jobs whose moment has come but for those that were removed."""
        leases, self._leases = self._leases, []
        for row_id, variables in leases:
            self._run_lease_script(row_id, variables)
        alive = {row.id for row in self._router.store.rows(_JOBS)}
        self._jobs = [job for job in self._jobs if job.row.id in alive]
        for job in tuple(self._jobs):
            self._go_on(job)

    def _go_on(self, job: _Job) -> None:
        try:
            while job.wakes <= self._router.clock.now:
                job.wakes = self._router.clock.now + next(job.rest)
        except StopIteration:
            self._end(job)
        except Failure as failure:
            self._router.note("script,error", failure.message)
            self._end(job)

    def _end(self, job: _Job) -> None:
        self._jobs.remove(job)
        self._router.store.drop_dynamic(_JOBS, job.row.id)
        if job.file:
            self._router.files.save(f"{job.file}.txt", ".txt file", "\r\n".join(job.console.output))
