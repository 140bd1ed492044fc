// The technician's pages: forms become items of the outbox, and what waits there is shown as done, whatever copy of a page this is.
(() => {
	const doc = document, body = doc.body, out = window.outbox, words = doc.getElementById('words')?.dataset || {};
	const all = (css, root = doc) => [...root.querySelectorAll(css)];
	const main = () => doc.getElementById('main');
	if (!out) {
		if (body.dataset.user) say(words.nostore, true);
		return;
	}

	// What proof.js adds on the pages where proof is given: steps before a form is kept, what it shows, whether it is at work.
	const phone = window.phone = {say, overlay, fix, words, fresh: (i) => fresh(i), load, prepare: [], kept: []};
	const loaded = new Map();
	function load(src) { // a script that a page wants only now
		if (!loaded.has(src)) {
			loaded.set(src, new Promise((yes, no) => {
				const s = doc.createElement('script');
				s.src = src;
				s.onload = yes;
				s.onerror = (e) => { loaded.delete(src); no(e); };
				doc.head.append(s);
			}));
		}
		return loaded.get(src);
	}

	// --- What the page shows: the server's state at the time the page was made, and what was done since.
	const after = {
		'visit.answer': (s, d) => d.accept === 'yes' ? 'accepted' : 'cancelled',
		'visit.step': (s, d) => d.to,
		'visit.put_off': () => 'planned',
	};
	const fresh = (i) => i.state === 'waiting' || i.state === 'done' && !i.refused && i.sent > body.dataset.rendered;

	async function overlay() { paint(await out.items(), await out.files()); }

	function paint(items, files) {
		const kept = items.filter(fresh);
		for (const el of all('[data-visit][data-status]')) {
			const own = kept.filter((i) => i.visit === el.dataset.visit);
			const now = own.reduce((s, i) => after[i.kind] ? after[i.kind](s, i.data) : s, el.dataset.status);
			el.dataset.now = now;
			for (const part of all('[data-when]', el)) part.hidden = !part.dataset.when.split(' ').includes(now);
			if (el.id === 'visit') { refill(own); lists(own); needs(own); phone.show?.(el.dataset.visit, files); }
		}
		const stops = all('article.stop'), first = (...states) => stops.find((a) => states.includes(a.dataset.now));
		const next = first('travelling', 'arrived', 'working', 'paused') || first('dispatched', 'accepted');
		for (const a of stops) a.classList.toggle('now', a === next);
		const today = doc.getElementById('today');
		if (today) {
			const d = today.dataset, last = (kind) => kept.filter((i) => i.kind === kind).pop();
			d.served ??= d.day;
			d.agreed ??= d.consent;
			const [start, end, said] = [last('day.start'), last('day.end'), last('consent')];
			day = d.day = end && (!start || end.seq > start.seq) ? 'closed' : start ? 'open' : d.served;
			consent = d.consent = said ? said.data.given : d.agreed;
			for (const part of all('[data-consent-when]')) part.hidden = !part.dataset.consentWhen.split(' ').includes(consent);
			out.meta('day', {user: body.dataset.user, day, consent, on: new Date().toDateString()});
		}
		refused(items, files);
	}
	let day = '', consent = '';

	function refill(own) {
		for (const i of own.filter((i) => i.kind === 'visit.check')) {
			const form = all('form[data-check]').find((f) => f.dataset.check === i.data.check && (f.dataset.asset || '') === (i.data.asset || ''));
			if (!form || form.dataset.dirty === '') continue;
			form.classList.add('kept');
			for (const [name, value] of Object.entries(i.data)) {
				for (const f of all(`[name="${name}"]`, form)) {
					if (f.type === 'radio' || f.type === 'checkbox') f.checked = f.value === value;
					else if (f.type === 'submit') f.setAttribute('aria-pressed', f.value === value);
					else if (f.type !== 'hidden') f.value = value;
				}
			}
			for (const part of all('[data-result]', form.parentNode)) part.hidden = part.dataset.result !== i.data.result;
		}
	}

	function lists(own) {
		for (const list of all('[data-waiting]')) {
			const kinds = list.dataset.waiting.split(' ');
			all('.waiting', list).forEach((li) => li.remove());
			for (const i of own.filter((i) => kinds.includes(i.kind) && i.say && i.state === 'waiting')) {
				const li = doc.createElement('li');
				li.className = 'waiting';
				li.append(i.say);
				list.append(li);
			}
		}
		const dropped = own.filter((i) => i.kind === 'visit.drop').map((i) => i.data.line);
		for (const li of all('[data-line]')) if (dropped.includes(li.dataset.line)) li.hidden = true;
	}

	function needs(own) {
		const given = new Map();
		for (const i of own) {
			if (i.gives) given.set(i.gives, true);
			else if (i.kind === 'visit.check' && i.data.value === 'no') given.set('check:' + i.data.check, false);
		}
		for (const li of all('[data-need]')) {
			li.dataset.met ??= String(li.hidden);
			li.hidden = given.get(li.dataset.need) ?? li.dataset.met === 'true';
		}
		const lacking = all('[data-need]').some((li) => !li.hidden);
		all('[data-lacking]').forEach((el) => { el.hidden = !lacking; });
		all('[data-ready]').forEach((el) => { el.hidden = lacking; });
	}

	// Today says how much waits. What the appliance did not take is said where it was done, until he has read it.
	function refused(items, files) {
		const place = doc.getElementById('unsent'), visit = doc.getElementById('visit')?.dataset.visit;
		if (!place) return;
		const not = [...items.filter((i) => i.state === 'conflict' || i.state === 'refused'), ...files.filter((f) => f.state === 'failed')].filter((i) => !visit || i.visit === visit);
		const waits = [...items, ...files].filter((i) => i.state === 'waiting').length, note = (text, tone) => {
			const a = doc.createElement('a');
			a.href = '/t/outbox';
			a.className = 'note ' + tone;
			a.textContent = text;
			return a;
		};
		place.replaceChildren(...(waits && !visit ? [note(`${words.waiting}: ${waits}`, 'warn')] : []), ...not.slice(-3).map((i) => note(i.message || words.failed, 'bad')));
	}

	// --- Forms.
	function say(text, bad) {
		if (!text) return;
		all('.flash').forEach((f) => f.remove());
		const note = doc.createElement('div');
		note.className = 'flash';
		note.setAttribute('role', bad ? 'alert' : 'status');
		note.textContent = text;
		body.append(note);
	}

	let armed;
	function sure(button, question) { // a second tap within four seconds says yes
		if (!question || armed === button) { armed = null; return true; }
		const label = button.querySelector('span') || button, was = label.textContent;
		armed = button;
		label.textContent = question;
		setTimeout(() => { if (armed === button) armed = null; label.textContent = was; }, 4000);
		return false;
	}

	const label = (f) => f.tagName === 'SELECT' ? f.selectedOptions[0]?.text : f.type === 'radio' ? f.checked && f.closest('label')?.textContent.trim() : f.value;

	doc.addEventListener('input', ({target}) => { if (target.form?.dataset.item) target.form.dataset.dirty = ''; });
	doc.addEventListener('submit', async (e) => {
		const form = e.target, d = form.dataset, by = e.submitter;
		if (!d.item) return leaving(e);
		e.preventDefault();
		if (form.hasAttribute('aria-busy') || by && !sure(by, by.dataset.ask || d.ask)) return;
		form.setAttribute('aria-busy', 'true');
		try {
			await keep(form, by);
		} catch (err) {
			console.error(err);
			say(words.full, true);
		} finally {
			form.removeAttribute('aria-busy');
		}
	});

	async function keep(form, by) {
		const d = form.dataset, data = {}, item = {kind: d.item, visit: d.visit, data};
		for (const [name, value] of new FormData(form)) if (typeof value === 'string') data[name] = value.trim();
		if (by?.name) data[by.name] = by.value;
		if (lower(form, data)) return;
		if (['visit.use', 'visit.expense', 'visit.estimate'].includes(d.item)) data.line = out.name();
		const at = by?.dataset.fix !== undefined || d.fix !== undefined;
		item.at = new Date().toISOString();
		if (at) Object.assign(item, await fix(8, d.item === 'day.start'));
		for (const prepare of phone.prepare) if (await prepare(form, data, item) === false) return;
		item.gives = by?.dataset.gives || d.gives;
		item.say = (d.say || '').split(' ').flatMap((n) => all(`[name="${n}"]`, form).map(label)).filter(Boolean).join(' · ');
		if (d.item === 'visit.use' || d.item === 'visit.drop') Object.assign(item, worth(form, data));
		const done = await out.add(item);
		delete d.dirty;
		if (d.stay === undefined) form.reset();
		if (d.item === 'day.start') track();
		for (const after of phone.kept) await after(form, done);
		const then = by?.dataset.then || d.then;
		await overlay();
		if (then) location.href = then;
		else say(words.kept);
	}

	// worth is what a line adds to what is due, in paise with tax, and whether it is a service.
	function worth(form, data) {
		const d = form.querySelector('option:checked')?.dataset || form.dataset;
		return {worth: Math.round((d.worth || 0) * (data.qty ?? '1').replace(',', '.')) || 0, service: d.service !== undefined};
	}

	// A reading below the machine's last one is asked about before it is kept.
	function lower(form, data) {
		const field = form.querySelector('[data-before]'), box = form.querySelector('[data-lower]');
		if (!field || !box || field.dataset.before === '' || !(+field.value.replace(',', '.') < +field.dataset.before)) return false;
		const tick = box.querySelector('input');
		box.hidden = false;
		if (tick.checked) { data[tick.name] = 'yes'; return false; }
		tick.focus();
		return true;
	}

	async function leaving(e) {
		if (e.target.action?.endsWith('/account/language')) forget(); // copies speak the other language
		if (!e.target.action?.endsWith('/sign-out') || e.target.dataset.free === '') return;
		e.preventDefault();
		const n = await out.count();
		if (n.waiting && !await out.released()) {
			await out.meta('told:' + body.dataset.user, -1); // asks whether the office has released this phone
			out.send();
			return say(words.unsent.replace('{n}', n.waiting), true);
		}
		await forget();
		e.target.dataset.free = '';
		e.target.submit();
	}
	async function forget() {
		if (window.caches) for (const key of await caches.keys()) if (key !== 'static') await caches.delete(key);
	}

	// --- Where he is: only with his consent, only while his day is open.
	function fix(seconds = 8, starting = false) {
		return new Promise((yes) => {
			if (!starting && day !== 'open') return yes({});
			if (consent === 'no' || consent === 'ask' || !navigator.geolocation || !isSecureContext) return yes({denied: true});
			navigator.geolocation.getCurrentPosition(
				(p) => yes({fix: shape(p)}), (err) => yes({denied: err.code === 1}),
				{enableHighAccuracy: true, timeout: seconds * 1000, maximumAge: 15000});
		});
	}
	const shape = (p) => ({lat: p.coords.latitude, lng: p.coords.longitude, acc: Math.round(p.coords.accuracy), at: new Date(p.timestamp).toISOString()});
	let tracking;
	function track() {
		clearInterval(tracking);
		tracking = setInterval(async () => {
			if (doc.hidden || day !== 'open' || consent !== 'yes') return;
			const now = await fix(20);
			if (now.fix) { await out.point(now.fix); out.send(); }
		}, 30000);
	}

	// --- Fresh pages: the copy is shown at once, the server's version follows without disturbing what is typed.
	const busy = () => doc.querySelector('form[data-item][data-dirty]') || doc.querySelector('dialog[open]') || phone.busy?.();
	let fetching;
	async function refresh() {
		if (!location.pathname.startsWith('/t/') || fetching || !navigator.onLine) return;
		fetching = true;
		try {
			const answer = await fetch(location.href, {headers: {'X-Fresh': '1', Accept: 'text/html'}, credentials: 'same-origin'});
			if (answer.redirected && new URL(answer.url).pathname === '/login') { await forget(); location.href = answer.url; return; }
			if (answer.status === 404) return gone();
			if (answer.ok && !busy()) await swap(await answer.text());
		} catch { /* away: the copy stays */ } finally { fetching = false; }
	}
	async function swap(text) {
		const page = new DOMParser().parseFromString(text, 'text/html'), next = page.getElementById('main');
		if (!next) return;
		if (page.body.dataset.user !== body.dataset.user) { await forget(); location.reload(); return; }
		const open = all('details', main()).map((d, i) => d.open && (d.id || i)), held = doc.activeElement?.id, y = scrollY;
		const before = new Set(all('article[data-visit]').map((a) => a.dataset.visit));
		const items = await out.items(), files = await out.files(); // so that what was done since never flickers away
		if (busy()) return;
		main().replaceChildren(...next.childNodes);
		body.dataset.rendered = page.body.dataset.rendered;
		paint(items, files);
		all('details', main()).forEach((d, i) => { if (open.includes(d.id || i)) d.open = true; });
		if (held) doc.getElementById(held)?.focus({preventScroll: true});
		await ready();
		scrollTo(0, y);
		if (before.size && all('article[data-visit]').some((a) => !before.has(a.dataset.visit))) news();
	}
	const news = () => { say(words.news); navigator.vibrate?.(200); };
	async function gone() { // it was taken from him while he looked
		if (!(await out.items()).some((i) => i.visit && location.pathname.includes(i.visit) && i.state === 'waiting')) say(words.gone, true);
	}

	// The day's pages are brought to the phone, so that they open in a basement.
	let warmed = 0;
	async function warm() {
		if (!navigator.serviceWorker?.controller || Date.now() - warmed < 60000) return;
		warmed = Date.now();
		const get = (path) => fetch(path, {headers: {'X-Fresh': '1', Accept: 'text/html'}, credentials: 'same-origin'}).then((a) => a.ok && !a.redirected ? a.text() : '').catch(() => '');
		const seen = new Set();
		for (const path of ['/t/today', words.tomorrow]) {
			const page = new DOMParser().parseFromString(await get(path), 'text/html');
			for (const a of all('article[data-visit]', page)) seen.add(a.dataset.visit);
		}
		const known = (await out.meta('visits:' + body.dataset.user)) || [];
		if (known.length && [...seen].some((id) => !known.includes(id)) && !doc.getElementById('today')) news();
		await out.meta('visits:' + body.dataset.user, [...seen]);
		const manuals = new Set();
		for (const id of seen) {
			const pages = await Promise.all(['', '/work', '/finish', '/pay', '/extra'].map((part) => get('/t/visits/' + id + part)));
			for (const [, path] of pages.join('').matchAll(/href="(\/t\/manuals\/\w+)"/g)) manuals.add(path);
		}
		await get('/t/outbox');
		if (navigator.connection?.saveData) return; // manuals are large; the worker fetches each once
		for (const path of [...manuals].slice(0, 20)) await fetch(path, {credentials: 'same-origin'}).catch(() => {});
	}

	let stream, later;
	function listen() {
		if (stream || doc.hidden || !navigator.onLine || !window.EventSource) return;
		stream = new EventSource('/events');
		stream.onmessage = () => { clearTimeout(later); later = setTimeout(() => { warmed = 0; refresh(); warm(); }, 300); };
		stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) { stream = null; setTimeout(listen, 30000); } };
	}
	doc.addEventListener('visibilitychange', () => {
		if (doc.hidden) { stream?.close(); stream = null; } else { listen(); refresh(); }
	});
	addEventListener('pagehide', () => { stream?.close(); stream = null; });
	addEventListener('online', () => { listen(); refresh(); warm(); });
	doc.addEventListener('outbox:sent', () => { clearTimeout(later); later = setTimeout(refresh, 150); });
	doc.addEventListener('outbox:changed', () => { overlay(); });

	async function ready() {
		await overlay();
		doc.dispatchEvent(new CustomEvent('phone:ready'));
	}

	(async () => {
		const known = await out.meta('day').catch(() => null);
		if (known?.user === body.dataset.user) { consent = known.consent; day = known.on === new Date().toDateString() ? known.day : ''; }
		await ready();
		if (day === 'open') track();
		listen();
		if (!navigator.serviceWorker) return;
		navigator.serviceWorker.addEventListener('controllerchange', () => warm());
		await navigator.serviceWorker.register('/t/sw.js').catch(() => {});
		await navigator.serviceWorker.ready;
		navigator.storage?.persist?.();
		if (navigator.serviceWorker.controller) refresh();
		setTimeout(warm, 1500);
	})();
})();
