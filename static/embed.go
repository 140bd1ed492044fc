// Package static is what browsers load: styles, scripts, icons and vendored libraries, embedded in the binary.
//
// Owns: which style sheets make which bundle, the hashed names under /static/, compression and caching of all of them.
// Does not own: which page loads what (views/layout).
//
// Every file in js/ and icons/ is served under its own name; css/ is bundled by the lists below.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed css js icons vendor worker
var files embed.FS

// Bundles of css/, joined in this order.
var (
	officeCSS = []string{"00-tokens", "10-reset", "20-base", "25-text", "30-office", "40-form", "45-button", "50-table", "52-parts", "54-live", "37-reach", "80-print", "90-utilities"}
	techCSS   = []string{"00-tokens", "10-reset", "20-base", "35-tech", "45-button", "36-day"}
	formCSS   = []string{"40-form", "37-reach"}
	visitCSS  = []string{"38-visit"}
	payCSS    = []string{"39-pay"}
	planCSS   = []string{"66-plan"}
	boardCSS  = []string{"60-board", "61-board-tray"}
	mapCSS    = []string{"65-map"}
	routesCSS = []string{"62-map-routes"}

	proposalCSS = []string{"63-proposal"}
	watchCSS    = []string{"64-watch"}
	fieldCSS    = []string{"67-field"}
	ownerCSS    = []string{"68-owner"}
	moneyCSS    = []string{"68-money", "69-bank"}
	portalCSS   = []string{"00-tokens", "10-reset", "20-base", "40-form", "45-button", "70-portal", "80-print"}
)

// vendored maps the served name to its file under vendor/.
var vendored = map[string]string{
	"htmx.js":    "htmx/htmx.min.js",
	"leaflet.js": "leaflet/leaflet.js",

	"calendar.js": "event_calendar/event-calendar.min.js",

	"qrcode.js":        "qrcode_generator/qrcode.min.js",
	"signature-pad.js": "signature_pad/signature_pad.umd.min.js",
}

// asset is one served file. Its compressed forms are made when first asked for: the start pays for hashing only.
type asset struct {
	name, url, kind string
	raw             []byte
	etag            string
	gzipOnce        sync.Once
	gz              []byte
	brotliOnce      sync.Once
	brMu            sync.RWMutex
	br              []byte
}

var (
	byName = map[string]*asset{}
	byURL  = map[string]*asset{}
)

// Prefix is where Handler must be mounted.
const Prefix = "/static/"

func init() {
	for _, folder := range []string{"icons", "vendor/leaflet/images"} {
		for _, name := range append(dir(folder, ".svg"), dir(folder, ".png")...) {
			add(path.Base(name), read(name))
		}
	}
	for _, name := range dir("js", ".js") {
		add(path.Base(name), thin(read(name)))
	}
	for name, file := range vendored {
		add(name, read("vendor/"+file))
	}
	add("office.css", bundle(officeCSS))
	add("tech.css", bundle(techCSS))
	add("form.css", bundle(formCSS))
	add("visit.css", bundle(visitCSS))
	add("pay.css", bundle(payCSS))
	add("board.css", append(calendarCSS(), bundle(boardCSS)...))
	add("field.css", bundle(fieldCSS))
	add("owner.css", bundle(ownerCSS))
	add("money.css", bundle(moneyCSS))
	add("plan.css", bundle(planCSS))
	add("routes.css", bundle(routesCSS))
	add("proposal.css", bundle(proposalCSS))
	add("watch.css", bundle(watchCSS))
	add("portal.css", bundle(portalCSS))
	add("map.css", append(leafletCSS(), bundle(mapCSS)...))
	for _, name := range dir("icons", ".webmanifest") {
		add(path.Base(name), manifest(name))
	}
}

// URL is the hashed address of a file by its plain name: "office.css", "htmx.js", "icons.svg".
// It panics on a name that is not embedded, which is a mistake in the program.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no file named " + name)
	}
	return a.url
}

// shell are the files that the technician's pages need without a network.
var shell = []string{
	"tech.css", "form.css", "visit.css", "pay.css", "theme.js", "app.js", "outbox.js", "phone.js", "proof.js", "sign.js", "waiting.js", "work.js", "pay.js", "extra.js", "doctor.js", "signature-pad.js", "qrcode.js", "icons.svg", "favicon.svg", "icon-192.png", "tech.webmanifest",
}

// Worker is the technician's service worker with the addresses of what it keeps. Another version of any of them makes another worker.
func Worker() []byte {
	var urls []string
	for _, name := range shell {
		urls = append(urls, "'"+URL(name)+"'")
	}
	return bytes.Replace(read("worker/sw.js"), []byte("SHELL = []"), []byte("SHELL = ["+strings.Join(urls, ", ")+"]"), 1)
}

// Has reports whether a file of that plain name is embedded.
func Has(name string) bool { return byName[name] != nil }

func add(name string, raw []byte) {
	if byName[name] != nil {
		panic("static: two files named " + name)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])[:10]
	ext := path.Ext(name)
	a := &asset{
		name: name,
		url:  fmt.Sprintf("%s%s.%s%s", Prefix, strings.TrimSuffix(name, ext), hash, ext),
		kind: kinds[ext],
		raw:  raw,
		etag: `"` + hash + `"`,
	}
	if a.kind == "" {
		panic("static: no content type for " + name)
	}
	byName[name], byURL[a.url] = a, a
}

// bundle joins style sheets of css/ and strips comments and indentation.
func bundle(names []string) []byte {
	var b strings.Builder
	for _, name := range names {
		b.Write(read("css/" + name + ".css"))
		b.WriteByte('\n')
	}
	return shrink(b.String())
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	space   = regexp.MustCompile(`\s+`)
	around  = regexp.MustCompile(`\s*([{};,>])\s*`)
)

// shrink drops what a browser does not need. It is safe for our own sheets: no string in them holds braces or comments.
func shrink(css string) []byte {
	css = comment.ReplaceAllString(css, "")
	css = space.ReplaceAllString(css, " ")
	css = around.ReplaceAllString(css, "$1")
	return []byte(strings.ReplaceAll(css, ";}", "}"))
}

var aside = regexp.MustCompile(`(?m)^[\t ]*(//.*)?\n|^\t+`)

// thin drops indentation, empty lines and lines of comment. It is safe for our own scripts: no string in them spans lines.
func thin(js []byte) []byte { return aside.ReplaceAll(js, nil) }

var image = regexp.MustCompile(`url\(images/([a-z0-9-]+\.png)\)`)

// leafletCSS is Leaflet's style sheet with the addresses of its images replaced by the hashed ones.
func leafletCSS() []byte {
	css := read("vendor/leaflet/leaflet.css")
	return image.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte("url(" + URL(string(image.FindSubmatch(m)[1])) + ")")
	})
}

// calendarCSS is the calendar's style sheet in a layer below our components, so that these always have the last word.
func calendarCSS() []byte {
	return slices.Concat([]byte("@layer layout{"), read("vendor/event_calendar/event-calendar.min.css"), []byte("}\n"))
}

var icon = regexp.MustCompile(`"src":"([a-z0-9.-]+)"`)

// manifest is a web manifest with the addresses of its icons replaced by the hashed ones.
func manifest(name string) []byte {
	return icon.ReplaceAllFunc(read(name), func(m []byte) []byte {
		return []byte(`"src":"` + URL(string(icon.FindSubmatch(m)[1])) + `"`)
	})
}

func dir(name, ext string) []string {
	entries, err := files.ReadDir(name)
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ext) {
			names = append(names, name+"/"+e.Name())
		}
	}
	return names
}

func read(name string) []byte {
	raw, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return raw
}
