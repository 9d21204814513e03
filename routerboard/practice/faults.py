"""What can be made to go wrong with a practice board and the way to it, for tests and for training."""

from __future__ import annotations

from dataclasses import dataclass

TROUBLE = "action timed out - try again, if error continues contact MikroTik support and send a supout file (13)"
"""What a router in trouble says."""


@dataclass
class Faults:
    """Counted in sentences over all logged-in sessions of a server; None is never.

    cut_after_received   when so many commands have come, do the last one, and drop the connection without an answer
    cut_before           when so many commands have come, drop the connection without doing the last one
    cut_after_sent       drop the connection when so many sentences have gone out
    stall_after          answer nothing more after so many sentences have gone out; commands are done all the same
    garbage_after        after so many sentences, send bytes that are no API and hang up
    fail_command         refuse the command with this number, as a router in trouble does
    pace                 seconds to wait before each sentence
    refuse               accept no connection while set
    fail_write           refuse the write of the configuration with this number, whichever way it comes
    reboot_at_write      restart right after the write with this number
    pace_command         seconds that the board takes for each command before it begins the next one of that session
    delay                seconds that everything is on its way, in each direction
    """

    cut_after_received: int | None = None
    cut_before: int | None = None
    cut_after_sent: int | None = None
    stall_after: int | None = None
    garbage_after: int | None = None
    fail_command: int | None = None
    pace: float = 0.0
    refuse: bool = False
    fail_write: int | None = None
    reboot_at_write: int | None = None
    pace_command: float = 0.0
    delay: float = 0.0
    received: int = 0
    sent: int = 0

    @property
    def counts_sentences(self) -> bool:
        """Whether each sentence that goes out must be looked at."""
        counted = (self.cut_after_sent, self.stall_after, self.garbage_after, self.cut_after_received)
        return bool(self.pace or self.delay) or any(one is not None for one in counted)
