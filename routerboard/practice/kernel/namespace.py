"""Network namespaces as file descriptors: nameless, so that nothing stays when this process ends, however it ends.

A thread enters one, makes its sockets there or starts a program, and leaves; the sockets stay inside.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

_NEWNET = 0x40000000


class CommandError(RuntimeError):
    """A program said no; the message is its own."""


def _call(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _here() -> int:
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


class Namespace:
    """One network namespace, with its loopback up. OSError where this user may not make one."""

    def __init__(self) -> None:
        made: list[int | OSError] = []

        def make() -> None:
            try:
                _call("unshare", _NEWNET)
                made.append(_here())
            except OSError as error:
                made.append(error)

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        if isinstance(made[0], OSError):
            raise made[0]
        self.fd = made[0]

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This thread is inside for a while."""
        outside = _here()
        try:
            _call("setns", self.fd, _NEWNET)
            yield
        finally:
            _call("setns", outside, _NEWNET)
            os.close(outside)

    def socket(self, kind: int = socket.SOCK_STREAM, protocol: int = 0) -> socket.socket:
        """An IPv4 socket inside."""
        with self.entered():
            return socket.socket(socket.AF_INET, kind, protocol)

    def run(self, *command: str, text: str = "") -> str:
        """Run a program inside; what it printed. CommandError where it failed."""
        with self.entered():
            done = subprocess.run(  # noqa: S603 - fixed programs, arguments are ours
                command, input=text, capture_output=True, text=True, check=False
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
        with self.entered():
            for name, value in settings.items():
                with open(f"/proc/sys/{name}", "w", encoding="ascii") as file:
                    file.write(value)

    def read(self, path: str) -> str:
        """The text of a file that shows this namespace, `/proc/thread-self/net/nf_conntrack`."""
        with self.entered(), open(path, encoding="ascii") as file:
            return file.read()

    def close(self) -> None:
        """Let go of it; the kernel takes it down once no socket is left inside."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
