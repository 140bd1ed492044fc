package static

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

var kinds = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webmanifest": "application/manifest+json",
}

// Handler serves every embedded file under its hashed name, forever cacheable; anything else is 404.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	a := byURL[r.URL.Path]
	if a == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	body, encoding := a.body(r.Header.Get("Accept-Encoding"))
	etag := a.etag
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
		etag = strings.TrimSuffix(etag, `"`) + "-" + encoding + `"`
	}
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a broken connection is the reader's affair
}

// body is the smallest form the client accepts that is at hand. Brotli is made aside after the first request,
// so that nobody waits for it; until then gzip goes out.
func (a *asset) body(accept string) (body []byte, encoding string) {
	if !a.compressible() {
		return a.raw, ""
	}
	if accepts(accept, "br") {
		go a.brotliOnce.Do(a.makeBrotli)
		a.brMu.RLock()
		br := a.br
		a.brMu.RUnlock()
		if br != nil {
			return br, "br"
		}
	}
	if accepts(accept, "gzip") {
		return a.gzip(), "gzip"
	}
	return a.raw, ""
}

func (a *asset) compressible() bool { return a.kind != "image/png" }

func (a *asset) gzip() []byte {
	a.gzipOnce.Do(func() {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
		_, _ = z.Write(a.raw)                                 // a buffer does not fail
		_ = z.Close()
		a.gz = b.Bytes()
	})
	return a.gz
}

func (a *asset) makeBrotli() {
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = z.Write(a.raw) // a buffer does not fail
	_ = z.Close()
	a.brMu.Lock()
	a.br = b.Bytes()
	a.brMu.Unlock()
}

// accepts reports whether an Accept-Encoding header names the coding without refusing it by q=0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(params, " ", "")
			return !strings.HasPrefix(q, "q=0") || strings.ContainsAny(strings.TrimPrefix(q, "q=0"), "123456789")
		}
	}
	return false
}

func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if p := strings.TrimSpace(part); p == "*" || strings.TrimPrefix(p, "W/") == etag {
			return true
		}
	}
	return false
}
