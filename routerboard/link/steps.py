"""What a commit tells while it works, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

StepState = Literal["running", "ok", "failed", "skipped"]
OutcomeState = Literal["done", "pending", "undone", "unknown", "refused"]


@dataclass(frozen=True)
class Step:
    """One step as it stands now: `name` says what is done, for people; `detail` what came of it."""

    name: str
    state: StepState
    detail: str = ""


OnStep = Callable[[Step], None]


@dataclass(frozen=True)
class Outcome:
    """How it ended.

    state     done: as planned. pending: as planned, to be confirmed or undone. undone: as before, compared.
              unknown: not all could be written back, or nothing could be read. refused: nothing was written.
    message   what happened, one or two sentences
    todo      what to do next; "" where nothing is to be done
    steps     every step in its last state, in the order they began
    journal   the file on this computer that keeps what was there before; None where nothing was kept
    """

    state: OutcomeState
    message: str
    todo: str = ""
    steps: tuple[Step, ...] = ()
    journal: Path | None = None


class Told:
    """Passes every step on, and remembers the last state of each.

    A listener that fails (a closed terminal, a screen that is gone) is told nothing more: the work goes on.
    """

    def __init__(self, on_step: OnStep) -> None:
        self._on_step = on_step
        self._steps: dict[str, Step] = {}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The last state of each step, in the order they began."""
        return tuple(self._steps.values())

    def tell(self, name: str, state: StepState, detail: str = "") -> None:
        """A step has a new state."""
        self._steps[name] = Step(name, state, detail)
        try:
            self._on_step(self._steps[name])
        except Exception:  # whoever listens must not be able to leave half a plan on a router
            self._on_step = _deaf

    @contextmanager
    def step(self, name: str) -> Iterator[Progress]:
        """A step that runs within the block: it is done at its end, and has failed where an error leaves it."""
        progress = Progress(self, name)
        self.tell(name, "running")
        try:
            yield progress
        except BaseException as error:
            self.tell(name, "failed", str(error) or "stopped")
            raise
        self.tell(name, "ok", progress.detail)

    def outcome(self, outcome: Outcome) -> Outcome:
        """The outcome together with the steps told so far."""
        return replace(outcome, steps=self.steps)


@dataclass
class Progress:
    """The detail of a running step."""

    _told: Told
    _name: str
    detail: str = ""

    def say(self, detail: str) -> None:
        """Show how far it is."""
        self.detail = detail
        self._told.tell(self._name, "running", detail)


def _deaf(step: Step) -> None:
    """Nobody listens any more."""
