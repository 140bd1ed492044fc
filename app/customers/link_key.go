package customers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"doorstep/app/reach"
)

const (
	linkKeyFile = "links.key"
	markSize    = 16 // bytes of the mark of a token: 128 bits
	idSize      = 15
)

// Signer marks the links of customers, so that nobody can make one up. Its key never leaves the appliance.
type Signer struct {
	path string
	mu   sync.Mutex
	key  []byte
}

// NewSigner signs with the key in the folder of the appliance's own keys. The first use makes the key.
func NewSigner(dir string) *Signer { return &Signer{path: filepath.Join(dir, linkKeyFile)} }

// mark is what only the appliance can write under the link's id and nonce.
func (s *Signer) mark(id, nonce string) ([]byte, error) {
	if s == nil {
		return nil, errors.New("customers: links have no key")
	}
	key, err := s.load()
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "customer link\n%s\n%s", id, nonce)
	return h.Sum(nil)[:markSize], nil
}

// token is the part of a link's address that opens it.
func (s *Signer) token(id, nonce string) (string, error) {
	mark, err := s.mark(id, nonce)
	return id + "." + base64.RawURLEncoding.EncodeToString(mark), err
}

// load reads the key, or makes one where there is none. One that cannot be read is not replaced: with another every link that
// customers hold would be dead.
func (s *Signer) load() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key != nil {
		return s.key, nil
	}
	key, err := reach.Key(s.path, true)
	if err != nil {
		return nil, err
	}
	s.key = key
	return key, nil
}

// readToken takes a token apart. Only its one canonical writing is taken, so that a link has one address.
func readToken(token string) (id string, mark []byte, ok bool) {
	id, text, found := strings.Cut(token, ".")
	if !found || len(id) != idSize || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return "", nil, false
	}
	mark, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return id, mark, err == nil && len(mark) == markSize
}
