// Package reach is how phones get to the appliance: its addresses, the certificates for the shop's own Wi-Fi, and what of
// it would not work from where.
//
// Owns: the certificate authority of the shop (made once, kept in the folder tls beside the data), the certificates it signs,
// the HTTPS server of the shop's network, the addresses of this machine, the checks of `doorstep doctor`, secret files, that one
// process has the data folder.
// Does not own: certificates of a domain (PocketBase gets them), the pages that explain it (views), who may read them (web).
// Keys are files of the machine, never rows: a copy of the database must not be able to pose as the shop.
package reach

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Serving is what the appliance listens on.
type Serving struct {
	HTTP    string    `json:"http"`               // "0.0.0.0:8090"; with a domain it leads to HTTPS
	Domains []string  `json:"domains,omitempty"`  // served over HTTPS with public certificates
	LANPort int       `json:"lan_port,omitempty"` // HTTPS for the shop's network; 0: off
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
}

// Box is this machine as phones reach it. Its zero Serving is an appliance that does not listen.
type Box struct {
	dir string

	mu      sync.RWMutex
	serving Serving
	look    func() Names
	lock    *flock.Flock // see Alone
}

// New returns the box whose keys are in the folder tls of the data folder. Nothing is read or written yet.
func New(dataDir string) *Box { return &Box{dir: filepath.Join(dataDir, "tls"), look: Here} }

// Dir is the folder of keys and certificates.
func (b *Box) Dir() string { return b.dir }

// Names are the addresses and names of this machine now.
func (b *Box) Names() Names { return b.look() }

// See replaces how the box finds its own addresses; tests need it.
func (b *Box) See(look func() Names) { b.look = look }

// Serving is what the appliance listens on.
func (b *Box) Serving() Serving {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.serving
}

// Authority is the certificate that phones install; os.ErrNotExist while there is none.
func (b *Box) Authority() (*x509.Certificate, error) { return ReadAuthority(b.dir) }

const servingFile = "serving.json"

// Announce keeps what is served, also in a file, by which the doctor finds the running appliance.
func (b *Box) Announce(s Serving) error {
	b.mu.Lock()
	b.serving = s
	b.mu.Unlock()
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	return Keep(filepath.Join(b.dir, servingFile), append(text, '\n'))
}

// Leave says that nothing is served any more.
func (b *Box) Leave() error {
	b.mu.Lock()
	b.serving = Serving{}
	b.mu.Unlock()
	err := os.Remove(filepath.Join(b.dir, servingFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Announced is what an appliance on the same folder said it serves; the zero Serving where none did.
func (b *Box) Announced() (Serving, error) {
	text, err := os.ReadFile(filepath.Join(b.dir, servingFile))
	if errors.Is(err, os.ErrNotExist) {
		return Serving{}, nil
	}
	var s Serving
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	return s, err
}

// Plain is the address by which phones on the shop's network open the appliance without HTTPS, by one of its names or
// addresses; empty where it listens on this machine only, or has a domain.
func (s Serving) Plain(host string) string {
	bound, port, err := net.SplitHostPort(s.HTTP)
	if err != nil || len(s.Domains) > 0 || host == "" {
		return ""
	}
	if ip, err := netip.ParseAddr(bound); bound == "localhost" || err == nil && !ip.IsUnspecified() && ip.Unmap().String() != host {
		return ""
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Secure is the address by which phones on the shop's network open the appliance over HTTPS; empty without --lan.
func (s Serving) Secure(host string) string {
	if s.LANPort == 0 || host == "" {
		return ""
	}
	return "https://" + net.JoinHostPort(host, strconv.Itoa(s.LANPort))
}

// Domain is the public address; empty without a domain.
func (s Serving) Domain() string {
	if len(s.Domains) == 0 {
		return ""
	}
	return "https://" + s.Domains[0]
}

type localKey struct{}

// Local reports whether a request came over the shop's own HTTPS. Such hosts answer plain HTTP too, on another port, so no
// browser may be told that they never do.
func Local(ctx context.Context) bool { return ctx.Value(localKey{}) != nil }
