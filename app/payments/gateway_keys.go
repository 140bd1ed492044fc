package payments

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"doorstep/app/reach"
)

// keyFile holds the key that encrypts the gateway's secrets. It lies outside of the database, so that a copy of that alone tells
// nothing.
const keyFile = "gateway.key"

// sealed marks what seal made.
const sealed = "v1:"

var keyMu sync.Mutex

// sealer reads the key, or makes it where there is none and makes is set.
func (s *Service) sealer(makes bool) (cipher.AEAD, error) {
	keyMu.Lock()
	defer keyMu.Unlock()
	path := filepath.Join(s.keys, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && makes {
		key := make([]byte, 32)
		rand.Read(key) // never fails
		if err := reach.Keep(path, []byte(base64.StdEncoding.EncodeToString(key)+"\n")); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(path) // another process may have been quicker
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s: no key of 32 bytes", path)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal encrypts a secret for the named field: what is put into another field does not open.
func (s *Service) seal(field, secret string) (string, error) {
	if secret == "" {
		return "", nil
	}
	gcm, err := s.sealer(true)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce) // never fails
	return sealed + base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, []byte(secret), []byte("gateway "+field))), nil
}

// unseal is the secret of the field; empty where there is none.
func (s *Service) unseal(field, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	body, ok := strings.CutPrefix(text, sealed)
	raw, err := base64.RawStdEncoding.DecodeString(body)
	if !ok || err != nil {
		return "", errors.New("no sealed secret")
	}
	gcm, err := s.sealer(false)
	if err != nil {
		return "", err
	}
	if len(raw) < gcm.NonceSize() {
		return "", errors.New("no sealed secret")
	}
	secret, err := gcm.Open(nil, raw[:gcm.NonceSize()], raw[gcm.NonceSize():], []byte("gateway "+field))
	return string(secret), err
}
