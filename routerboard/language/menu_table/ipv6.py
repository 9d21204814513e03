"""IPv6, as far as a plan must see it. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/ipv6/address": """
        >=7.0 |
        :
        """,
    "/ipv6/neighbor": """
        >=7.0 |
        :
        """,
    "/ipv6/nd": """
        >=7.0 |
        :
        """,
    "/ipv6/route": """
        >=7.0 | add disable enable export remove set unset
        :
        blackhole flag >=7.0; check-gateway enum:arp|none|ping >=7.0; comment >=7.0; disabled bool >=7.0; distance
        int:0-255 >=7.0; dst-address >=7.0; gateway >=7.0; pref-src >=7.20; routing-table table >=7.0; scope
        int:0-255 >=7.0; suppress-hw-offload bool >=7.12.2<7.21; target-scope int:0-255 >=7.0; vrf-interface >=7.0
        --
        active; bgp; bgp-mpls-vpn; connect; dhcp; dynamic; ecmp; hw-offloaded; immediate-gw; inactive; is-is; modem;
        ospf; rip; slaac; static; vpn
        """,
    "/ipv6/settings": """
        single >=7.0 | export set
        :
        accept-redirects enum:no|yes-if-forwarding-disabled >=7.0; accept-router-advertisements
        enum:no|yes|yes-if-forwarding-disabled >=7.0; accept-router-advertisements-on enum:all|dynamic|none|static
        >=7.21; allow-fast-path bool >=7.18; disable-ipv6 bool >=7.0; disable-link-local-address bool >=7.18;
        forward bool >=7.0; max-neighbor-entries >=7.0; min-neighbor-entries >=7.17; multipath-hash-policy
        enum:l3|l3-inner|l4 >=7.16; soft-max-neighbor-entries >=7.17; stale-neighbor-detect-interval >=7.17;
        stale-neighbor-timeout >=7.17
        --
        ipv6-fast-path-active; ipv6-fast-path-bytes; ipv6-fast-path-packets; ipv6-fasttrack-active;
        ipv6-fasttrack-bytes; ipv6-fasttrack-packets
        """,
}
