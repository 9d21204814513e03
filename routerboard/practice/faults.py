"""What can be made to go wrong between a practice board and its clients, for tests and for training."""

from __future__ import annotations

from dataclasses import dataclass


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
    """

    cut_after_received: int | None = None
    cut_before: int | None = None
    cut_after_sent: int | None = None
    stall_after: int | None = None
    garbage_after: int | None = None
    fail_command: int | None = None
    pace: float = 0.0
    refuse: bool = False
    received: int = 0
    sent: int = 0
