package payments

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"path/filepath"
	"strings"

	"doorstep/app/reach"
)

// keyFile holds the key that encrypts the gateway's secrets. It lies outside of the database, so that a copy of that alone tells
// nothing.
const keyFile = "gateway.key"

// sealed marks what seal made.
const sealed = "v1:"

// sealer reads the key, or makes it where there is none and makes is set.
func (s *Service) sealer(makes bool) (cipher.AEAD, error) {
	key, err := reach.Key(filepath.Join(s.keys, keyFile), makes)
	if err != nil {
		return nil, err
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
