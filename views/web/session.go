package web

import (
	"encoding/base64"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
)

const (
	sessionLife = 30 * 24 * time.Hour
	flashCookie = "flash"
	flashLife   = 60 // seconds
	flashMax    = 500
)

// secure reports whether the browser speaks TLS: to us, or to a proxy that the owner told PocketBase to trust.
func secure(e *core.RequestEvent) bool {
	if e.IsTLS() {
		return true
	}
	if len(e.App.Settings().TrustedProxy.Headers) == 0 {
		return false
	}
	protos := strings.Split(e.Request.Header.Get("X-Forwarded-Proto"), ",")
	return strings.EqualFold(strings.TrimSpace(protos[len(protos)-1]), "https")
}

// Secure reports whether the browser speaks TLS, which it asks for before it gives position, camera or offline pages.
func (req *Request) Secure() bool { return secure(req.RequestEvent) }

// sessionCookie is the cookie's name. Browsers take the __Host- prefix only over TLS, from this very host.
func sessionCookie(e *core.RequestEvent) string {
	if secure(e) {
		return "__Host-sid"
	}
	return "sid"
}

// SetSession gives the browser the token of a session for 30 days from the day of its last use.
func (req *Request) SetSession(token string) {
	// The day of issue stands beside the token so that it is sent anew once a day, not with every page.
	req.cookie(sessionCookie(req.RequestEvent), token+"~"+today(), int(sessionLife/time.Second))
	req.token = token
}

// ClearSession takes the session cookie from the browser. Ending the session itself is the caller's.
func (req *Request) ClearSession() {
	req.cookie(sessionCookie(req.RequestEvent), "", -1)
	req.token, req.renew = "", false
}

func (req *Request) cookie(name, value string, maxAge int) {
	req.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: secure(req.RequestEvent), SameSite: http.SameSiteLaxMode,
	})
}

func today() string { return strconv.FormatInt(clock.Now().Unix()/86400, 36) }

// identify finds who is signed in. Files and the watchdog need no one.
func (r *Router) identify(e *core.RequestEvent) error {
	req := r.of(e)
	if anonymous(e.Request.URL.Path) {
		return e.Next()
	}
	c, err := e.Request.Cookie(sessionCookie(e))
	if err != nil || c.Value == "" {
		return e.Next()
	}
	token, issued, _ := strings.Cut(c.Value, "~")
	by, err := r.cfg.Who(e.Request.Context(), token)
	switch {
	case err != nil && fault.KindOf(err) == fault.Unsigned:
		req.ClearSession()
	case err != nil:
		return err
	default:
		req.By = by
		req.By.Source = act.Desk
		if under(e.Request.URL.Path, "/t") {
			req.By.Source = act.Phone
		}
		if req.By.Lang == "" {
			req.By.Lang = req.spoken()
		}
		req.token, req.renew = token, issued != today()
	}
	return e.Next()
}

func anonymous(path string) bool {
	return strings.HasPrefix(path, "/static/") || path == "/healthz" || path == "/api/health"
}

// spoken is the language the browser asks for.
func (req *Request) spoken() string { return i18n.Match(req.Request.Header.Get("Accept-Language")) }

// keepFlash hands a sentence to the next page. The cookie is not signed: nobody else can set it, and it is escaped when shown.
func (req *Request) keepFlash(text string) {
	if text == "" {
		return
	}
	if len(text) > flashMax {
		text = strings.ToValidUTF8(text[:flashMax], "")
	}
	req.cookie(flashCookie, base64.RawURLEncoding.EncodeToString([]byte(text)), flashLife)
}

// takeFlash returns the sentence of the action before, once.
func (req *Request) takeFlash() string {
	c, err := req.Request.Cookie(flashCookie)
	if err != nil || c.Value == "" {
		return ""
	}
	req.cookie(flashCookie, "", -1)
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(text) > flashMax {
		return ""
	}
	return strings.ToValidUTF8(string(text), "")
}

// IP is the client's address; of IPv6 the /64, which is what one client holds.
func (req *Request) IP() string {
	ip, err := netip.ParseAddr(req.RealIP())
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	net, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return net.Masked().String()
}
