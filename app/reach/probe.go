package reach

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"doorstep/app/kernel/clock"
)

const patience = 3 * time.Second

// Store is what the doctor is told about the data; he opens no database himself.
type Store struct {
	Dir    string
	Opens  error     // why the database cannot be read
	Chain  error     // where its log breaks
	Events int64     // how many events it holds
	Last   time.Time // when the last one was written
	Built  time.Time // when this program was made; zero if not known
	Proxy  string    // the trusted header
}

// Doctor looks at this machine and the appliance that runs on the folder, and reports check by check.
func (b *Box) Doctor(ctx context.Context, store Store) []Check {
	now := clock.Now().In(clock.IST)
	names := b.look()
	serving, err := b.Announced()
	if err != nil {
		serving = Serving{}
	}
	checks := []Check{
		Folder(store.Dir, writable(store.Dir), free(store.Dir)),
		Database(store.Opens, store.Events, store.Chain),
		Clock(now, store.Built, store.Last),
	}
	answers := answer(ctx, serving)
	checks = append(checks, Running(serving, answers))
	if answers != nil {
		return append(checks, Addresses(Serving{}, names), Proxy(store.Proxy, Serving{}), Internet())
	}
	checks = append(checks, Addresses(serving, names), HTTPS(serving, b.met(ctx, serving), now))
	if ca, err := b.Authority(); err == nil && serving.LANPort != 0 {
		if c, there := AuthorityAge(ca.NotAfter.In(clock.IST), now); there {
			checks = append(checks, c)
		}
	}
	checks = append(checks, Proxy(store.Proxy, serving))
	checks = append(checks, Places(serving, names)...)
	return append(checks, Internet())
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("ok")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// answer says why the appliance does not answer on its main address; nil if it does.
func answer(ctx context.Context, s Serving) error {
	if s.PID == 0 {
		return errors.New("it is not running")
	}
	c, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", nearest(s.HTTP))
	if err != nil {
		return err
	}
	return c.Close()
}

// nearest is an address to dial for one that is listened on.
func nearest(listened string) string {
	host, port, err := net.SplitHostPort(listened)
	if err != nil {
		return listened
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// met is the certificate that a phone would be shown.
func (b *Box) met(ctx context.Context, s Serving) Certificate {
	switch {
	case len(s.Domains) > 0:
		return shake(ctx, nearest(s.HTTP), &tls.Config{ServerName: s.Domains[0], MinVersion: tls.VersionTLS12})
	case s.LANPort != 0:
		ca, err := b.Authority()
		if err != nil {
			return Certificate{Err: fmt.Errorf("%s: %w", filepath.Join(b.dir, certFile), err)}
		}
		roots := x509.NewCertPool()
		roots.AddCert(ca)
		return shake(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(s.LANPort)), &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12})
	}
	return Certificate{}
}

func shake(ctx context.Context, address string, config *tls.Config) Certificate {
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: patience}, Config: config}
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	c, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return Certificate{Err: err}
	}
	defer c.Close()
	leaf := c.(*tls.Conn).ConnectionState().PeerCertificates[0]
	met := Certificate{Until: leaf.NotAfter.In(clock.IST), Names: leaf.DNSNames}
	for _, ip := range leaf.IPAddresses {
		met.Names = append(met.Names, ip.String())
	}
	return met
}
