package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	phones "doorstep/app/sync"
)

// handset behaves as the script on a phone: it keeps what was done until the server has said what became of it, and sends in
// order. Everything between it and the server goes wrong now and then.
type handset struct {
	hand
	base    *atomic.Value // address of the server, which changes when it is killed
	client  *http.Client
	random  *rand.Rand
	off     time.Duration // by how much its clock is wrong
	device  string
	mu      sync.Mutex
	seq     int
	outbox  []phones.Item // not known to be kept
	made    []phones.Item
	ends    map[string]string // by key: done or conflict, and why
	files   map[string][]byte // photos that have not arrived
	photos  map[string][]byte // all
	old     [][]byte          // batches that may come once more
	shots   [][]byte          // photos yet to be taken
	faults  []string          // what must not happen
	settled *atomic.Int64
}

var errCut = errors.New("the network was cut")

func newHandset(c *crew, i int, seed uint64, base *atomic.Value, settled *atomic.Int64) *handset {
	random := rand.New(rand.NewPCG(seed, uint64(i)))
	return &handset{
		hand: c.phones[i], base: base, client: &http.Client{Timeout: 20 * time.Second}, random: random,
		off: time.Duration(random.IntN(20000)-10000) * time.Second, device: fmt.Sprintf("handset-%04d", i),
		ends: map[string]string{}, files: map[string][]byte{}, photos: map[string][]byte{}, settled: settled,
	}
}

func (h *handset) clock() time.Time { return time.Now().Add(h.off).UTC().Truncate(time.Millisecond) }

// add puts what was done into the outbox.
func (h *handset) add(kind, visit string, pairs ...string) {
	h.seq++
	it := phones.Item{
		Key: fmt.Sprintf("%s-%06d", h.device, h.seq), Seq: h.seq, Prev: h.seq - 1, Kind: kind, Visit: visit, At: h.clock(),
		Offline: h.random.IntN(2) == 0, Data: map[string]string{},
	}
	for i := 0; i < len(pairs); i += 2 {
		it.Data[pairs[i]] = pairs[i+1]
	}
	if h.random.IntN(3) == 0 {
		it.Fix = &phones.Fix{Lat: 18.507 + h.random.Float64()/1000, Lng: 73.807, Acc: 5 + 30*h.random.Float64(), At: it.At}
	}
	h.made, h.outbox = append(h.made, it), append(h.outbox, it)
}

// work does one visit from its beginning to one of its ends.
func (h *handset) work(s stint) {
	step := func(to, reason string) { h.add("visit.step", s.id, "to", to, "reason", reason) }
	if h.random.IntN(12) == 0 {
		h.add("visit.answer", s.id, "accept", "no", "reason", "far")
		return
	}
	h.add("visit.answer", s.id, "accept", "yes")
	for range 1 + h.random.IntN(2) { // a mis-tap, taken back
		step("travelling", "")
		if h.random.IntN(4) > 0 {
			break
		}
		step("accepted", "")
	}
	if h.made[len(h.made)-1].Data["to"] == "accepted" {
		step("travelling", "")
	}
	step("arrived", "")
	step("working", "")
	if h.random.IntN(3) == 0 {
		step("paused", "")
		step("working", "")
	}
	h.add("visit.check", s.id, "check", s.tick, "value", "yes")
	if h.random.IntN(3) == 0 {
		h.photo(s)
	}
	if s.item != "" && h.random.IntN(2) == 0 {
		h.add("visit.use", s.id, "line", fmt.Sprintf("line-%s-%d", h.device, h.seq), "item", s.item, "qty", "1", "serial", "")
	}
	h.add("visit.note", s.id, "text", "seen to")
	if h.random.IntN(8) == 0 {
		step("cannot_complete", "no power in the building")
		return
	}
	h.add("visit.pays", s.id, "pays", []string{"pending", "invoice", "amc"}[h.random.IntN(3)], "note", "as agreed")
	step("done", "")
}

func (h *handset) photo(s stint) {
	key, body := fmt.Sprintf("photo-%s-%d", h.device, h.seq), noise(h.random, 160, 120)
	h.files[key], h.photos[key] = body, body
	h.announce(s, key, body)
}

func (h *handset) announce(s stint, key string, body []byte) {
	sum := sha256.Sum256(body)
	h.add("visit.photo", s.id, "key", key, "kind", "photo", "slot", "before", "origin", "camera",
		"sha256", hex.EncodeToString(sum[:]), "size", strconv.Itoa(len(body)), "mime", "image/jpeg")
}

// noise is a picture of its own.
func noise(random *rand.Rand, w, high int) []byte {
	m := image.NewGray(image.Rect(0, 0, w, high))
	for i := range m.Pix {
		m.Pix[i] = byte(random.IntN(256))
	}
	m.SetGray(0, 0, color.Gray{Y: 1})
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}) // writing to memory does not fail
	return b.Bytes()
}

// run works through the visits and sends until nothing waits any more.
func (h *handset) run(deadline time.Time) {
	visits := h.visits
	for len(visits) > 0 || len(h.outbox) > 0 || len(h.files) > 0 {
		if time.Now().After(deadline) {
			h.faults = append(h.faults, fmt.Sprintf("%d items and %d files still wait", len(h.outbox), len(h.files)))
			return
		}
		for len(visits) > 0 && (len(h.outbox) < 3 || h.random.IntN(3) == 0) {
			h.work(visits[0])
			visits = visits[1:]
		}
		h.send()
		h.carry()
	}
}

// send sends part of the outbox, in one of the ways in which that happens.
func (h *handset) send() {
	n := min(len(h.outbox), 1+h.random.IntN(25))
	items := slices.Clone(h.outbox[:n])
	if n > 2 && h.random.IntN(10) == 0 {
		items = items[1+h.random.IntN(n-1):] // what came before is lost on the way
	}
	if h.random.IntN(4) == 0 {
		h.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	body, _ := json.Marshal(phones.Batch{Device: h.device, At: h.clock(), Waiting: len(h.outbox) + len(h.files), Items: items}) // it is plain data
	h.old = append(h.old, body)
	switch h.random.IntN(8) {
	case 0:
		return // cut before it left
	case 1: // cut on the way
		_, _ = h.ask(http.MethodPost, "/t/sync", &torn{bytes.NewReader(body[:len(body)/2])}, int64(len(body)))
		return
	case 2: // the answer is lost
		_, _ = h.post(body)
		return
	case 3: // twice at once
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { h.deliver(body) })
		}
		both.Wait()
	default:
		h.deliver(body)
	}
	if h.random.IntN(5) == 0 { // one of before comes late
		h.deliver(h.old[h.random.IntN(len(h.old))])
	}
}

// torn is a body that breaks off.
type torn struct{ r io.Reader }

func (t *torn) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err == io.EOF {
		err = errCut
	}
	return n, err
}

func (h *handset) ask(method, path string, body io.Reader, length int64) (*http.Response, error) {
	req, err := http.NewRequest(method, h.base.Load().(string)+path, body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = length
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.AddCookie(&http.Cookie{Name: "sid", Value: h.session})
	return h.client.Do(req)
}

func (h *handset) post(body []byte) (phones.Receipt, error) {
	var receipt phones.Receipt
	resp, err := h.ask(http.MethodPost, "/t/sync", bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return receipt, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		h.fault("a batch was answered %s: %s", resp.Status, text)
	}
	if err == nil {
		err = json.Unmarshal(text, &receipt)
	}
	return receipt, err
}

func (h *handset) fault(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, fmt.Sprintf(format, args...))
}

// deliver sends a batch and believes the answer.
func (h *handset) deliver(body []byte) {
	receipt, err := h.post(body)
	if err != nil {
		time.Sleep(5 * time.Millisecond)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range receipt.Results {
		if r.State == "early" {
			continue
		}
		end := r.State + " " + r.Code
		if before, told := h.ends[r.Key]; told && before != end {
			h.faults = append(h.faults, fmt.Sprintf("%s was %s and is now %s", r.Key, before, end))
		} else if !told {
			h.ends[r.Key] = end
			h.settled.Add(1)
		}
		h.outbox = slices.DeleteFunc(h.outbox, func(i phones.Item) bool { return i.Key == r.Key })
	}
}

// carry sends a piece of a photo or two, and asks first where to go on.
func (h *handset) carry() {
	for key, body := range h.files {
		if h.random.IntN(3) == 0 {
			continue
		}
		state, err := h.progress(http.MethodGet, "/t/uploads/"+key, nil)
		for err == nil && !state.Done {
			if h.random.IntN(6) == 0 {
				return // cut
			}
			at := state.Received
			if h.random.IntN(8) == 0 {
				at = h.random.IntN(len(body)) // out of order
			}
			piece := body[at:min(at+4<<10, len(body))]
			state, err = h.progress(http.MethodPut, fmt.Sprintf("/t/uploads/%s?offset=%d", key, at), piece)
		}
		if err == nil {
			delete(h.files, key)
		}
	}
}

var errLater = errors.New("not yet")

func (h *handset) progress(method, path string, piece []byte) (phones.Uploaded, error) {
	var state phones.Uploaded
	resp, err := h.ask(method, path, bytes.NewReader(piece), int64(len(piece)))
	if err != nil {
		return state, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return state, err
	case resp.StatusCode == http.StatusNotFound:
		return state, errLater // its item has not arrived
	case resp.StatusCode != http.StatusOK:
		h.fault("%s %s was answered %s: %s", method, path, resp.Status, text)
		return state, errLater
	}
	return state, json.Unmarshal(text, &state)
}
