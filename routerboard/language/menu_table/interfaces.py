"""Interfaces, bridges and what they are made of. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/interface": """
        | blink disable enable export monitor-traffic recursive-print>=7.20 reset-counters set
        :
        comment >=7.0; disabled bool >=7.0; l2mtu >=7.0; mtu >=7.0; name >=7.0
        --
        actual-mtu; default-name; dynamic; fp-rps-drop; fp-rx-byte; fp-rx-packet; fp-tx-byte; fp-tx-packet;
        inactive; last-link-down-time; last-link-up-time; link-downs; mac-address; max-l2mtu; passthrough; running;
        rx-byte; rx-drop; rx-error; rx-packet; slave; tx-byte; tx-drop; tx-error; tx-packet; tx-queue-drop; type;
        vrf
        """,
    "/interface/bridge": """
        | add disable enable export monitor remove set unset>=7.23
        :
        add-dhcp-option82 bool >=7.0<7.23; admin-mac; ageing-time time =5m; arp
        enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto; auto-mac bool
        =yes; comment; dhcp-agent-circuit-id >=7.23; dhcp-agent-remote-id >=7.23; dhcp-snooping bool =no;
        dhcpv6-agent-circuit-id >=7.23; dhcpv6-agent-remote-id >=7.23; dhcpv6-snooping >=7.23; disabled bool =no;
        ether-type enum:0x8100|0x88a8|0x9100 =0x8100; fast-forward bool =yes; forward-delay time =15s;
        forward-reserved-addresses bool >=7.16; frame-types
        enum:admit-all|admit-only-untagged-and-priority-tagged|admit-only-vlan-tagged =admit-all; igmp-snooping bool
        =no; igmp-version enum:2|3 >=7.0; ingress-filtering bool =no; last-member-interval time >=7.0;
        last-member-query-count >=7.0; max-hops >=7.0; max-learned-entries enum:auto|unlimited >=7.16;
        max-message-age time =20s; membership-interval time >=7.0; mlag-heartbeat >=7.22; mlag-peer-port >=7.22;
        mlag-priority >=7.22; mld-version enum:1|2 =1; mtu =auto; multicast-querier bool =no; multicast-router
        enum:disabled|permanent|temporary-query >=7.0; mvrp bool >=7.15; name; port-cost-mode enum:short|long
        >=7.13.5; priority =0x8000; protocol-mode enum:mstp|none|rstp|stp =rstp; pvid =1; querier-interval time
        >=7.0; querier-uses-bridge-address >=7.24; query-interval time >=7.0; query-response-interval time >=7.0;
        ra-guard bool >=7.22; region-name >=7.0; region-revision >=7.0; startup-query-count >=7.0;
        startup-query-interval
        time >=7.0; transmit-hold-count =6; vlan-filtering bool =no
        --
        actual-mtu; dynamic; l2mtu; mac-address; running;
        managed >=7.22
        """,
    "/interface/bridge/host": """
        | add disable enable export remove set unset
        :
        bridge interface >=7.0 *; comment >=7.0; disabled bool >=7.0; interface interface >=7.0 *; mac-address >=7.0
        *; vid >=7.0
        --
        dynamic; external; invalid; local; on-interface; remote-ip;
        aged >=7.22; aged-peer >=7.22
        """,
    "/interface/bridge/port": """
        ordered | add disable enable export monitor move remove set unset>=7.13.5
        :
        auto-isolate bool =no; bpdu-guard bool =no; bridge interface *; broadcast-flood bool =yes; comment; disabled
        bool =no; edge enum:auto|no|no-discover|yes|yes-discover =auto; fast-leave bool =no; frame-types
        enum:admit-all|admit-only-untagged-and-priority-tagged|admit-only-vlan-tagged =admit-all; horizon =none; hw
        bool =yes; ingress-filtering bool =no; interface interface *; internal-path-cost =10; learn enum:auto|no|yes
        =auto; multicast-router enum:disabled|permanent|temporary-query =temporary-query; mvrp-applicant-state
        enum:non-participant|normal-participant >=7.15; mvrp-registrar-state enum:fixed|normal >=7.15; path-cost
        =10; point-to-point enum:auto|no|yes =auto; priority =0x80; pvid =1; restricted-role bool =no;
        restricted-tcn bool =no; tag-stacking bool =no; trusted bool =no; trusted-dhcpv6 >=7.23; trusted-ra bool >=7.22;
        unknown-multicast-flood bool =yes; unknown-unicast-flood bool =yes
        --
        actual-path-cost; debug-info; declared-vlan-ids; designated-bridge-id; designated-cost; designated-port-id;
        discard-transitions; dynamic; edge-port; edge-port-discovery; external-fdb-status; forward-transitions;
        forwarding; hw-offload; hw-offload-group; inactive; internal-root-path-cost; last-topology-change; learning;
        parent; point-to-point-port; port-id; registered-vlan-ids; role; root-path-cost; rx-bpdu; rx-tc;
        sending-rstp; status; topology-changes; tx-bpdu; tx-tc;
        managed >=7.22
        """,
    "/interface/bridge/settings": """
        single | export set
        :
        allow-fast-path bool =yes; use-ip-firewall bool =no; use-ip-firewall-for-pppoe bool =no;
        use-ip-firewall-for-vlan bool =no
        --
        bridge-fast-forward-bytes; bridge-fast-forward-packets; bridge-fast-path-active; bridge-fast-path-bytes;
        bridge-fast-path-packets
        """,
    "/interface/bridge/vlan": """
        | add disable enable export remove set
        :
        bridge interface *; comment; disabled bool =no; mvrp-forbidden >=7.15; tagged; untagged; vlan-ids *
        --
        current-tagged; current-untagged; dynamic;
        managed >=7.22
        """,
    "/interface/ethernet": """
        | blink cable-test disable enable export monitor reset-counters reset-mac-address set unset
        :
        advertise; arp enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto;
        auto-negotiation bool =yes; bandwidth <7.0 =unlimited/unlimited; cable-settings enum:default|short|standard
        >=7.0; combo-mode enum:auto|copper|sfp; comment; default-name <7.0; disable-running-check bool >=7.0;
        disabled bool =no; fec-mode enum:auto|fec74|fec91|off; full-duplex bool <7.12.2 =yes; l2mtu; loop-protect
        enum:default|off|on =default; loop-protect-disable-time time =5m; loop-protect-send-interval time =5s;
        mac-address; mdix-enable bool; mtu =1500; name; orig-mac-address; poe-out <7.0; poe-priority <7.0;
        poe-voltage <7.0; power-cycle-interval <7.0; power-cycle-ping-address <7.0; power-cycle-ping-enabled <7.0;
        power-cycle-ping-timeout <7.0; rx-flow-control enum:auto|off|on =off; sfp-ignore-rx-los bool >=7.15;
        sfp-rate-select enum:low|high =high; sfp-shutdown-temperature =95; speed; tx-flow-control enum:auto|off|on
        =off
        --
        current-learned; custom-drop-packet; driver-rx-byte; driver-rx-packet; driver-tx-byte; driver-tx-packet;
        fc-fec-block-corrected; fc-fec-block-uncorrected; fc-fec-rx-block; loop-protect-status; not-learned;
        policy-drop-packet; rs-fec-codewords; rs-fec-corrected; rs-fec-symbol-error; rs-fec-uncorrected; running;
        rx-1024-1518; rx-1024-max; rx-128-255; rx-1519-max; rx-256-511; rx-512-1023; rx-64; rx-65-127;
        rx-align-error; rx-broadcast; rx-bytes; rx-carrier-error; rx-code-error; rx-control; rx-drop;
        rx-error-events; rx-fcs-error; rx-fragment; rx-ip-header-checksum-error; rx-jabber; rx-length-error;
        rx-multicast; rx-overflow; rx-packet; rx-pause; rx-tcp-checksum-error; rx-too-long; rx-too-short;
        rx-udp-checksum-error; rx-unicast; rx-unknown-op; slave; tx-1024-1518; tx-1024-max; tx-128-255; tx-1519-max;
        tx-256-511; tx-512-1023; tx-64; tx-65-127; tx-broadcast; tx-bytes; tx-carrier-sense-error; tx-collision;
        tx-control; tx-deferred; tx-drop; tx-drop-byte; tx-drop-packet; tx-drop-queue0-byte; tx-drop-queue0-packet;
        tx-drop-queue1-byte; tx-drop-queue1-packet; tx-drop-queue2-byte; tx-drop-queue2-packet; tx-drop-queue3-byte;
        tx-drop-queue3-packet; tx-drop-queue4-byte; tx-drop-queue4-packet; tx-drop-queue5-byte;
        tx-drop-queue5-packet; tx-drop-queue6-byte; tx-drop-queue6-packet; tx-drop-queue7-byte;
        tx-drop-queue7-packet; tx-excessive-collision; tx-excessive-deferred; tx-fcs-error; tx-fragment; tx-jabber;
        tx-late-collision; tx-multicast; tx-multiple-collision; tx-packet; tx-pause; tx-pause-honored;
        tx-queue-custom0-drop-byte; tx-queue-custom0-drop-packet; tx-queue-custom1-drop-byte;
        tx-queue-custom1-drop-packet; tx-queue0-byte; tx-queue0-packet; tx-queue1-byte; tx-queue1-packet;
        tx-queue2-byte; tx-queue2-packet; tx-queue3-byte; tx-queue3-packet; tx-queue4-byte; tx-queue4-packet;
        tx-queue5-byte; tx-queue5-packet; tx-queue6-byte; tx-queue6-packet; tx-queue7-byte; tx-queue7-packet;
        tx-rx-1024-1518; tx-rx-1024-max; tx-rx-128-255; tx-rx-1519-max; tx-rx-256-511; tx-rx-512-1023; tx-rx-64;
        tx-rx-65-127; tx-single-collision; tx-too-long; tx-too-short; tx-total-collision; tx-underrun; tx-unicast;
        default-name >=7.0
        """,
    "/interface/ethernet/switch": """
        | set
        :
        cpu-flow-control bool; l3-hw-offloading bool >=7.1; mirror-source =none; mirror-target =none; name
        --
        invalid; type
        """,
    "/interface/ethernet/switch/unicast-fdb": """
        |
        :
        --
        action; active; age; disabled; dynamic; isolation-profile; mac-address; mirror; port; qos-group; svl; vlan-id
        """,
    "/interface/list": """
        | add export remove set
        :
        comment; exclude enum:all|dynamic|none|static; include enum:all|dynamic|none|static; name *
        --
        builtin; dynamic
        """,
    "/interface/list/member": """
        | add disable enable export remove set
        :
        comment; disabled bool =no; interface interface *; list interface-list *
        --
        dynamic
        """,
    "/interface/lte": """
        | at-chat cell-monitor disable enable export firmware-upgrade monitor remove>=7.15 scan set
        show-capabilities>=7.15 unset
        :
        allow-roaming bool >=7.0; apn-profiles >=7.0; band >=7.0; comment >=7.0; disabled bool >=7.0; master
        >=7.0<7.15; modem-init >=7.0; mtu >=7.0; name >=7.0; network-mode >=7.0; nr-band >=7.0; operator >=7.0; pin
        >=7.0; sms-protocol enum:at|auto|mbim >=7.16; sms-read bool >=7.13.5
        --
        default-name; inactive; running;
        advertised-mtu >=7.22; master >=7.15
        """,
    "/interface/lte/apn": """
        | add export remove set
        :
        add-default-route bool =yes; apn *; authentication enum:chap|none|pap >=7.0 =none; comment >=7.0;
        default-route-distance =2; ip-type enum:auto|ipv4|ipv6 >=7.0 =auto; ipv6-interface >=7.0; name;
        passthrough-interface >=7.0; passthrough-mac enum:static|auto >=7.0; passthrough-subnet-selection >=7.0<7.13.5;
        passthrough-subnet-size enum:32|auto >=7.13.5; password password >=7.0; use-network-apn bool >=7.0 =yes;
        use-peer-dns bool =yes; user >=7.0
        --
        default
        """,
    "/interface/pppoe-client": """
        | add disable enable export monitor remove scan set unset
        :
        ac-name; add-default-route bool =no; allow enum:pap|chap|mschap1|mschap2 =pap,chap,mschap1,mschap2; comment;
        default-route-distance =1; dial-on-demand bool =no; disabled bool =yes; host-uniq; interface interface *;
        keepalive-timeout =10; max-mru =auto; max-mtu =auto; mrru =disabled; name; password password; profile
        =default; service-name; use-peer-dns bool =no; user
        --
        invalid; running
        """,
    "/interface/vlan": """
        | add disable enable export remove set
        :
        arp enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto; comment;
        disabled bool =no; interface interface *; loop-protect enum:default|off|on =default;
        loop-protect-disable-time time =5m; loop-protect-send-interval time =5s; mtu =1500; mvrp bool >=7.15; name;
        use-service-tag bool =no; vlan-id *
        --
        hw-offloaded; l2mtu; loop-protect-status; mac-address; running
        """,
    "/interface/wireguard": """
        >=7.0 | add disable enable export remove set wg-export>=7.12.2 wg-import>=7.12.2
        :
        comment >=7.0; disabled bool >=7.0 =no; listen-port >=7.0; mtu >=7.0 =1420; name >=7.0; private-key >=7.0;
        vrf >=7.21
        --
        public-key; running
        """,
    "/interface/wireless": """
        |
        :
        adaptive-noise-immunity <7.0 =none; allow-sharedkey <7.0 =no; ampdu-priorities <7.0 =0; amsdu-limit <7.0
        =8192; amsdu-threshold <7.0 =8192; antenna-gain <7.0 =0; antenna-mode <7.0; area <7.0; arp <7.0 =enabled;
        arp-timeout <7.0 =auto; band <7.0; basic-rates-b <7.0 =1Mbps; bridge-mode <7.0 =enabled; channel-width <7.0
        =20mhz; comment <7.0; compression <7.0 =no; country <7.0 =etsi; default-ap-tx-limit <7.0 =0;
        default-authentication <7.0 =yes; default-client-tx-limit <7.0 =0; default-forwarding <7.0 =yes;
        default-name <7.0; disable-running-check <7.0 =no; disabled bool <7.0 =yes; disconnect-timeout <7.0 =3s;
        distance int:0-255 <7.0 =dynamic; frame-lifetime <7.0 =0; frequency <7.0; frequency-mode <7.0
        =regulatory-domain; frequency-offset <7.0 =0; guard-interval <7.0 =any; hide-ssid <7.0 =no; ht-basic-mcs
        <7.0; ht-supported-mcs <7.0; hw-fragmentation-threshold <7.0 =disabled; hw-protection-mode <7.0 =none;
        hw-protection-threshold <7.0 =0; hw-retries <7.0 =7; installation <7.0 =any; interworking-profile <7.0
        =disabled; keepalive-frames <7.0 =enabled; l2mtu <7.0 =1600; mac-address <7.0; master-interface interface
        <7.0; max-station-count <7.0 =2007; mode <7.0 =ap-bridge; mtu <7.0 =1500; multicast-buffering <7.0 =enabled;
        multicast-helper <7.0 =default; name <7.0; noise-floor-threshold <7.0 =default; nv2-cell-radius <7.0 =30;
        nv2-downlink-ratio <7.0 =50; nv2-mode <7.0 =dynamic-downlink; nv2-noise-floor-offset <7.0 =default;
        nv2-preshared-key <7.0; nv2-qos <7.0 =default; nv2-queue-count <7.0 =2; nv2-security <7.0 =disabled;
        nv2-sync-secret <7.0; on-fail-retry-time <7.0 =100ms; preamble-mode <7.0 =both; radio-name <7.0;
        rate-selection <7.0 =advanced; rate-set <7.0 =default; running <7.0; rx-chains <7.0 =0,1; scan-list <7.0
        =default; secondary-channel <7.0; secondary-frequency <7.0; security-profile <7.0 =default;
        skip-dfs-channels <7.0 =disabled; ssid <7.0; station-bridge-clone-mac <7.0; station-roaming <7.0 =disabled;
        supported-rates-b <7.0; tdma-period-size <7.0 =2; tx-chains <7.0; tx-power <7.0; tx-power-mode <7.0
        =default; update-stats-interval <7.0 =disabled; vlan-id <7.0 =1; vlan-mode <7.0 =no-tag; wds-cost-range <7.0
        =50-150; wds-default-bridge <7.0 =none; wds-default-cost <7.0 =100; wds-ignore-ssid <7.0 =no; wds-mode <7.0
        =disabled; wireless-protocol <7.0 =any; wmm-support <7.0 =disabled; wps-mode <7.0 =push-button
        """,
}
