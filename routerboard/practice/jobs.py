"""Scripts that run on the board: in the background, while somebody waits for them, and when a lease changes.

Each that runs is a row of /system/script/job, and goes on when the board's clock says so. Removing the row stops it at
once, wherever it waits; a restart ends them all. Global variables live until then, those of each user for himself.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from routerboard.language.items import Row, is_true
from routerboard.language.version import Version
from routerboard.practice import policies, system
from routerboard.practice.console import JOBS, SCRIPTS, Console, Removed
from routerboard.practice.errors import TrapError, failure, no_such_item
from routerboard.practice.interpreter import Delays, Failure, Function, Scope, Stopped, Value, hurried, run, text_of
from routerboard.practice.replies import PAUSE, Call, Pause, Reply
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.accounts import Session
    from routerboard.practice.router import PracticeRouter

_PERMISSIONS_CHOSEN = Version.parse("7.15")
_POLICIES = (
    "local", "telnet", "ssh", "ftp", "reboot", "read", "write", "policy", "test", "winbox", "password", "web", "sniff",
    "sensitive", "api", "romon", "rest-api",
)  # fmt: skip
MOST_JOBS = 200
"""Scripts that may run side by side, so that one which starts others cannot fill the board."""
_MOST_RUNS = 100
"""Scripts that one job may run before it waits: each of them may do as much as the job itself.

So many may also be started by scripts, and by those that they start, within one moment of the board's clock.
"""
_SINCE_LAST_TICK = 1.0
_CLOSE = 1e-9
_NO_REPLIES: tuple[Reply, ...] = ()

_Outcome: TypeAlias = "Failure | Removed | None"


@dataclass(eq=False)
class _Job:
    """A script under way: what is left of it, when it goes on (seconds since boot), who is told how it ended."""

    console: Console
    rest: Delays
    wakes: float
    told: Callable[[_Outcome], None]
    running: bool = False


@dataclass(frozen=True)
class _Chosen:
    """A script of the board's that somebody may run: its name and source, and as whom it runs."""

    name: str
    source: str
    session: Session | None


class Jobs:
    """The scripts of one board since it was started."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._globals: defaultdict[str, Scope] = defaultdict(Scope)
        self._jobs: list[_Job] = []
        self._leases: list[tuple[str, dict[str, str]]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._deep = 0
        self._moment, self._started = 0.0, 0
        self._paused: deque[_Job] = deque()
        self._turn: asyncio.Handle | None = None

    # Global variables

    def environment(self) -> list[Row]:
        """The rows of /system/script/environment: every global variable that is set, with whose it is."""
        return [
            {".id": self._number(user, name), "name": name, "value": _shown(value), "user": user}
            for user, scope in self._globals.items()
            for name, value in scope.names.items()
        ]

    def forget(self, ids: Sequence[str]) -> None:
        """Remove global variables by id or name; TrapError where there is none."""
        for scope, name in self._variables(ids):
            scope.names.pop(name, None)

    def assign(self, ids: Sequence[str], value: str) -> None:
        """Give global variables a text; TrapError where there is none."""
        for scope, name in self._variables(ids):
            scope.names[name] = value

    def _variables(self, ids: Sequence[str]) -> list[tuple[Scope, str]]:
        rows = self.environment()
        found = [[row for row in rows if wanted in (row[".id"], row["name"])] for wanted in ids]
        if not all(found):
            raise no_such_item()
        return [(self._globals[row["user"]], row["name"]) for rows in found for row in rows]

    def _number(self, user: str, name: str) -> str:
        return f"*{self._numbers.setdefault((user, name), len(self._numbers) + 1):X}"

    # Starting

    def run(self, source: str, call: Call) -> Generator[Pause, None, str]:
        """Run a script to its end without waiting in it; returns what it printed. TrapError where it fails."""
        console = Console(self._router, call.session)
        script = hurried(run(source, console, None, self._globals[call.user]))
        while self._goes_on(script):
            yield PAUSE
        return "\r\n".join(line.replace("\n", "\r\n") for line in console.output)

    def _goes_on(self, script: Iterator[None]) -> bool:
        """Run a script on to where others may have their turn; False at its end."""
        self._deep += 1
        try:
            next(script)
        except StopIteration:
            return False
        except Failure as failed:
            raise TrapError(failed.message, 3) from None
        finally:
            self._deep -= 1
        return True

    def start(self, source: str, call: Call, file: str = "") -> str:
        """Run a script in the background; the id of its job. What fails in it is told to the log alone.

        file   where what it prints is written to at its end, "" for nowhere
        TrapError where too many run.
        """
        self._check_room()
        console = self._console(call)
        self._begin(console, source, call.user, lambda outcome: self._tell(console, outcome, file))
        return _row(console).id

    def on_event(self, event: str, call: Call, variables: Mapping[str, Value] | None = None) -> None:
        """Run in the background what an event names: a script of the board's, else the text itself.

        variables   what a text finds set
        What the caller may not run is only told to the log.
        """
        scripts = self._router.store.rows(SCRIPTS)
        row = next((one for one in scripts if event and one.values.get("name") == event), None)
        try:
            self._check_room()
            chosen = _Chosen("", event, call.session) if row is None else _chosen(call, row)
        except TrapError as error:
            self._router.note("script,error", error.message)
            return
        console = self._console(replace(call, session=chosen.session), chosen.name)
        given = variables if row is None else None
        self._begin(console, chosen.source, call.user, lambda outcome: self._tell(console, outcome), given)

    async def answer(self, call: Call) -> AsyncIterator[Reply]:
        """`/system/script/run`: comes to its end when the script does; who stops waiting stops the script."""
        system.permit(call)
        self._check_room()
        chosen = _asked(call)
        ended: asyncio.Future[_Outcome] = asyncio.get_running_loop().create_future()
        console = self._console(replace(call, session=chosen.session), chosen.name)
        job = self._begin(
            console, chosen.source, call.user, lambda outcome: None if ended.done() else ended.set_result(outcome)
        )
        try:
            outcome = await ended
        finally:
            if job in self._jobs:
                self._jobs.remove(job)
                self._leave(job)
        if outcome is not None:
            raise TrapError("interrupted", 2) if isinstance(outcome, Removed) else TrapError(outcome.message, 3)
        for nothing in _NO_REPLIES:
            yield nothing

    def inside(self, outer: Console, call: Call) -> Delays:
        """A script that another one runs, which goes on when this one has ended; Failure where it fails."""
        outer.outermost.runs += 1
        if outer.outermost.runs > _MOST_RUNS:
            raise Stopped("it ran too many scripts")
        try:
            system.permit(call)
            chosen = _asked(call)
        except TrapError as error:
            raise Failure(error.message) from None
        console = outer.inner = self._console(replace(call, session=chosen.session), chosen.name, outer)
        try:
            for delay in run(chosen.source, console, None, self._globals[call.user]):
                yield delay
                if console.removed:
                    raise Removed
        except Removed:
            if outer.removed:
                raise
            raise Failure("interrupted") from None
        finally:
            outer.inner = None
            self._drop(console)
        return None

    # Leases

    def lease_changed(self, row_id: str, variables: dict[str, str]) -> None:
        """The lease of this DHCP client came or went: its script runs next, with what happened in variables."""
        self._leases.append((row_id, variables))

    def _start_lease_script(self, row_id: str, variables: Mapping[str, str]) -> None:
        rows = self._router.store.rows("/ip/dhcp-client")
        source = next((row.values.get("script", "") for row in rows if row.id == row_id), "")
        if source and len(self._jobs) < MOST_JOBS:
            call = Call(self._router, None, "/ip/dhcp-client", "run", {})
            self._begin(self._console(call), source, call.user, self._tell_of_lease, dict(variables))

    def _tell_of_lease(self, outcome: _Outcome) -> None:
        if isinstance(outcome, Failure):
            self._router.note("script,error", f"dhcp-client script failed: {outcome.message}")

    # Going on

    def tick(self) -> None:
        """Run the scripts of leases, then go on with the jobs whose moment has come but for those that were removed."""
        leases, self._leases = self._leases, []
        for lease in leases:
            self._start_lease_script(*lease)
        self.look()
        for job in tuple(self._jobs):
            if job not in self._paused:
                self._go_on(job)

    def _pause(self, job: _Job) -> None:
        self._paused.append(job)
        self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        if self._paused and self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self._take_turn)

    def _take_turn(self) -> None:
        """Go on with the script that has paused longest: one for each turn of whoever else uses the board."""
        self._turn = None
        if self._router.jobs is not self:
            return
        try:
            self._go_on(self._paused.popleft())
        except system.Rebooted:
            self._router.reboot()
        self._wait_for_turn()

    def look(self) -> None:
        """Stop what was removed."""
        for job in tuple(self._jobs):
            if not job.running and job.console.removed:
                self._end(job, Removed())
            elif not job.running and job.console.interrupted:
                job.wakes = self._router.clock.now
                self._go_on(job)

    def _check_room(self) -> None:
        if self._deep:
            now = self._router.clock.now
            self._moment, self._started = now, self._started + 1 if now == self._moment else 1
        if len(self._jobs) >= MOST_JOBS or (self._deep and self._started > _MOST_RUNS):
            raise failure("too many scripts are running")

    def _console(self, call: Call, script: str = "", outer: Console | None = None) -> Console:
        """A console with a row that says so."""
        named = {"script": script} if script else {}
        inside = {} if outer is None or outer.row is None else {"parent": outer.row.id}
        may = ",".join(policy for policy in _POLICIES if policy in call.policies)
        state = {"type": "command", **named, "owner": call.user, "policy": may, "started": self._router.stamp()}
        row = self._router.store.add_dynamic(JOBS, {}, {**state, **inside})
        return Console(self._router, call.session, row, outer)

    def _begin(
        self,
        console: Console,
        source: str,
        user: str,
        told: Callable[[_Outcome], None],
        variables: Mapping[str, Value] | None = None,
    ) -> _Job:
        rest = run(source, console, variables, self._globals[user])
        job = _Job(console, rest, self._router.clock.now, told)
        self._jobs.append(job)
        self._go_on(job)
        return job

    def _go_on(self, job: _Job) -> None:
        """Run a job until it waits for a moment that is to come; one within the last tick is kept to the instant.

        On a board that others use meanwhile, also until it has done so much that it is their turn.
        """
        if job.running or job not in self._jobs:
            return
        now = self._router.clock.now
        job.running = True
        self._deep += 1
        try:
            while job.wakes <= now + _CLOSE:
                delay = next(job.rest)
                job.wakes = max(job.wakes, now - _SINCE_LAST_TICK) + delay
                job.console.runs = 0 if delay else job.console.runs
                if not delay and self._router.in_turns:
                    self._pause(job)
                    break
        except StopIteration:
            self._end(job, None)
        except (Failure, Removed) as outcome:
            self._end(job, outcome)
        finally:
            self._deep -= 1
            job.running = False

    def _end(self, job: _Job, outcome: _Outcome) -> None:
        self._jobs.remove(job)
        self._leave(job)
        job.told(outcome)

    def _leave(self, job: _Job) -> None:
        """Nothing is left of it, nor of the scripts that it waits for."""
        console: Console | None = job.console
        while console is not None:
            self._drop(console)
            console = console.inner
        if not job.running:
            job.rest.close()

    def _drop(self, console: Console) -> None:
        row = _row(console)
        if row in self._router.store.rows(JOBS):
            self._router.store.drop_dynamic(JOBS, row.id)

    def _tell(self, console: Console, outcome: _Outcome, file: str = "") -> None:
        if isinstance(outcome, Failure):
            self._router.note("script,error", outcome.message)
        if file and not isinstance(outcome, Removed):
            self._router.files.save(f"{file}.txt", ".txt file", "\r\n".join(console.output))


def _shown(value: Value) -> str:
    return "(code)" if isinstance(value, Function) else text_of(value)


def _row(console: Console) -> StoredRow:
    assert console.row is not None
    return console.row


def _asked(call: Call) -> _Chosen:
    """The script that a `run` names; TrapError where there is none, or the caller may not run it."""
    chosen = ("use-script-permissions",) if call.router.version >= _PERMISSIONS_CHOSEN else ()
    call.only("number", "numbers", ".id", *chosen)
    row = call.router.store.find(SCRIPTS, call.needed("number", "numbers", ".id"))
    return _chosen(call, row, free="use-script-permissions" in call.arguments)


def _chosen(call: Call, row: StoredRow, *, free: bool = False) -> _Chosen:
    """A script that the caller runs, which is counted; TrapError where it may do more than he and is not `free` to."""
    free = free or is_true(row.values.get("dont-require-permissions"))
    own = policies.carried(replace(call, path=SCRIPTS), row.values.get("policy"))
    may = policies.run_policies(own, call.policies, without_check=free)
    row.state["last-started"] = call.router.stamp()
    row.state["run-count"] = str(int(row.state.get("run-count", "0")) + 1)
    session = None if call.session is None else replace(call.session, policies=may)
    return _Chosen(row.values.get("name", ""), row.values.get("source", ""), session)
