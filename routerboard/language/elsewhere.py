"""Menus and commands that routers have beside those of our table: by name only, so that a script may speak of them.

Each line is `menu [>=first version][<version without it] [: menus inside it] [| commands besides the usual ones]`.
From the command trees of RouterOS 7.9 to 7.24, from exports of real boards of RouterOS 6, and from the manual.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from routerboard.language.version import Version

USUAL = frozenset({
    "add", "comment", "disable", "edit", "enable", "export", "find", "get", "getall", "monitor", "move", "print",
    "remove", "reset", "reset-counters", "reset-counters-all", "set", "unset",
})  # fmt: skip
"""Commands that a menu may have which is known by its name alone."""

ALSO: Mapping[str, frozenset[str]] = {
    "/interface/ethernet": frozenset({
        "bandwidth", "poe-lldp-enabled", "poe-out", "poe-priority", "poe-voltage", "power-cycle-interval",
        "power-cycle-ping-address", "power-cycle-ping-enabled", "power-cycle-ping-timeout",
    }),
    "/ip/address": frozenset({"broadcast", "netmask"}),
    "/ip/firewall/filter": frozenset({"hw-offload"}),
    "/ip/firewall/nat": frozenset({"randomise-ports"}),
    "/ip/route": frozenset({"suppress-hw-offload"}),
    "/ipv6/route": frozenset({"suppress-hw-offload"}),
}  # fmt: skip
"""Properties that routers, or some models, take and our table lacks: they can be read, and are refused when run."""

_LINE = re.compile(r"(\S+)(?: >=([\d.]+))?(?: <([\d.]+))?(?: :([^|]*))?(?: \|(.*))?$")
_LINES = r"""
/caps-man <7.13 : aaa access-list actual-interface-configuration channel configuration datapath interface manager \
manager/interface provisioning radio rates registration-table remote-cap security
/certificate : crl scep-server scep-server/ra settings
/console
/container >=7.4 : config envs mounts
/disk | eject format format-drive unmount
/dude : agent device
/file : rsync-daemon sync
/interface : 6to4 amt bonding detect-internet dot1x dot1x/client dot1x/server eoip eoipv6 ethernet/poe gre gre6 ipip \
ipipv6 l2tp-client l2tp-ether l2tp-server l2tp-server/server mesh mesh/port ovpn-client ovpn-server \
ovpn-server/server ppp-client ppp-server pppoe-server pppoe-server/server pptp-client pptp-server pptp-server/server \
sstp-client sstp-server sstp-server/server traffic-eng virtual-ethernet vpls vrrp
/interface >=7.0 : macsec macsec/profile macvlan veth vxlan vxlan/vteps wireguard/peers lte/esim lte/settings
/interface/bonding | monitor-slaves
/interface/bridge : calea filter mdb mlag msti nat port-controller port-controller/device port-controller/port \
port-controller/port/poe port-extender port/mst-override vlan/mvrp
/interface/ethernet : switch switch/acl switch/host switch/ingress-vlan-translation switch/egress-vlan-tag \
switch/l3hw-settings switch/port switch/port-isolation switch/rule switch/vlan switch/qos switch/qos/map \
switch/qos/port switch/qos/profile switch/qos/settings
/interface/ethernet/poe | power-cycle
/interface/lte | info at-chat cell-monitor firmware-upgrade scan show-capabilities
/interface/lte/esim >=7.0 | activate activate-profile deactivate delete delete-profle enable-profle esim-id \
list-profiles provision refresh-profile-list rename-profle send-notifications set-nickname
/interface/pppoe-client | scan
/interface/wifi >=7.13 : aaa access-list cap capsman channel configuration datapath interworking network \
provisioning radio radio/settings registration-table security security/multi-passphrase steering | scan sniffer
/interface/wifiwave2 >=7.1 <7.13 : aaa access-list cap capsman channel configuration datapath interworking \
provisioning radio registration-table security steering | scan
/interface/wireguard/peers >=7.0 | show-client-config
/interface/wireless : access-list align cap channels connect-list info interworking-profiles manual-tx-power-table \
nstreme nstreme-dual registration-table security-profiles sniffer snooper wds | add disable enable remove set unset \
frequency-monitor scan setup-repeater spectral-history spectral-scan reset-configuration
/ip : cloud/advanced dhcp-client/option dhcp-relay dhcp-server/alert dhcp-server/config dhcp-server/option \
dhcp-server/option/sets dhcp-server/vendor-class-id firewall/calea hotspot/cookie hotspot/service-port \
hotspot/walled-garden/ip ipsec ipsec/active-peers ipsec/identity ipsec/installed-sa ipsec/mode-config ipsec/peer \
ipsec/policy ipsec/policy/group ipsec/profile ipsec/proposal ipsec/settings ipsec/statistics ipsec/user \
ipsec/user/settings kid-control kid-control/device packing pool/used proxy proxy/access proxy/cache \
proxy/cache-contents proxy/connections proxy/direct smb smb/shares smb/users socks socks/access socks/connections \
socks/users ssh tftp tftp/settings traffic-flow traffic-flow/ipfix traffic-flow/target
/ip <7.0 : accounting accounting/snapshot accounting/uncounted accounting/web-access ipsec/peer/profile route/cache \
route/nexthop route/vrf
/ip >=7.0 : cloud/back-to-home-file cloud/back-to-home-user dhcp-server/matcher dns/adlist dns/forwarders ipsec/key \
media media/settings nat-pmp nat-pmp/interfaces neighbor/lldp reverse-proxy service/webserver socksify vrf
/ip/accounting/snapshot <7.0 | take
/ip/cloud | force-update
/ip/dhcp-server | setup
/ip/dhcp-server/alert | reset-alert
/ip/dns/adlist >=7.15 | pause reload
/ip/dns/cache : all
/ip/hotspot | setup
/ip/hotspot/active | login
/ip/ssh | export-host-key import-host-key regenerate-host-key
/ipv6 : address dhcp-client dhcp-client/option dhcp-relay dhcp-server dhcp-server/binding dhcp-server/option \
firewall firewall/address-list firewall/connection firewall/filter firewall/mangle firewall/nat firewall/raw nd \
nd/prefix nd/prefix/default neighbor pool pool/used route settings
/ipv6/dhcp-client | release renew
/mpls : forwarding-table interface ldp ldp/interface local-bindings remote-bindings settings
/partitions | activate copy-to repartition restore-config-from save-config-to
/port : firmware remote-access
/ppp : aaa l2tp-secret
/queue : interface tree type
/ppp/active | remove
/radius : incoming
/routing : bfd bfd/configuration bfd/interface bgp filter id igmp-proxy igmp-proxy/interface igmp-proxy/mfc ospf \
ospf/area ospf/area/range ospf/instance ospf/interface ospf/neighbor ospf/static-neighbor pim rip rip/interface \
rip/neighbor rip/network
/routing/filter | filter-wizard sync test-as-path-regexp
/routing <7.0 : bgp/advertisements bgp/aggregate bgp/instance bgp/network bgp/peer bgp/vpnv4-route mme mme/interface \
ospf-v3 ospf-v3/area ospf-v3/instance ospf-v3/interface ospf/network prefix-lists ripng
/routing >=7.0 : bgp/advertisements bgp/connection bgp/evpn bgp/instance bgp/session bgp/template bgp/vpls bgp/vpn \
fantasy filter/chain filter/community-ext-list filter/community-large-list filter/community-list filter/num-list \
filter/rule filter/select-rule gmp isis isis/instance isis/interface isis/interface-template isis/lsp isis/neighbor \
ospf/interface-template ospf/lsa pimsm pimsm/instance pimsm/interface-template rip/instance rip/interface-template \
rip/keys route/rule rpki stats | discourse reinstall-fib
/special-login
/store
/system : backup/cloud clock/manual console console/screen gps hardware health/settings lcd lcd/page lcd/screen leds \
leds/settings ntp/client/servers ntp/key package/local-update package/local-update/mirror \
package/local-update/update-package-source resource/hardware resource/hardware/usb-settings resource/irq \
resource/irq/rps resource/pci resource/usb resource/usb/settings routerboard/mode-button routerboard/reset-button \
routerboard/settings routerboard/usb routerboard/wps-button swos ups watchdog | check-disk check-installation reboot \
reset-configuration serial-terminal shell shutdown ssh ssh-exec sup-output telnet
/system <7.0 : upgrade upgrade/mirror upgrade/upgrade-package-source
/system/backup/cloud | download-file remove-file upload-file
/system/gps | monitor
/system/ntp | monitor-peers
/system/package/update | check-for-updates download install cancel
/system/package/local-update | download download-all refresh
/system/package/local-update/mirror | force-check
/system/resource/hardware | authorize usb-power-reset
/system/resource/irq | tune
/system/resource/pci | usb-power-reset
/system/resource/usb | authorize power-reset
/system/routerboard | upgrade
/system/routerboard/usb | power-reset
/system/ups | hibernate rtc-update
/tool : bandwidth-server bandwidth-server/session calea e-mail graphing graphing/interface graphing/queue \
graphing/resource mac-server/mac-winbox mac-server/ping mac-server/sessions romon romon/port sms sms/inbox sniffer \
sniffer/connection sniffer/host sniffer/packet sniffer/protocol traffic-generator traffic-generator/packet-template \
traffic-generator/port traffic-generator/stream traffic-monitor | bandwidth-test dns-update fetch flood-ping ip-scan \
mac-scan mac-telnet ping ping-speed profile snmp-get snmp-walk speed-test torch traceroute wol
/tool <7.0 : user-manager user-manager/customer user-manager/database user-manager/profile user-manager/router \
user-manager/session user-manager/user
/tool/e-mail | send
/tool/romon | discover ping ssh
/tool/sms | send
/tool/sniffer | packet quick save start stop
/user : aaa settings ssh-keys ssh-keys/private
/user-manager >=7.0 : advanced attribute database limitation payment profile profile-limitation router session user \
user-profile user/group
/user/ssh-keys | import
/user/ssh-keys/private | import
"""


@cache
def elsewhere(version: Version) -> Mapping[str, frozenset[str]]:
    """Menu, or the way to one -> its commands besides `USUAL`, as far as this version has it."""
    found: dict[str, frozenset[str]] = {}
    for line in filter(None, _LINES.replace("\\\n", "").splitlines()):
        match = _LINE.match(line)
        assert match is not None, line
        menu, since, until, inside, verbs = match.groups()
        if (since and version < Version.parse(since)) or (until and version >= Version.parse(until)):
            continue
        found[menu] = found.get(menu, frozenset()) | frozenset((verbs or "").split())
        for path in (inside or "").split():
            found.setdefault(f"{menu}/{path}", frozenset())
    return found
