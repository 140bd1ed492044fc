package main

import (
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
)

// pushing gives the page a push service that takes everything, since a real one needs the internet.
const pushing = `(() => {
	const sub = { endpoint: 'https://fcm.googleapis.com/fcm/send/here', options: {}, unsubscribe: async () => { window.sub = null; } };
	sub.toJSON = () => ({ endpoint: sub.endpoint, keys: { p256dh: window.asked, auth: 'AAAAAAAAAAAAAAAAAAAAAA' } });
	const manager = {
		getSubscription: async () => window.sub || null,
		subscribe: async (o) => {
			window.asked = btoa(String.fromCharCode(...o.applicationServerKey)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
			sub.options.applicationServerKey = o.applicationServerKey.buffer;
			return window.sub = sub;
		},
	};
	Object.defineProperty(navigator.serviceWorker, 'ready', { get: async () => ({ active: {}, pushManager: manager }) });
	Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
	Notification.requestPermission = async () => 'granted';
	return true;
})()`

func TestDoctorPage_saysHowThePhoneIsAndSwitchesMessages(t *testing.T) {
	t.Parallel()
	a := furnished(t, func(*app.App) {})
	w, _ := phone(t, t.TempDir())
	w.stands(a.URL, 18.5, 73.8, 20)
	w.signIn(a.URL, apptest.Mobiles["Ravi Pawar"], apptest.Password)
	w.open(a.URL + "/t/doctor")
	w.until(`document.querySelector('[data-doctor]').getAttribute('aria-busy') === 'false'`)
	for _, name := range []string{"secure", "worker", "database", "position", "camera", "server", "clock"} {
		if got := is[string](w, `document.querySelector('[data-check=`+name+`]').dataset.state`); got != "good" {
			t.Errorf("%s is %q", name, got)
		}
	}
	words := is[string](w, `(() => { document.querySelectorAll('.vh, [data-check=storage] [data-say]').forEach(e => e.remove()); return document.querySelector('main').innerText; })()`)
	if n := len(strings.Fields(words)); n > 40 {
		t.Errorf("a phone that is well is told %d words: %s", n, words)
	}
	if low := is[float64](w, `Math.min(...[...document.querySelectorAll('main a, main button')].filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height))`); low < 48 {
		t.Errorf("something to press is %v px high", low)
	}

	w.open(a.URL + "/t/doctor")
	is[bool](w, pushing)
	is[bool](w, `(document.getElementById('main').replaceChildren(...new DOMParser().parseFromString(document.getElementById('main').innerHTML, 'text/html').body.childNodes), true)`)
	w.until(`!document.querySelector('[data-push-on]').hidden`)
	w.click("[data-push-on]")
	w.until(`!document.querySelector('[data-push-off]').hidden && document.querySelector('[data-check=push]').dataset.state === 'good'`)
	w.click("[data-push-off]")
	w.until(`!document.querySelector('[data-push-on]').hidden && !window.sub`)
	is[bool](w, `(window.fetch = async () => new Response('', { status: 500 }), true)`)
	w.click("[data-push-on]")
	w.until(`!document.querySelector('[data-check=push] [data-say=failed]').hidden`)

	w.allows(a.URL, "denied")
	w.open(a.URL + "/t/doctor")
	w.until(`!document.querySelector('[data-check=position] [data-say=bad]').hidden`)
}
