package reach

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// Names are what this machine is called on the shop's network.
type Names struct {
	Host string       // without domain, in small letters; empty if it is no name for a network
	IPs  []netip.Addr // private addresses and loopback, sorted
	WiFi []netip.Addr // of those, the IPv4 addresses by which phones can come, the likeliest first
}

// DNS are the names: localhost, and the machine's own with and without .local.
func (n Names) DNS() []string {
	if n.Host == "" || n.Host == "localhost" {
		return []string{"localhost"}
	}
	return []string{"localhost", n.Host, n.Host + ".local"}
}

// Door is by which name or address a phone should come that sees this page at the host: the same, if it can reach us there
// from the shop's network, otherwise our likeliest address; empty where there is none.
func (n Names) Door(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err == nil && !ip.IsLoopback() && slices.Contains(n.IPs, ip.Unmap()) || n.Host != "" && strings.ToLower(host) == n.Host+".local" {
		return strings.Trim(host, "[]")
	}
	if len(n.WiFi) == 0 {
		return ""
	}
	return n.WiFi[0].String()
}

// same reports whether a certificate for n fits m too.
func (n Names) same(m Names) bool { return n.Host == m.Host && slices.Equal(n.IPs, m.IPs) }

// shared is the range of carriers, which overlay networks between a company's own machines use.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// Private reports whether an address is of a network that is somebody's own, or of this machine alone.
func Private(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLoopback() || shared.Contains(ip)
}

// virtual are the beginnings of the names of networks that no phone is on.
var virtual = []string{"docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "cni", "flannel", "podman", "lxc", "lxd"}

// Here asks the system for the names of this machine.
func Here() Names {
	n := Names{IPs: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}}
	if host, err := os.Hostname(); err == nil {
		n.Host = hostLabel(host)
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return n
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			n.add(a, i)
		}
	}
	slices.SortFunc(n.IPs, netip.Addr.Compare)
	n.IPs = slices.Compact(n.IPs)
	rank(n.WiFi, outward())
	return n
}

func (n *Names) add(a net.Addr, of net.Interface) {
	prefix, err := netip.ParsePrefix(a.String())
	if err != nil {
		return
	}
	ip := prefix.Addr().Unmap().WithZone("")
	if !Private(ip) {
		return
	}
	n.IPs = append(n.IPs, ip)
	isVirtual := slices.ContainsFunc(virtual, func(p string) bool { return strings.HasPrefix(of.Name, p) })
	if ip.Is4() && !ip.IsLoopback() && !isVirtual {
		n.WiFi = append(n.WiFi, ip)
	}
}

// outward is the address from which this machine would speak to others. Nothing is sent.
func outward() netip.Addr {
	c, err := net.Dial("udp4", "192.0.2.1:9")
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	if a, ok := c.LocalAddr().(*net.UDPAddr); ok {
		return a.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// rank puts the address that speaks to others first, then those of home and office routers.
func rank(all []netip.Addr, first netip.Addr) {
	router := netip.MustParsePrefix("192.168.0.0/16")
	place := func(ip netip.Addr) int {
		switch {
		case ip == first:
			return 0
		case router.Contains(ip):
			return 1
		case shared.Contains(ip):
			return 3
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b netip.Addr) int { return place(a) - place(b) })
}

// hostLabel is the first part of a host's name if it is one that stands in certificates; empty otherwise.
func hostLabel(host string) string {
	label, _, _ := strings.Cut(strings.ToLower(host), ".")
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return ""
	}
	for _, c := range label {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return ""
		}
	}
	return label
}
