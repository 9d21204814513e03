# Hotel Acacia: for RouterOS 6.49.18
/interface list
# everything that leads to the Internet
add name=WAN comment=simplifi:list:WAN
/ip firewall address-list
# the LAN: guests reach each other and the router, not a line
add list=simplifi-local address=192.168.88.0/24 comment=simplifi:local:192.168.88.0/24
# multicast never leaves by a line
add list=simplifi-local address=224.0.0.0/4 comment=simplifi:local:224.0.0.0/4
# broadcasts never leave by a line
add list=simplifi-local address=255.255.255.255/32 comment=simplifi:local:255.255.255.255/32
# Wan1's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.101 disabled=yes comment=simplifi:lease:Wan1:network
# Wan2's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.102 disabled=yes comment=simplifi:lease:Wan2:network
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=10.0.0.0/8 comment=simplifi:private:10.0.0.0/8
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=100.64.0.0/10 comment=simplifi:private:100.64.0.0/10
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=172.16.0.0/12 comment=simplifi:private:172.16.0.0/12
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=192.168.0.0/16 comment=simplifi:private:192.168.0.0/16
/interface list member
# Wan1: the firewall treats it as the Internet side
add list=WAN interface=ether1 comment=simplifi:WAN:ether1
# Wan2: the firewall treats it as the Internet side
add list=WAN interface=ether2 comment=simplifi:WAN:ether2
/ip address
# the router's address among the guests
add address=192.168.88.1/24 interface=bridge comment=simplifi:address:192.168.88.1/24
/ip route
# 8.8.4.4 is reached by Wan1 alone: while it answers, the Internet behind Wan1 lives; waits for the lease, whose script fills the gateway in
add dst-address=8.8.4.4/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan1:probe:1
# with Wan1 down, 8.8.4.4 must not answer by another line
add dst-address=8.8.4.4/32 type=blackhole distance=20 comment=simplifi:hole:Wan1:1
# 149.112.112.112 is reached by Wan2 alone: while it answers, the Internet behind Wan2 lives; waits for the lease, whose script fills the gateway in
add dst-address=149.112.112.112/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan2:probe:1
# with Wan2 down, 149.112.112.112 must not answer by another line
add dst-address=149.112.112.112/32 type=blackhole distance=20 comment=simplifi:hole:Wan2:1
# connections of Wan1 leave by Wan1; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=1 routing-mark=to_Wan1 comment=simplifi:route:Wan1:table:Wan1
# if Wan1 dies, its connections take Wan2; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=2 routing-mark=to_Wan1 comment=simplifi:route:Wan2:table:Wan1
# connections of Wan2 leave by Wan2; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=1 routing-mark=to_Wan2 comment=simplifi:route:Wan2:table:Wan2
# if Wan2 dies, its connections take Wan1; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=2 routing-mark=to_Wan2 comment=simplifi:route:Wan1:table:Wan2
# Wan1: unmarked traffic and the router itself go out here; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=1 comment=simplifi:route:Wan1:main
# Wan2: choice 2 if better lines are dead; waits for the lease, whose script fills the gateway in
add dst-address=0.0.0.0/0 gateway=192.0.2.1 check-gateway=ping disabled=yes distance=2 comment=simplifi:route:Wan2:main
/ip firewall nat
# what leaves by Wan1 carries Wan1's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether1 ipsec-policy=out,none comment=simplifi:nat:Wan1
# what leaves by Wan2 carries Wan2's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether2 ipsec-policy=out,none comment=simplifi:nat:Wan2
/ip dns
# a provider's own server often answers only inside its network; these answer on every line
set servers=1.1.1.1,9.9.9.9
/ip dhcp-client
# Wan1 gets its address from the modem; a script writes the leased gateway into the site's routes: RouterOS 6.49.18 puts no leased route into a table by itself
add interface=ether1 add-default-route=no use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether1\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan1:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether1\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan1:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan1:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether1
# Wan2 gets its address from the modem; a script writes the leased gateway into the site's routes: RouterOS 6.49.18 puts no leased route into a table by itself
add interface=ether2 add-default-route=no use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether2\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan2:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether2\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan2:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan2:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether2
/ip firewall mangle
# modem pages and LAN stay reachable
add chain=prerouting action=accept dst-address-list=simplifi-local in-interface=bridge comment=simplifi:bypass
# modems that give leases: their pages stay reachable wherever they move
add chain=prerouting action=accept dst-address-list=simplifi-private in-interface=bridge connection-mark=no-mark comment=simplifi:bypass:private
# came in by Wan1, answer by Wan1
add chain=prerouting action=mark-connection in-interface=ether1 connection-state=new connection-mark=no-mark new-connection-mark=Wan1_conn passthrough=yes comment=simplifi:in:Wan1
# came in by Wan2, answer by Wan2
add chain=prerouting action=mark-connection in-interface=ether2 connection-state=new connection-mark=no-mark new-connection-mark=Wan2_conn passthrough=yes comment=simplifi:in:Wan2
# connections of Wan1 take the table to_Wan1
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan1_conn dst-address-type=!local new-routing-mark=to_Wan1 passthrough=no comment=simplifi:route:Wan1
# connections of Wan2 take the table to_Wan2
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan2_conn dst-address-type=!local new-routing-mark=to_Wan2 passthrough=no comment=simplifi:route:Wan2
# the router answers local askers directly, this laptop included
add chain=output action=accept dst-address-list=simplifi-local comment=simplifi:bypass:output
# the router answers by Wan1 what came in by Wan1
add chain=output action=mark-routing connection-mark=Wan1_conn new-routing-mark=to_Wan1 passthrough=no comment=simplifi:out:Wan1
# the router answers by Wan2 what came in by Wan2
add chain=output action=mark-routing connection-mark=Wan2_conn new-routing-mark=to_Wan2 passthrough=no comment=simplifi:out:Wan2
/system script
# any computer can see the site here, change it, or take it off again
add name=simplifi-site policy=read source="# simplifi-site 1\n# How this router was built, and below the ledger what an uninstall puts back.\n# Written and read by simplifi-tui. Running it does nothing.\n# --- site\n# version: 1\n# site: Hotel Acacia\n# method: failover\n# wans:\n# - name: Wan1\n#   interface: ether1\n#   kind: dhcp\n# - name: Wan2\n#   interface: ether2\n#   kind: dhcp\n# lan:\n#   interface: bridge\n#   address: 192.168.88.1/24\n#   hotspot: false\n# health:\n#   check: gateway\n# dns:\n#   servers:\n#   - 1.1.1.1\n#   - 9.9.9.9\n# --- ledger 1\n# {\"menu\":\"/ip/dns\",\"verb\":\"set\",\"args\":{\"servers\":\"1.1.1.1,9.9.9.9\"},\"why\":\"a provider's own server often answers only inside its network; these answer on every line\",\"role\":\"foreign:dns\",\"before\":{\"servers\":\"\"}}\n# --- end" comment="simplifi:site - how this router was built, for simplifi-tui"
# connections whose line has died, or is back, begin anew instead of waiting for answers that never come
add name=simplifi-clear policy=read,write source="# Removes connections that leave by another line than the one whose address they have.\n:local lines {\"Wan1\"=\"ether1\";\"Wan2\"=\"ether2\"}\n:for pass from=1 to=7 do={\n  :local ways [:toarray \"\"]\n  :foreach route in=[/ip route find where dst-address=0.0.0.0/0 and active=yes] do={\n    :local hop (\" \" . [:tostr [/ip route get \$route gateway-status]] . \" \")\n    :local table [:tostr [/ip route get \$route routing-mark]]\n    :if ([:len \$table] = 0) do={ :set table \"main\" }\n    :foreach name,port in=\$lines do={\n      :if ([:typeof [:find \$hop (\" \" . \$port . \" \")]] = \"num\") do={ :set (\$ways->\$table) \$port }\n    }\n  }\n  :local own [:toarray \"\"]\n  :foreach name,port in=\$lines do={\n    :foreach row in=[/ip address find where interface=\$port] do={\n      :local address [:tostr [/ip address get \$row address]]\n      :set address [:pick \$address 0 [:find \$address \"/\"]]\n      :set (\$own->\$address) ((\$own->\$address) . \"|\" . \$port . \"|\")\n    }\n  }\n  :local main (\$ways->\"main\")\n    :if ([:len \$main] > 0) do={\n      :local others \"\"\n      :foreach address,ports in=\$own do={\n        :local at [:find \$ports (\"|\" . \$main . \"|\")]\n        :if ([:typeof \$at] != \"num\") do={ :set others (\$others . \"|\" . \$address) }\n      }\n      :if ([:len \$others] > 0) do={\n        :set others (\"^(\" . [:pick \$others 1 [:len \$others]] . \")(:|\\\$)\")\n        :foreach one in=[/ip firewall connection find where !(connection-mark~\"_conn\\\$\") and reply-dst-address~\$others] do={\n          :do { /ip firewall connection remove \$one } on-error={}\n        }\n      }\n    }\n  :foreach name,port in=\$lines do={\n    :local mark (\$name . \"_conn\")\n    :local way (\$ways->(\"to_\" . \$name))\n    :if ([:len \$way] = 0) do={ :set way \$main }\n    :if ([:len \$way] > 0) do={\n      :local others \"\"\n      :foreach address,ports in=\$own do={\n        :local at [:find \$ports (\"|\" . \$way . \"|\")]\n        :if ([:typeof \$at] != \"num\") do={ :set others (\$others . \"|\" . \$address) }\n      }\n      :if ([:len \$others] > 0) do={\n        :set others (\"^(\" . [:pick \$others 1 [:len \$others]] . \")(:|\\\$)\")\n        :foreach one in=[/ip firewall connection find where connection-mark=\$mark and reply-dst-address~\$others] do={\n          :do { /ip firewall connection remove \$one } on-error={}\n        }\n      }\n    }\n  }\n  :delay 5s\n}" comment=simplifi:clear
/tool netwatch
# when Wan1 dies or is back, stale ones go
add host=8.8.4.4 interval=10s timeout=1s up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan1:1
# when Wan2 dies or is back, stale ones go
add host=149.112.112.112 interval=10s timeout=1s up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan2:1
