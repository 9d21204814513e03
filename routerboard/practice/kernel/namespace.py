"""Network namespaces as file descriptors: nameless, so that nothing stays when this process ends, however it ends.

Each has one thread that was born into it and never leaves: it makes the sockets and starts the programs that shall be
inside. So nothing here needs the right to go back, which an unprivileged user in `unshare -Ur` has not.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

_NEWNET = 0x40000000
_T = TypeVar("_T")


class CommandError(RuntimeError):
    """A program said no; the message is its own."""


def _leave_for_a_new_one() -> int:
    """Let this thread be in a new namespace from now on; a descriptor of it."""
    if ctypes.CDLL(None, use_errno=True).unshare(_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


class Namespace:
    """One network namespace. OSError where this user may not make one."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "namespace")
        try:
            self.fd = self.do(_leave_for_a_new_one)
        except OSError:
            self._thread.shutdown()
            raise

    def do(self, what: Callable[[], _T]) -> _T:
        """Do it inside, and wait; whatever it returns or raises."""
        return self._thread.submit(what).result()

    def socket(self, kind: int = socket.SOCK_STREAM, protocol: int = 0) -> socket.socket:
        """An IPv4 socket inside."""
        return self.do(lambda: socket.socket(socket.AF_INET, kind, protocol))

    def run(self, *command: str, text: str = "") -> str:
        """Run a program inside; what it printed. CommandError where it failed."""
        done = self.do(
            lambda: subprocess.run(  # noqa: S603 - fixed programs, arguments are ours
                command, input=text, capture_output=True, text=True, check=False
            )
        )
        if done.returncode:
            raise CommandError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def ip(self, lines: Sequence[str], *, force: bool = False) -> None:
        """Run lines of `ip` as one batch; CommandError at the first that is refused, unless `force` goes on."""
        if not lines:
            return
        words = ("ip", "-force", "-batch", "-") if force else ("ip", "-batch", "-")
        try:
            self.run(*words, text="\n".join(lines) + "\n")
        except CommandError as error:
            if not force:
                raise CommandError(f"{error}\n" + "\n".join(lines)) from None

    def nft(self, text: str) -> None:
        """Load a transaction of nftables; CommandError where it is refused, and nothing has changed."""
        self.run("nft", "-f", "-", text=text)

    def set(self, settings: dict[str, str]) -> None:
        """Write sysctls, `net/ipv4/ip_forward`."""

        def write() -> None:
            for name, value in settings.items():
                Path("/proc/sys", name).write_text(value, encoding="ascii")

        self.do(write)

    def read(self, path: str) -> str:
        """The text of a file that shows this namespace, `/proc/thread-self/net/nf_conntrack`."""
        return self.do(lambda: Path(path).read_text(encoding="ascii"))

    def close(self) -> None:
        """Let go of it; the kernel takes it down once no socket is left inside."""
        self._thread.shutdown()
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
