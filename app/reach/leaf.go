package reach

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"doorstep/app/kernel/clock"
)

const (
	lookEvery = time.Hour
	// lookSoonest bounds how often a connection to an address that is not in the certificate makes us look again.
	lookSoonest = 10 * time.Second
	renewWithin = 30 * 24 * time.Hour
)

// Sign makes a certificate for the names, with a key of its own that is never stored.
func (a *Authority) Sign(names Names) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	now := clock.Now()
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: firstOf(names.Host, "localhost")},
		NotBefore: now.Add(-early), NotAfter: now.Add(leafLife - early),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if a.Cert.NotAfter.Before(t.NotAfter) {
		t.NotAfter = a.Cert.NotAfter
	}
	for _, name := range names.DNS() {
		// A machine that was renamed keeps the authority that its phones trust, which does not know the new bare name.
		if name != names.Host || slices.Contains(a.Cert.PermittedDNSDomains, name) {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	for _, ip := range names.IPs {
		t.IPAddresses = append(t.IPAddresses, net.IP(ip.AsSlice()))
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.Cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.Cert.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// Keeper holds the certificate of this machine and makes it anew when its addresses changed or its time runs out.
type Keeper struct {
	ca   *Authority
	look func() Names

	mu     sync.Mutex
	cert   *tls.Certificate
	names  Names
	looked time.Time
}

// NewKeeper returns a keeper with a fresh certificate.
func NewKeeper(ca *Authority, look func() Names) (*Keeper, error) {
	k := &Keeper{ca: ca, look: look}
	return k, k.renew(look())
}

func (k *Keeper) renew(names Names) error {
	cert, err := k.ca.Sign(names)
	if err == nil {
		k.cert, k.names = cert, names
	}
	k.looked = clock.Now()
	return err
}

// Certificate is tls.Config's GetCertificate. It looks at the addresses once an hour, and at once when a phone comes to one
// that the certificate does not name: the router may have given this machine another.
func (k *Keeper) Certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := clock.Now()
	since := now.Sub(k.looked)
	if since < 0 || since >= lookEvery || since >= lookSoonest && k.strange(hello) {
		names := k.look()
		k.looked = now
		if !names.same(k.names) || k.cert.Leaf.NotAfter.Sub(now) < renewWithin || now.Before(k.cert.Leaf.NotBefore) {
			if err := k.renew(names); err != nil {
				return nil, err
			}
		}
	}
	return k.cert, nil
}

// strange reports whether the connection came to an address that the certificate does not name.
func (k *Keeper) strange(hello *tls.ClientHelloInfo) bool {
	if hello == nil || hello.Conn == nil {
		return false
	}
	at, err := netip.ParseAddrPort(hello.Conn.LocalAddr().String())
	if err != nil {
		return false
	}
	ip := at.Addr().Unmap().WithZone("")
	return Private(ip) && !slices.Contains(k.names.IPs, ip)
}
