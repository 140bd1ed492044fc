// Package osrm asks a routing server of the company's choice how long ways by road take: the table service of OSRM (HTTP API v1).
//
// Owns: the request, reading the answer, how long a server that does not answer is left alone. Does not own: which ways are needed,
// what is kept of the answers, what happens without one (dispatch).
package osrm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// Most is how many places a request may name on either side: what a server takes that nobody configured otherwise.
const Most = 100

const (
	patience = 3 * time.Second
	answers  = 4 << 20 // bytes; ten thousand ways take less than half a megabyte
	restsFor = time.Minute
)

// ErrDown says that the server did not answer a short while ago and is left alone for now.
var ErrDown = errors.New("the routing server did not answer")

// Client asks servers. The zero Client is ready. Every request ends within three seconds or with its context; redirects are not
// followed, so that nothing but the server named is spoken to.
type Client struct {
	HTTP *http.Client // nil: one of its own

	mu   sync.Mutex
	down map[string]time.Time // when a server last failed to answer
}

// Down is when the server failed to answer, if that is less than a minute ago; otherwise the zero time.
func (c *Client) Down(server string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.down[server]; clock.Now().Sub(at) < restsFor {
		return at
	}
	return time.Time{}
}

// Table asks how long each way from one of the places to one of the others takes: at most Most on either side, server being an http or
// https address. The answer has a row for each of from. ErrDown where the server failed less than a minute ago. Whatever goes wrong,
// but a context that was cancelled, counts as no answer.
func (c *Client) Table(ctx context.Context, server string, from, to []geo.Point) ([][]Way, error) {
	if len(from) == 0 || len(to) == 0 || len(from) > Most || len(to) > Most {
		return nil, fmt.Errorf("osrm: %d by %d places", len(from), len(to))
	}
	if !c.Down(server).IsZero() {
		return nil, ErrDown
	}
	table, err := c.ask(ctx, address(server, from, to), len(from), len(to))
	if err != nil && !errors.Is(ctx.Err(), context.Canceled) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.down == nil {
			c.down = map[string]time.Time{}
		}
		c.down[server] = clock.Now()
	}
	return table, err
}

func (c *Client) ask(ctx context.Context, address string, from, to int) ([][]Way, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.http().Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, answers+1))
	switch {
	case err != nil:
		return nil, err
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("osrm: status %d: %s", response.StatusCode, refusal(raw))
	case len(raw) > answers:
		return nil, errors.New("osrm: the answer is too long")
	}
	return Parse(raw, from, to)
}

func (c *Client) http() *http.Client {
	own := http.Client{Timeout: patience}
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// address names the places by longitude and latitude, to a tenth of a thousandth of a degree, the first ones from, the rest to.
func address(server string, from, to []geo.Point) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(server, "/") + "/table/v1/driving/")
	for i, p := range append(append([]geo.Point{}, from...), to...) {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(strconv.FormatFloat(p.Lng, 'f', 4, 64) + "," + strconv.FormatFloat(p.Lat, 'f', 4, 64))
	}
	b.WriteString("?annotations=duration,distance&generate_hints=false&sources=" + numbers(0, len(from)) + "&destinations=" + numbers(len(from), len(to)))
	return b.String()
}

func numbers(first, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strconv.Itoa(first + i)
	}
	return strings.Join(all, ";")
}
