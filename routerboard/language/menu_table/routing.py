"""Routing tables, rules and what the router makes of them. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/routing/bgp/advertisements": """
        <7.0 |
        :
        """,
    "/routing/bgp/connection": """
        >=7.0 |
        :
        """,
    "/routing/bgp/instance": """
        <7.0 |
        :
        """,
    "/routing/bgp/peer": """
        <7.0 |
        :
        """,
    "/routing/bgp/session": """
        >=7.0 |
        :
        """,
    "/routing/nexthop": """
        >=7.0 | dump-dot unset
        :
        --
        address; afi; bgp-vpn; check-gateway; gw-check-ok; gw-state; hops; immediate-gw.address;
        immediate-gw.blackhole; immediate-gw.flap-count; immediate-gw.interface-idx; immediate-gw.mpls-label;
        immediate-gw.mpls-peer-id; immediate-gw.weight; interface-ok; links; prev-reachable; reachable; routes;
        scope; target-scope; unresolved
        """,
    "/routing/route": """
        >=7.0 | disable enable set unset
        :
        comment >=7.0; disabled bool >=7.0
        --
        active; afi; belongs-to; bgp; bgp-mpls-vpn; bgp-net; bgp.aggregator; bgp.as-path; bgp.atomic-aggregate;
        bgp.cluster-list; bgp.communities; bgp.esi; bgp.ext-communities; bgp.igp-metric; bgp.large-communities;
        bgp.local-pref; bgp.med; bgp.nexthop; bgp.origin; bgp.originator-id; bgp.otc; bgp.out-nexthop; bgp.pmsi;
        bgp.session; bgp.unknown; bgp.weight; blackhole; check-gateway; connect; contribution; debug.fwp-ptr;
        debug.input.ptr; debug.input.raw; debug.input.refs; debug.input.size; debug.merge.ptr; debug.merge.raw;
        debug.merge.refs; debug.merge.size; debug.route-ptr; dhcp; distance; dst-address; ecmp; evpn; filtered;
        gateway; hoplimit; hw-offloaded; immediate-gw; isis; isis.metric; isis.type; label; ldp-address;
        ldp-mapping; ldp.label; ldp.peer-id; local-address; modem; mpls.in-label; mpls.labels; mpls.out-label; mtu;
        nexthop-id; ospf; ospf.metric; ospf.tag; ospf.type; pref-src; rip; rip.metric; rip.tag; route-cost;
        route-distinguisher; routing-table; rpki; scope; slaac; static; target-scope; total-cost; unreachable;
        ve-block-offset; ve-block-size; ve-id; vpn; vrf-interface
        """,
    "/routing/rule": """
        ordered >=7.0 | add disable enable export move remove set unset
        :
        action enum:drop|lookup|lookup-only-in-table|mangle>=7.22|unreachable >=7.0; chain >=7.22; comment >=7.0;
        disabled bool
        >=7.0; dst-address >=7.0; interface interface >=7.0; min-prefix >=7.0; realm >=7.22; routing-mark table
        >=7.0; src-address >=7.0; table table >=7.0; vrf >=7.22
        --
        inactive;
        default >=7.22
        """,
    "/routing/settings": """
        single >=7.12 | export>=7.12.2 set>=7.12.2
        :
        check-gateway-ping-count >=7.21; check-gateway-ping-interval time >=7.21; check-gateway-ping-timeout time
        >=7.21; connected-in-chain >=7.19; dynamic-in-chain >=7.19; policy-rules >=7.22; single-process bool
        >=7.12.2
        """,
    "/routing/table": """
        >=7.0 | add disable enable export remove set unset
        :
        comment >=7.0; disabled bool >=7.0; fib flag >=7.0; name >=7.0
        --
        dynamic; invalid; used
        """,
}
