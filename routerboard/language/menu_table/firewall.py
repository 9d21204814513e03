"""The firewall of IPv4 and IPv6, and its connections. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/ip/firewall/address-list": """
        | add disable enable export remove set
        :
        address; comment; disabled bool =no; dynamic bool >=7.0; list *; timeout time
        --
        creation-time
        """,
    "/ip/firewall/connection": """
        | export remove
        :
        --
        assured; confirmed; connection-mark; connection-type; dst-address; dst-port; dstnat; dying; expected;
        fasttrack; gre-key; gre-protocol; gre-version; hw-offload; icmp-code; icmp-id; icmp-type; orig-bytes;
        orig-fasttrack-bytes; orig-fasttrack-packets; orig-packets; orig-rate; protocol; repl-bytes;
        repl-fasttrack-bytes; repl-fasttrack-packets; repl-packets; repl-rate; reply-dst-address; reply-dst-port;
        reply-src-address; reply-src-port; seen-reply; src-address; src-port; srcnat; tcp-state; timeout;
        uses-helper
        """,
    "/ip/firewall/connection/tracking": """
        single | export set
        :
        enabled enum:auto|no|yes =auto; generic-timeout time =10m; icmp-timeout time =10s; liberal-tcp-tracking bool
        >=7.20; loose-tcp-tracking bool =yes; tcp-close-timeout time =10s; tcp-close-wait-timeout time =10s;
        tcp-established-timeout time =1d; tcp-fin-wait-timeout time =10s; tcp-last-ack-timeout time =10s;
        tcp-max-retrans-timeout time =5m; tcp-syn-received-timeout time =5s; tcp-syn-sent-timeout time =5s;
        tcp-time-wait-timeout time =10s; tcp-unacked-timeout time =5m; udp-stream-timeout time =3m; udp-timeout time
        =10s
        --
        active-ipv4; active-ipv6; max-entries; total-entries; total-ip4-entries; total-ip6-entries
        """,
    "/ip/firewall/filter": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|fasttrack-connection|jump|log|passthrough|reject|return|tarpit;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; connection-bytes;
        connection-limit; connection-mark !mark; connection-nat-state !enums:srcnat|dstnat|ein-snat|ein-dnat;
        connection-rate; connection-state !enums:invalid|established|related|new|untracked; connection-type
        !enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; hw-offload <7.21;
        icmp-options; in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface
        !interface; in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; nth !nth; out-bridge-port !interface;
        out-bridge-port-list enum:all|dynamic|none|static; out-interface !interface; out-interface-list
        !interface-list; p2p
        !enum:all-p2p|bit-torrent|blubster|direct-connect|edonkey|fasttrack|gnutella|soulseek|warez|winmx;
        packet-mark !mark; packet-size; per-connection-classifier !pcc; port !ports; priority; protocol; psd;
        random; realm; reject-with
        enum:icmp-admin-prohibited|icmp-host-prohibited|icmp-host-unreachable|icmp-net-prohibited|icmp-network-unreachable|icmp-port-unreachable|icmp-protocol-unreachable|tcp-reset;
        routing-mark !table; routing-table table <7.0; src-address !address-range; src-address-list;
        src-address-type !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports;
        tcp-flags !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/layer7-protocol": """
        | add export remove set
        :
        comment; name; regexp
        """,
    "/ip/firewall/mangle": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action; address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment;
        connection-bytes; connection-limit; connection-mark !mark; connection-nat-state !enums:srcnat|dstnat;
        connection-rate; connection-state !enums:invalid|established|related|new|untracked; connection-type
        !enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; icmp-options;
        in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface;
        in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; new-connection-mark mark; new-dscp
        enum:from-priority|from-priority-to-high-3-bits; new-mss; new-packet-mark mark; new-priority
        enum:from-dscp|from-dscp-high-3-bits|from-ingress; new-routing-mark table; new-ttl
        enum:decrement|increment|set; nth !nth; out-bridge-port !interface; out-bridge-port-list
        enum:all|dynamic|none|static; out-interface !interface; out-interface-list !interface-list; p2p
        !enum:all-p2p|bit-torrent|blubster|direct-connect|edonkey|fasttrack|gnutella|soulseek|warez|winmx;
        packet-mark !mark; packet-size; passthrough bool; per-connection-classifier !pcc; port !ports; priority;
        protocol; psd; random; realm; route-dst; routing-mark !table; routing-table table <7.0; sniff-id;
        sniff-target; sniff-target-port; src-address !address-range; src-address-list; src-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports; tcp-flags
        !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/nat": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|dst-nat|endpoint-independent-nat|jump|log|masquerade|netmap|passthrough|redirect|return|same|socksify|src-nat;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; connection-bytes;
        connection-limit; connection-mark !mark; connection-rate; connection-type
        !enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; icmp-options;
        in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface;
        in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; nth !nth; out-bridge-port !interface;
        out-bridge-port-list enum:all|dynamic|none|static; out-interface !interface; out-interface-list
        !interface-list; packet-mark !mark; packet-size; per-connection-classifier !pcc; port !ports; priority;
        protocol; psd; random; randomise-ports bool >=7.10.2; realm; routing-mark !table; routing-table table <7.0;
        same-not-by-dst bool; socks5-port >=7.20; socks5-server >=7.20; socksify-service >=7.20; src-address
        !address-range; src-address-list; src-address-type !enum:unicast|local|broadcast|multicast|blackhole;
        src-mac-address; src-port !ports; tcp-mss; time; tls-host <7.16; to-addresses; to-ports; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/raw": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|jump|log|notrack|passthrough|return;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; content; disabled bool
        =no; dscp; dst-address !address-range; dst-address-list; dst-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port !ports; fragment bool; hotspot
        !enums:auth|from-client|http|local-dst|to-client; icmp-options; in-bridge-port !interface;
        in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface; in-interface-list
        !interface-list; ingress-priority; ipsec-policy; ipv4-options
        enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; limit; log bool =no; log-prefix; nth !nth; out-bridge-port !interface; out-bridge-port-list
        enum:all|dynamic|none|static; out-interface !interface; out-interface-list !interface-list; packet-mark
        !mark; packet-size; per-connection-classifier !pcc; port !ports; priority; protocol; psd; random;
        src-address !address-range; src-address-list; src-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports; tcp-flags
        !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/service-port": """
        | disable enable export set
        :
        disabled bool =no; name <7.0; ports; sip-direct-media bool; sip-timeout time
        --
        invalid;
        name >=7.0
        """,
    "/ipv6/firewall/filter": """
        ordered >=7.0 | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|fasttrack-connection|jump|log|passthrough|reject|return
        >=7.0; address-list >=7.0; address-list-timeout enum:none-dynamic|none-static >=7.0; chain >=7.0 *; comment
        >=7.0; connection-bytes >=7.0; connection-limit >=7.0; connection-mark !mark >=7.0; connection-nat-state
        !enums:srcnat|dstnat >=7.0; connection-rate >=7.0; connection-state
        !enums:invalid|established|related|new|untracked >=7.0; connection-type
        !enum:ftp|h323|irc|pptp|quake3|sip|tftp >=7.0; content >=7.0; disabled bool >=7.0; dscp >=7.0; dst-address
        !address-range >=7.0; dst-address-list >=7.0; dst-address-type
        !enum:unicast|local|anycast|multicast|unreachable >=7.0; dst-limit >=7.0; dst-port !ports >=7.0; headers
        !enum:hop|dst|route|frag|ah|esp|none|proto >=7.0; hop-limit enum:equal|greater-than|less-than|not-equal
        >=7.0; icmp-options >=7.0; in-bridge-port !interface >=7.0; in-bridge-port-list enum:all|dynamic|none|static
        >=7.0; in-interface !interface >=7.0; in-interface-list !interface-list >=7.0; ingress-priority >=7.0;
        ipsec-policy >=7.0; jump-target >=7.0; limit >=7.0; log bool >=7.0; log-prefix >=7.0; nth !nth >=7.0;
        out-bridge-port !interface >=7.0; out-bridge-port-list enum:all|dynamic|none|static >=7.0; out-interface
        !interface >=7.0; out-interface-list !interface-list >=7.0; packet-mark !mark >=7.0; packet-size >=7.0;
        per-connection-classifier !pcc >=7.0; port !ports >=7.0; priority >=7.0; protocol >=7.0; random >=7.0;
        reject-with
        enum:icmp-address-unreachable|icmp-admin-prohibited|icmp-err-src-routing-header|icmp-headers-too-long|icmp-no-route|icmp-not-neighbour|icmp-port-unreachable|tcp-reset
        >=7.0; routing-mark !table >=7.0; src-address !address-range >=7.0; src-address-list >=7.0; src-address-type
        !enum:unicast|local|anycast|multicast|unreachable >=7.0; src-mac-address >=7.0; src-port !ports >=7.0;
        tcp-flags !enums:ack|cwr|ece|fin|psh|rst|syn|urg >=7.0; tcp-mss >=7.0; time >=7.0; tls-host >=7.0; tos
        >=7.21
        --
        bytes; dynamic; invalid; packets
        """,
}
