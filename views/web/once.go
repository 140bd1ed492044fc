package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"slices"
	"sync"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// answerMax is the largest body that is kept for a repetition; a larger answer is told as "already saved".
const answerMax = 256 << 10

// once runs the handler of a write at most once for each form key.
func (r *Router) once(req *Request) error {
	key, err := req.key()
	switch {
	case err != nil:
		return err
	case req.route.keyless, key == "" && req.By.User == "" && req.route.actor == nil:
		return req.route.handler(req)
	case key == "":
		return fault.New(fault.Invalid, "key_missing")
	}
	actor := req.actor()
	leave, err := r.twins.enter(req.Request.Context(), actor+"\x00"+key, waitForTwin)
	if err != nil {
		return err
	}
	defer leave()
	hash, err := req.digest()
	if err != nil {
		return err
	}
	found, ok, err := r.cfg.Claims.Find(req.Ctx(), actor, key)
	if err != nil {
		return err
	}
	if ok {
		return req.repeat(found, hash)
	}
	claim := &act.Claim{Actor: actor, Key: key, Hash: hash}
	req.By.Claim = claim
	if err := req.route.handler(req); err != nil {
		return err
	}
	if a := req.answer; claim.Held && a != nil && a.Status < 400 && len(a.Body) <= answerMax {
		// The client may have gone; what was done is still to be remembered.
		if err := r.cfg.Claims.Answer(context.WithoutCancel(req.Ctx()), actor, key, *a); err != nil {
			r.cfg.Log.Error("answer not kept for a repetition", "path", req.Request.URL.Path, "err", err)
		}
	}
	return nil
}

// actor is under whose name the form keys of the request are kept.
func (req *Request) actor() string {
	switch {
	case req.route.actor != nil:
		return req.route.actor(req)
	case req.By.User != "":
		return req.By.User
	}
	return "anon:" + req.IP()
}

// key is the form key of the request: the field _key, or the header that the phone's outbox sends.
func (req *Request) key() (string, error) {
	key := req.Request.Form.Get("_key")
	if key == "" {
		key = req.Request.Header.Get("Idempotency-Key")
	}
	if key == "" {
		return "", nil
	}
	if len(key) < 8 || len(key) > 100 {
		return "", fault.New(fault.Invalid, "key_missing")
	}
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return "", fault.New(fault.Invalid, "key_missing")
		}
	}
	return key, nil
}

// repeat answers a request whose key was used before.
func (req *Request) repeat(found Claimed, hash string) error {
	if found.Hash != hash {
		return fault.New(fault.Conflict, "key_reused")
	}
	a := found.Answer
	switch {
	case a == nil:
		// Saved, but the appliance stopped before it could say so.
		if back, ok := req.referer(); ok && back != req.Request.URL.Path {
			return req.Go(back, word(req.Lang(), "already_saved"))
		}
		return fault.New(fault.Conflict, "already_saved")
	case a.Location != "":
		return req.Go(a.Location, a.Flash)
	}
	return req.send(a.Status, a.ContentType, a.Body)
}

// digest is the SHA-256 of method, path, query and body without the key, in an order that does not depend on the browser.
func (req *Request) digest() (string, error) {
	r := req.Request
	h := sha256.New()
	query := r.URL.Query()
	query.Del("_key")
	fmt.Fprintf(h, "%s\n%s\n%s\n", r.Method, r.URL.Path, query.Encode())
	if req.form {
		posted := maps.Clone(r.PostForm)
		delete(posted, "_key")
		fmt.Fprintf(h, "%s\n", posted.Encode())
		if r.MultipartForm != nil {
			if err := digestFiles(h, r.MultipartForm.File); err != nil {
				return "", err
			}
		}
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	body, err := req.bytes()
	if err != nil {
		return "", err
	}
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil)), nil
}

func digestFiles(h io.Writer, files map[string][]*multipart.FileHeader) error {
	for _, field := range slices.Sorted(maps.Keys(files)) {
		for _, fh := range files[field] {
			fmt.Fprintf(h, "%q %q %d\n", field, fh.Filename, fh.Size)
			f, err := fh.Open()
			if err != nil {
				return err
			}
			_, err = io.Copy(h, f)
			f.Close()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// twins lets requests with the same key in one after the other: the second finds the answer of the first.
type twins struct {
	mu   sync.Mutex
	open map[string]*turn
}

type turn struct {
	busy  chan struct{} // holds one token while a request is inside
	users int
}

// enter waits its turn, at most wait; a Conflict fault if the other is still at work then.
func (t *twins) enter(ctx context.Context, key string, wait time.Duration) (leave func(), err error) {
	t.mu.Lock()
	if t.open == nil {
		t.open = map[string]*turn{}
	}
	mine := t.open[key]
	if mine == nil {
		mine = &turn{busy: make(chan struct{}, 1)}
		t.open[key] = mine
	}
	mine.users++
	t.mu.Unlock()

	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case mine.busy <- struct{}{}:
		return func() { <-mine.busy; t.forget(key, mine) }, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = fault.New(fault.Conflict, "still_saving")
	}
	t.forget(key, mine)
	return nil, err
}

func (t *twins) forget(key string, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.users--; mine.users == 0 {
		delete(t.open, key)
	}
}
