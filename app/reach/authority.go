package reach

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

const (
	authorityYears = 10
	// leafLife is the longest that browsers take from a certificate.
	leafLife = 397 * 24 * time.Hour
	// early makes certificates valid for phones whose clock is behind.
	early    = 24 * time.Hour
	certFile = "ca.pem"
	keyFile  = "ca.key"
)

// Authority signs the certificates of this machine. Phones that trust it trust it for private addresses and this machine's
// names only: it could not pose as a bank.
type Authority struct {
	Cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// OpenAuthority reads the authority of the folder, or makes it where there is none. One whose key is lost or does not fit is
// not replaced, since phones trust the old one: the error says what to do.
func OpenAuthority(dir, host string) (*Authority, error) {
	cert, err := ReadAuthority(dir)
	if errors.Is(err, os.ErrNotExist) {
		return makeAuthority(dir, host)
	}
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, keyFile)
	block, err := readPEM(path, "EC PRIVATE KEY")
	if err != nil {
		return nil, fmt.Errorf("%w. Bring the file back from a copy; or remove %s, and every phone installs the new certificate", err, filepath.Join(dir, certFile))
	}
	key, err := x509.ParseECPrivateKey(block)
	if err != nil || !key.PublicKey.Equal(cert.PublicKey) {
		return nil, fmt.Errorf("%s does not belong to %s: bring the right one back from a copy; or remove both, and every phone installs the new certificate", path, certFile)
	}
	return &Authority{cert, key}, nil
}

// ReadAuthority reads the certificate of the folder's authority; os.ErrNotExist where there is none.
func ReadAuthority(dir string) (*x509.Certificate, error) {
	block, err := readPEM(filepath.Join(dir, certFile), "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(block)
}

func readPEM(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s cannot be read as a %s", path, strings.ToLower(kind))
	}
	return block.Bytes, nil
}

// makeAuthority stores the key before the certificate: a certificate without its key would be handed out in vain.
func makeAuthority(dir, host string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template, err := authorityTemplate(host)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name, kind string
		der        []byte
	}{{keyFile, "EC PRIVATE KEY", secret}, {certFile, "CERTIFICATE", der}} {
		if err := Keep(filepath.Join(dir, f.name), pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der})); err != nil {
			return nil, err
		}
	}
	return &Authority{cert, key}, nil
}

// permitted are the addresses that the authority may sign for.
var permitted = []string{
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128",
}

func authorityTemplate(host string) (*x509.Certificate, error) {
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Doorstep, the shop's own (" + firstOf(host, "this machine") + ")", Organization: []string{"Doorstep"}},
		NotBefore:    clock.Now().Add(-early), NotAfter: clock.Now().AddDate(authorityYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:                    x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"localhost", "local"},
	}
	if host != "" && host != "localhost" {
		t.PermittedDNSDomains = append(t.PermittedDNSDomains, host)
	}
	for _, p := range permitted {
		_, network, err := net.ParseCIDR(p)
		if err != nil {
			return nil, err
		}
		t.PermittedIPRanges = append(t.PermittedIPRanges, network)
	}
	return t, nil
}

func serialNumber() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Fingerprint is the SHA-256 of a certificate as phones show it: pairs of digits, by colons.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}
