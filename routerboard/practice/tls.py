"""TLS as a router offers it that has no certificate: anonymous, by Diffie and Hellman's method alone."""

from __future__ import annotations

import ssl
from importlib.resources import as_file, files


def anonymous() -> ssl.SSLContext:
    """A server's context for `api-ssl` without a certificate; ssl.SSLError where this computer's OpenSSL cannot.

    The group is ffdhe2048 of RFC 7919.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ADH:@SECLEVEL=0")
    with as_file(files("routerboard.practice") / "ffdhe2048.pem") as group:
        context.load_dh_params(str(group))
    return context
