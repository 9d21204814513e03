"""A router that has a site's interfaces and nothing configured: what `plan --ros` plans for."""

from __future__ import annotations

from routerboard.language.items import Row
from routerboard.language.ledger import MENU as SCRIPTS
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.order import MENUS
from wizards.site import Site

POLICIES = frozenset(["read", "write", "policy", "test", "sensitive", "api", "reboot", "ftp"])


def blank_survey(version: Version, site: Site) -> Survey:
    """The survey of such a router; the user may do everything, every socket has link."""
    empty: dict[str, tuple[Row, ...]] = {menu: () for menu in MENUS if menu != "/routing/table"}
    tables: dict[str, tuple[Row, ...]] = {"/routing/table": ({"name": "main", "fib": "true", "dynamic": "true"},)}
    given: dict[str, tuple[Row, ...]] = {
        "/interface": _interfaces(site),
        "/ip/dns": ({},),
        "/ip/settings": ({"ipv4-multipath-hash-policy": "l3"} if version.can("multipath-hash-policy") else {},),
        SCRIPTS: (),
    }
    menus = {**empty, **(tables if version.can("routing-tables") else {}), **given}
    if any(wan.kind == "lte" for wan in site.wans):
        menus |= _mobile(site)
    return Survey(version=version, identity="blank", user="admin", policies=POLICIES, menus=menus)


def _interfaces(site: Site) -> tuple[Row, ...]:
    sockets = dict.fromkeys((*(wan.interface for wan in site.wans), *site.lan.also))
    lan = {"name": site.lan.interface, "type": "bridge", "running": "true", "disabled": "false"}
    mobile = {wan.interface for wan in site.wans if wan.kind == "lte"}
    kinds = {name: "lte" if name in mobile else "ether" for name in sockets if name != site.lan.interface}
    up = {"running": "true", "disabled": "false"}
    return (lan, *({"name": name, "type": kind, **up} for name, kind in kinds.items()))


def _mobile(site: Site) -> dict[str, tuple[Row, ...]]:
    """LTE modems, and the APN profile that every router has."""
    modems = [{"name": wan.interface, "apn-profiles": "default"} for wan in site.wans if wan.kind == "lte"]
    profile = {
        "name": "default",
        "apn": "internet",
        "add-default-route": "yes",
        "default-route-distance": "2",
        "use-peer-dns": "yes",
    }
    return {"/interface/lte": tuple(modems), "/interface/lte/apn": (profile,)}
