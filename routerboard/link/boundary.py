"""Where errors of the operating system, of TLS, of the wire and of librouteros become ours: here and nowhere else."""

from __future__ import annotations

import errno
import socket
import ssl

from librouteros.exceptions import TrapError

from routerboard.link.errors import (
    NOTHING_CHANGED,
    NotRouterOS,
    RouterError,
    RouterLost,
    RouterRefused,
    RouterTimedOut,
    TlsRefused,
    Unreachable,
)
from routerboard.link.target import Target
from routerboard.link.wire import WireError

_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
_LET_IN = (
    "If this is the router's API: `Available From` of api in IP > Services and `Allowed Address` of the user must "
    "contain this computer, and a HotSpot must not hold it back. If it is not, take the port that IP > Services shows."
)
_WINDOWS_NO_ROUTE = {10051, 10065, 10050, 10049}


def reaching(error: Exception, target: Target) -> RouterError:
    """What an error while opening the TCP connection means."""
    host, place = target.host, target.place
    if isinstance(error, socket.gaierror | UnicodeError):
        return Unreachable(f"No computer is called {host}.", todo="Check the name, or type the router's IP address.")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(
            f"{host} is there, but its port {target.tcp_port} is closed.",
            todo="Enable api (8728) or api-ssl (8729) in IP > Services on the router, or use the port shown there.",
        )
    if isinstance(error, TimeoutError):
        return Unreachable(
            f"{place} does not answer.",
            todo="Check the address and the cable. The factory firewall answers only on LAN sockets, not on ether1.",
        )
    if isinstance(error, OSError) and error.errno in _NO_ROUTE | _WINDOWS_NO_ROUTE:
        return Unreachable(f"This computer has no route to {host}.")
    return Unreachable(f"{place} cannot be reached: {_words(error)}.")


def securing(error: Exception, target: Target) -> RouterError:
    """What an error of the TLS handshake means."""
    if isinstance(error, TimeoutError | ConnectionError):
        return TlsRefused(f"{target.place} does not answer with TLS.")
    return TlsRefused(f"No TLS with {target.place}: {_words(error)}.")


def opening(error: WireError, target: Target) -> RouterError:
    """What bytes that no router sends mean, where a router's first words were expected."""
    if error.heard.startswith(_TLS_RECORDS):
        return TlsRefused(
            f"{target.place} speaks TLS.", todo=f"Connect with TLS: as a rule it is api-ssl, on port {target.tcp_port}."
        )
    return NotRouterOS(f'{target.place} is no RouterOS API. It says "{_printable(error.heard)}".')


def losing(error: Exception | None, target: Target, *, amid: bool = False) -> RouterLost:
    """What the end of a connection means that had been good; `amid` a sentence of the router."""
    where = " in the middle of a reply" if amid else ""
    if isinstance(error, WireError):
        return RouterLost(f"What comes from {target.host} is garbled: {error}.")
    if error is None:
        return RouterLost(f"{target.host} closed the connection{where}.")
    return RouterLost(f"The connection to {target.host} broke{where}: {_words(error)}.")


def at_the_door(error: RouterError, target: Target, *, heard: bool) -> RouterError:
    """What an error before the first good answer means: who hangs up or stays silent then does not want us.

    `heard` is whether anything came at all.
    """
    if isinstance(error, RouterTimedOut):
        said = " and sends data, but no answer to the login" if heard else ", but says nothing"
        return RouterTimedOut(f"{target.place} takes the connection{said}.", unchanged=NOTHING_CHANGED, todo=_LET_IN)
    if isinstance(error, RouterLost):
        return Unreachable(
            f"{target.place} takes the connection, but ends it. {error}", unchanged=NOTHING_CHANGED, todo=_LET_IN
        )
    return error


def refused(trap: TrapError, command: str) -> RouterRefused:
    """A `!trap` as our error."""
    return RouterRefused(trap.message.strip(), trap.category, command=command)


def silent(command: str, seconds: float) -> RouterTimedOut:
    """Nothing came for a command in that time."""
    return RouterTimedOut(f"The router said nothing to {command} for {seconds:g} seconds.")


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    text = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
    return text.rstrip(".")


def _printable(heard: bytes) -> str:
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else " " for byte in heard)
    return " ".join(text.split())[:60]
