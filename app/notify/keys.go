package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	webpush "github.com/SherClockHolmes/webpush-go"

	"doorstep/app/reach"
)

// pair are the keys by which push services know that messages come from the appliance to which a phone subscribed.
type pair struct {
	Public  string `json:"public"`
	Private string `json:"private"`
}

const keysFile = "vapid.json"

// PublicKey is what a browser wants to know before it subscribes. The first call makes the keys.
func (s *Service) PublicKey() (string, error) {
	p, err := s.vapid()
	return p.Public, err
}

// vapid reads the keys, or makes them where there are none. Ones that cannot be read are not replaced: with others every phone
// would have to subscribe again.
func (d *desk) vapid() (pair, error) {
	d.keys.Lock()
	defer d.keys.Unlock()
	if d.pair != nil {
		return *d.pair, nil
	}
	path := filepath.Join(d.dir, keysFile)
	text, err := reach.Secret(path, freshPair)
	var p pair
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil && (p.Public == "" || p.Private == "") {
		err = errors.New("a key is missing")
	}
	if err != nil {
		return pair{}, fmt.Errorf("%s: %w", path, err)
	}
	d.pair = &p
	return p, nil
}

func freshPair() ([]byte, error) {
	var p pair
	var err error
	if p.Private, p.Public, err = webpush.GenerateVAPIDKeys(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(p)
	return append(text, '\n'), err
}
