"""What a script may do to the board."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.practice.interpreter.values import Value

Delays = Generator[float, None, Value]
"""A script, or a command, that runs: it yields the seconds to wait before it is resumed, and returns its value."""


class Host(Protocol):
    """What a script may do to the board; every method raises Failure with the router's words.

    A host may also be one of those below, each of which adds one ability.
    """

    def is_menu(self, words: tuple[str, ...]) -> bool:
        """Whether the words name a menu or the way to one."""

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu as print shows them, `.id` included."""

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        """Do one command; what it returns (`*1F` of an add), "" for nothing.

        `:execute` and `:resolve` come as commands of the menu `/`, with the arguments of the API.
        """

    def log(self, topic: str, text: str) -> None:
        """Write a line to the log; the topic `put` is the screen."""


@runtime_checkable
class Versioned(Protocol):
    """A host that says which version it is: commands of other versions are then refused."""

    @property
    def version(self) -> Version:
        """The version of RouterOS."""


@runtime_checkable
class Knowing(Protocol):
    """A host whose scripts are read as strictly as a router reads them: before anything runs."""

    def knows(self, menu: str, verb: str, argument: str) -> bool:
        """Whether a menu (`/ip/route`, `/`) has a command, and that an argument; "" asks for the command alone."""


@runtime_checkable
class Waiting(Protocol):
    """A host with commands that take time, such as a script that runs another one."""

    def command(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Delays | None:
        """The command under way; None where `write` does it at once."""


@runtime_checkable
class Watching(Protocol):
    """A host with commands that show something over time, such as pings and monitors."""

    def watch(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Iterator[Row | float] | None:
        """What such a command shows: rows, and the seconds to wait between them; None for any other command."""
