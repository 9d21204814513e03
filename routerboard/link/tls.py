"""TLS with a router, and knowing it again.

A router's certificate is its own, signed by nobody that we know, so trust comes from the first meeting: its fingerprint
is kept in a file of known routers, and from then on this address must show the same one. A router without a certificate
offers anonymous Diffie-Hellman only: encrypted, but anybody could stand in between. It is accepted where no fingerprint
is known, and a `Security` says so.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from routerboard.link.boundary import securing
from routerboard.link.errors import TlsRefused
from routerboard.link.protocol import Link
from routerboard.link.target import Target

Opener = Callable[[], Awaitable[Link]]
"""Opens a fresh TCP connection to the router."""


@dataclass(frozen=True)
class Security:
    """How a session is protected.

    fingerprint   the SHA-256 of the router's certificate as `AB:CD:…`, "" where TLS is anonymous
    new           whether nothing was known of this router before
    """

    fingerprint: str
    new: bool = False

    @property
    def anonymous(self) -> bool:
        """Whether nothing proves that this is the router."""
        return not self.fingerprint


def known_routers_file() -> Path:
    """Where fingerprints are kept unless another file is named."""
    return platformdirs.user_data_path("simplifi-tui") / "known-routers.json"


async def secure(opener: Opener, target: Target, known: Path, limit: float) -> tuple[Link, Security]:
    """A link with TLS: by certificate, or anonymous where the router has none. TlsRefused where neither works.

    `limit`: seconds for each attempt to agree.
    """
    try:
        link = await _agree(opener, limit)
    except OSError as error:
        raise securing(error, target) from None
    try:
        return link, recognise(target.place, _shown(link), known)
    except TlsRefused:
        await link.close()
        raise


async def _agree(opener: Opener, limit: float) -> Link:
    """By certificate; where the router is there and speaks TLS but will not do that, without one."""
    try:
        return await _handshake(await opener(), certified(), limit)
    except (ssl.SSLError, ConnectionError) as error:
        if isinstance(error, ConnectionAbortedError) or _speaks_no_tls(error):
            raise
    return await _handshake(await opener(), anonymous(), limit)


async def _handshake(link: Link, context: ssl.SSLContext, limit: float) -> Link:
    loop = asyncio.get_running_loop()
    try:
        transport = await loop.start_tls(link.transport, link, context, ssl_handshake_timeout=limit)
    except BaseException:
        link.transport.abort()
        raise
    if transport is None:
        raise ConnectionResetError("the router hung up")
    link.secured(transport)
    return link


def _shown(link: Link) -> str:
    return fingerprint(link.transport.get_extra_info("ssl_object").getpeercert(binary_form=True))


def certified() -> ssl.SSLContext:
    """For a router with a certificate, of any age and key size: what proves it is the fingerprint, not a signature."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def anonymous() -> ssl.SSLContext:
    """For a router without a certificate; ssl.SSLError where this computer's OpenSSL cannot do that."""
    context = certified()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ADH:@SECLEVEL=0")
    return context


def fingerprint(certificate: bytes | None) -> str:
    """The SHA-256 of a certificate (DER) as `AB:CD:…`; "" for none."""
    return hashlib.sha256(certificate).digest().hex(":").upper() if certificate else ""


def recognise(place: str, seen: str, known: Path) -> Security:
    """Compare a fingerprint with the one known for this place, or keep it on first sight; TlsRefused if they differ."""
    expected = _read(known).get(place, "")
    if expected and seen != expected:
        raise _stranger(place, seen, expected, known)
    if seen and not expected:
        _keep(known, place, seen)
    return Security(seen, new=not expected)


def _stranger(place: str, seen: str, expected: str, known: Path) -> TlsRefused:
    shown = f"the certificate {seen}" if seen else "no certificate"
    return TlsRefused(
        f"{place} is not the router that was there before. It shows {shown}; known is {expected}.",
        todo=f"If the router was reset or got a new certificate, remove {place} from {known} and connect again. "
        "If not, somebody may stand between you and the router: use a cable.",
    )


def _speaks_no_tls(error: OSError) -> bool:
    return isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")


def _read(known: Path) -> Mapping[str, str]:
    try:
        found = json.loads(known.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise TlsRefused(
            f"The list of known routers cannot be read: {error}", todo=f"Mend or remove {known}."
        ) from None
    return {str(place): str(seen) for place, seen in found.items()} if isinstance(found, dict) else {}


def _keep(known: Path, place: str, seen: str) -> None:
    """Add one router; where the file cannot be written the router is simply met for the first time again."""
    text = json.dumps({**_read(known), place: seen}, indent=1, ensure_ascii=False, sort_keys=True)
    fresh = known.with_name(f"{known.name}.{os.getpid()}")
    try:
        known.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(known)
    except OSError:
        return
