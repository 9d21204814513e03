"""One practice Routerboard that is switched on: its store, its world, its clock, who is logged in, and its commands."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager

from routerboard.packetflow.addresses import number
from routerboard.practice import commands
from routerboard.practice.accounts import Accounts, Session
from routerboard.practice.board import Board
from routerboard.practice.clock import Clock, stamp
from routerboard.practice.console import SCRIPTS
from routerboard.practice.device_mode import DeviceMode, allows
from routerboard.practice.errors import TrapError
from routerboard.practice.faults import TROUBLE, Faults
from routerboard.practice.files import Files
from routerboard.practice.guests import Host
from routerboard.practice.jobs import Jobs
from routerboard.practice.netwatch import Netwatch
from routerboard.practice.ordering import in_order
from routerboard.practice.printing import Printed
from routerboard.practice.replies import Call, Reply, Returned
from routerboard.practice.safe_mode import SafeMode
from routerboard.practice.scheduler import Scheduler
from routerboard.practice.sentences import Request, Sentence, request, row_words
from routerboard.practice.setting_up import configured
from routerboard.practice.shows import shown_rows
from routerboard.practice.store import Store, StoredRow
from routerboard.practice.system import Rebooted
from routerboard.practice.watching import Watch
from routerboard.practice.world import World

_BOOT_SECONDS = 3.0
_STEP = 1.0
_LONGEST = 120.0


class PracticeRouter:
    """A board. Time passes only by `tick`: tests turn the clock by hand, a server lets it run.

    Each has a `serial` of its own, as real ones have: what waits on one board must not be taken for another's.
    """

    def __init__(self, board: Board, clock: Clock | None = None, make_world: Callable[..., World] = World) -> None:
        self.board = board
        self._make_world = make_world
        self.version = board.version
        self.serial = secrets.token_hex(6).upper()
        self.clock = clock or Clock()
        self.store: Store = configured(board)
        self.device_mode = DeviceMode(board.device_mode, board.version, self.clock)
        self.files = Files(self.store, self.stamp, board)
        self.accounts = Accounts(self.store, board.admin, self.stamp, self.note)
        self.faults = Faults()
        self.writes = 0
        self.watches: set[Watch] = set()
        self.in_turns = False
        """Whether scripts that run long let others do something meanwhile, as they do on a board that is served."""
        self.on_reboot: list[Callable[[], None]] = [self.device_mode.cancel, self.files.restart]
        self._quiet = False
        self.store.subscribe(self._told)
        self._boot()

    # Time and power

    def tick(self, seconds: float) -> None:
        """Let so many seconds pass for the board and all around it; of a long sleep only the end is lived."""
        if seconds > _LONGEST:
            self.clock.advance(seconds - _LONGEST)
            seconds = _LONGEST
        while seconds > 0:
            step = min(_STEP, seconds)
            seconds -= step
            self.clock.advance(step)
            self.world.tick(self.clock.now)
            self._run_jobs()
        self.look()

    def _run_jobs(self) -> None:
        try:
            self.jobs.tick()
            self.scheduler.tick()
            self.netwatch.tick()
            self.safe_mode.tick()
        except Rebooted:
            self.reboot()

    def reboot(self) -> None:
        """Restart: what was configured stays, what the board made by itself begins anew."""
        self.store.restore(self.store.configuration())
        self.clock.restart()
        for told in tuple(self.on_reboot):
            told()
        self._boot()

    def press_button(self) -> None:
        """Somebody presses the reset or mode button: a change of device-mode that waits for that counts from now on."""
        if self.device_mode.press():
            self.reboot()

    def _boot(self) -> None:
        self.jobs = Jobs(self)
        self.world = self._make_world(
            self.store,
            self.board.scenery,
            self.version,
            clock=self.stamp,
            laptop=_plugged_in(self.board),
            on_lease=self.jobs.lease_changed,
            hotspot_allowed=lambda: allows(self, "hotspot"),
        )
        self.scheduler, self.netwatch, self.safe_mode = Scheduler(self), Netwatch(self), SafeMode(self)
        self.note("system,info", "router rebooted")
        self.tick(_BOOT_SECONDS)

    def stamp(self) -> str:
        """Date and time as this version writes them into its log."""
        return stamp(self.clock.wall, self.version)

    def note(self, topics: str, message: str) -> None:
        """Write a row into the log."""
        self.world.note(topics, message)

    # Rows

    def rows(self, path: str, *, sensitive: bool = True) -> Iterator[Printed]:
        """The rows of any menu as print shows them; TrapError where this version lacks the menu."""
        return (in_order(path, row, self.version) for row in shown_rows(self, path, sensitive=sensitive))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change of the configuration; who listens is told of each row once, as it is when all has followed."""
        self.writing()
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False
        self.written()

    def writing(self) -> None:
        """The configuration is about to be written once more; TrapError where it is made to fail."""
        self.writes += 1
        if self.writes == self.faults.fail_write:
            raise TrapError(TROUBLE, 3)

    def written(self) -> None:
        """The configuration was written; Rebooted where it is made to restart now."""
        self.safe_mode.counts()
        self.changed()
        if self.writes == self.faults.reboot_at_write:
            raise Rebooted

    def changed(self) -> None:
        """The configuration was changed: let follow what follows at once, and tell who listens."""
        self.world.settle()
        self.jobs.look()
        self.scheduler.reckon()
        self.netwatch.look()
        self.look()

    def look(self) -> None:
        """Tell who listens what is different now."""
        for watch in tuple(self.watches):
            watch.look()

    def _told(self, path: str, _: StoredRow | str) -> None:
        for watch in tuple(self.watches):
            if watch.path == path and not self._quiet:
                watch.look()

    # Commands

    async def execute(
        self, command: str, words: Sequence[str] = (), session: Session | None = None
    ) -> AsyncIterator[Sentence]:
        """Do one command of a session, or of the router itself; yields the reply's sentences without their tag."""
        async for sentence in self.answer(request((command, *words)), session):
            yield sentence

    async def answer(self, asked: Request, session: Session | None = None) -> AsyncIterator[Sentence]:
        """The same for a sentence that was read. The last reply is `!done`, after a `!trap` where it was refused."""
        path, _, verb = asked.command.rpartition("/")
        call = Call(self, session, path, verb, asked.arguments, asked.queries)
        ret: Sentence = ()
        empty = verb in ("print", "getall") and self.version.can("empty-reply")
        try:
            async for reply in self._replies(call):
                empty = False
                if isinstance(reply, Returned):
                    ret = (f"=ret={reply.value}",)
                else:
                    yield ("!re", *row_words(reply))
        except TrapError as error:
            empty = False
            for category, message in error.traps:
                yield ("!trap", *(() if category is None else (f"=category={category}",)), f"=message={message}")
        if empty:
            yield ("!empty",)
        yield ("!done", *ret)

    def dumped(self, asked: Request, session: Session | None) -> Iterator[tuple[int, bytes]] | None:
        """The rows of a print of many connections as they go over the wire, without its `!done`; None for all else."""
        path, _, verb = asked.command.rpartition("/")
        try:
            return commands.dumped(Call(self, session, path, verb, asked.arguments, asked.queries), asked.tag)
        except TrapError:
            return None

    def _replies(self, call: Call) -> AsyncIterator[Reply]:
        """What a command answers; of a script that is run, the end is waited for."""
        return self.jobs.answer(call) if (call.path, call.verb) == (SCRIPTS, "run") else commands.run(call)


def _plugged_in(board: Board) -> Host:
    """The technician's computer as the board's network sees it."""
    laptop = board.laptop
    return Host("laptop", laptop.mac, laptop.port, number(laptop.address))
