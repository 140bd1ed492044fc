package office

import (
	"strconv"
	"strings"
	"time"

	"doorstep/app/sync"
	"doorstep/views/web"
)

func (o *office) listPhones(req *web.Request) error {
	all, err := o.app.Sync.Phones(req.Ctx())
	if err != nil {
		return err
	}
	return req.Page("Phones", "phones", phonesBody(all))
}

// phonesNow is the table, which follows what phones send.
func (o *office) phonesNow(req *web.Request) error {
	all, err := o.app.Sync.Phones(req.Ctx())
	if err != nil {
		return err
	}
	return req.Fragment(phoneTable(all))
}

// releasePhone lets the technician sign out although his phone holds unsent work.
func (o *office) releasePhone(req *web.Request) error {
	if err := o.app.Sync.Release(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/phones", "He may sign out. What is unsent stays on the phone until he signs in there again.")
}

// positionNames say what the phone allows.
var positionNames = map[string]string{
	"granted": "allowed", "denied": "refused", "prompt": "not asked yet", "insecure": "no, the address is not secure", "none": "no, the phone cannot",
}

// storageWords says whether work is safe on the phone and how much room it has.
func storageWords(p sync.Phone) (tone, words string) {
	room := ""
	if p.FreeMB > 0 {
		room = ", " + strconv.Itoa(p.FreeMB) + " MB free"
	}
	switch {
	case p.FreeMB > 0 && p.FreeMB < 200:
		return "bad", "nearly full" + room
	case p.Persisted:
		return "good", "safe" + room
	}
	return "warn", "may be cleared by the phone" + room
}

// agentWords is the browser and system in brief.
func agentWords(agent string) string {
	var found []string
	for _, name := range []string{"Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"} {
		if strings.Contains(agent, name) {
			found = append(found, name)
			break
		}
	}
	for _, b := range [][2]string{{"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"Edg", "Edge"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			found = append(found, b[1])
			break
		}
	}
	return strings.Join(found, ", ")
}

func phoneSkew(p sync.Phone) string {
	if w := skewWords(time.Duration(p.SkewMS) * time.Millisecond); w != "" {
		return w
	}
	return "right"
}
