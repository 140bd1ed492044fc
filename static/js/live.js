// Keeps what is on the page true: one stream of names of changed things, and fragments fetched again.
//
// A plain EventSource, not htmx's sse extension: messages here are names, never HTML, so there is nothing for the extension
// to swap; EventSource reconnects by itself, and one stream must serve every element. htmx only does the morphing.
//
//   data-live="jobs:ID visits:*" data-live-src="/…/row"     this element, when one of its topics changes
//   data-live-list="jobs visits" data-live-src="/…/rows"    the inside of this region, 300 ms after the last change
(() => {
	const doc = document, dot = doc.querySelector('[data-live-dot]');
	if (!dot) return;
	let source, broken = false, morphing = false, retry = 1000;
	const timers = new WeakMap(), flights = new WeakMap();

	function state(s) {
		if (dot.dataset.state === s) return;
		dot.dataset.state = s;
		dot.firstElementChild.textContent = s === 'off' ? dot.dataset.off : dot.dataset.on;
	}

	function connect() {
		if (source || doc.hidden) return;
		source = new EventSource('/events');
		source.onopen = () => {
			state('on');
			retry = 1000;
			if (broken) all();
			broken = false;
		};
		source.onmessage = (e) => {
			let change;
			try { change = JSON.parse(e.data); } catch { return; }
			heard(change);
		};
		source.onerror = () => {
			broken = true;
			state('off');
			if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
			close();
			setTimeout(connect, retry);
			retry = Math.min(retry * 2, 30000);
		};
	}

	function close() {
		source?.close();
		source = null;
	}

	function heard({topic, id, root}) {
		doc.dispatchEvent(new CustomEvent('live:change', {detail: {topic, id, root}})); // for pages that follow in their own way
		if (topic === '*') return all();
		const one = (token) => {
			const [t, i] = token.split(':');
			return t === topic && (i === '*' || i === id) || t === 'jobs' && root && i === root;
		};
		const words = (s) => (s || '').split(/\s+/);
		for (const el of doc.querySelectorAll('[data-live]')) if (words(el.dataset.live).some(one)) soon(el, 40);
		for (const el of doc.querySelectorAll('[data-live-list]')) {
			if (words(el.dataset.liveList).some((t) => t === topic || t === '*')) soon(el, 300);
		}
	}

	const all = () => doc.querySelectorAll('[data-live],[data-live-list]').forEach((el) => soon(el, 40));

	// A change that comes while others keep coming still shows within a second.
	function soon(el, ms) {
		const t = timers.get(el), now = Date.now();
		if (t) clearTimeout(t.timer);
		const first = t?.first || now;
		const timer = setTimeout(() => { timers.delete(el); refresh(el); }, Math.max(0, Math.min(ms, first + 1000 - now)));
		timers.set(el, {timer, first});
	}

	async function refresh(el) {
		const src = el.dataset.liveSrc, list = el.hasAttribute('data-live-list');
		if (!el.isConnected || !src) return;
		flights.get(el)?.abort();
		const flight = new AbortController();
		flights.set(el, flight);
		try {
			const answer = await fetch(src, {headers: {'HX-Request': 'true', Accept: 'text/html'}, signal: flight.signal, credentials: 'same-origin'});
			if (answer.redirected || answer.status === 204) return;
			if (answer.status === 404 || answer.status === 410) return list || typed(el).length ? undefined : el.remove();
			if (!answer.ok) return;
			const text = await answer.text();
			if (!el.isConnected || flights.get(el) !== flight) return;
			if (!list && typed(el).length) return sameRevs(text, el) || stale(el);
			await swap(el, text, list);
		} catch (e) {
			if (e.name !== 'AbortError') { broken = true; setTimeout(() => el.isConnected && doc.contains(el) && !doc.hidden && soon(el, 40), 5000); }
		}
	}

	async function swap(el, text, list) {
		const inner = list && !sameRoot(text, el);
		const at = [scrollX, scrollY, el.scrollLeft, el.scrollTop];
		morphing = true;
		try {
			await htmx.swap({text, target: el, sourceElement: el, swap: inner ? 'innerMorph' : 'outerMorph'});
		} finally {
			morphing = false;
		}
		scrollTo({left: at[0], top: at[1], behavior: 'instant'});
		el.scrollLeft = at[2];
		el.scrollTop = at[3];
		el.dispatchEvent(new CustomEvent('live:refreshed', {bubbles: true}));
	}

	function sameRoot(text, el) {
		const t = doc.createElement('template');
		t.innerHTML = text;
		return t.content.childElementCount === 1 && el.id && t.content.firstElementChild.id === el.id;
	}

	// Whether the forms in el are still those of the present revisions: then what is typed there does not come too late.
	function sameRevs(text, el) {
		const t = doc.createElement('template'), revs = (root) => [...root.querySelectorAll('input[name=rev]')].map((i) => i.value).join();
		t.innerHTML = text;
		return revs(el) !== '' && revs(el) === revs(t.content);
	}

	// Fields in el whose content is no longer what the server sent.
	function typed(el) {
		return [...el.querySelectorAll('input,textarea,select')].filter(dirty);
	}
	function dirty(f) {
		if (f.type === 'hidden') return false;
		if (f.type === 'checkbox' || f.type === 'radio') return f.checked !== f.defaultChecked;
		if (f.tagName === 'SELECT') {
			const options = [...f.options];
			return options.some((o) => o.defaultSelected) && options.some((o) => o.selected !== o.defaultSelected);
		}
		return f.value !== f.defaultValue;
	}

	// Somebody types here: nothing is replaced, a link offers it.
	function stale(el) {
		if (el.dataset.stale) return;
		el.dataset.stale = '1';
		const mark = doc.createElement('span'), link = doc.createElement('a');
		mark.className = 'stale';
		mark.setAttribute('role', 'status');
		mark.append('Changed elsewhere. ', link);
		link.href = location.href;
		link.textContent = 'Reload';
		link.onclick = (e) => {
			e.preventDefault();
			for (const f of typed(el)) {
				f.value = f.defaultValue ?? f.value;
				if ('defaultChecked' in f) f.checked = f.defaultChecked;
				for (const o of f.options || []) o.selected = o.defaultSelected;
			}
			mark.remove();
			delete el.dataset.stale;
			refresh(el);
		};
		(el.tagName === 'TR' ? el.querySelector('td.main') || el.cells[0] : el).append(mark);
	}

	// While a live fragment is morphed, what the reader did stays: typed fields, opened details and dialogs.
	htmx.registerExtension('live', {
		htmx_before_morph_node: (el) => !(morphing && /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && (dirty(el) || el === doc.activeElement)),
		htmx_before_morph_attr: (el, d) => !(morphing && d.attrName === 'open'),
	});

	doc.addEventListener('visibilitychange', () => {
		if (doc.hidden) {
			close();
			broken = true;
		} else connect();
	});
	// What is late becomes so without anybody's doing.
	setInterval(() => { if (!doc.hidden) doc.querySelectorAll('[data-live-list]').forEach((el) => soon(el, 40)); }, 60000);
	addEventListener('pagehide', close);
	addEventListener('pageshow', (e) => { if (e.persisted) { broken = true; connect(); } });
	connect();
})();
