"""Which properties each menu has, in which versions: facts that routers of 6.43 to 7.24 print of themselves.

A menu is three parts. Before `:` stand `single` or `ordered`, `unread` where nothing can be printed, the versions
that have the menu, and after `|` its commands besides print and get, each with the versions that have it
(`read>=7.13`). Then come the properties, `name [kind] [>=first version][<version without it] [*] [=default]`: a kind
left out is `text`, `*` is required on add. After `--` stand those that can only be read.
"""

from __future__ import annotations

from routerboard.language.menu_table import firewall, hotspot, interfaces, ip, ipv6, routing, services, system

TABLE: dict[str, str] = {
    **interfaces.MENUS,
    **firewall.MENUS,
    **hotspot.MENUS,
    **ip.MENUS,
    **ipv6.MENUS,
    **routing.MENUS,
    **system.MENUS,
    **services.MENUS,
}
