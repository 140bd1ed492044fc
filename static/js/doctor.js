// Asks the phone what of Doorstep would not work from here. Every sentence stands in the page; this chooses which to show.
(() => {
	let list; // the one on the page now: a fresher copy of the page may take its place
	const ROOM = 200 << 20, CLOCK = 2 * 60e3, PATIENCE = 6000;
	const row = (name) => list.querySelector(`[data-check="${name}"]`);
	const within = (ms, promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error('late')), ms))]);

	// mark shows how a check came out: state good, warn, bad or '' (neither), and which sentence goes with it.
	function mark(name, state, say = state) {
		const li = row(name);
		li.dataset.state = state;
		li.querySelector('[data-mark]').textContent = state === 'good' ? list.dataset.good : state ? list.dataset.wrong : '';
		for (const el of li.querySelectorAll('[data-say]')) el.hidden = el.dataset.say !== say;
	}

	async function permission(name) {
		try { return (await navigator.permissions.query({ name })).state; } catch { return ''; } // not every browser tells
	}

	const checks = {
		secure: () => mark('secure', isSecureContext ? 'good' : 'bad'),
		async worker() {
			if (!isSecureContext) return mark('worker', 'bad', '');
			const reg = navigator.serviceWorker && await within(PATIENCE, navigator.serviceWorker.ready);
			mark('worker', reg?.active ? 'good' : 'bad');
		},
		database: () => new Promise((done, no) => {
			const name = 'doorstep-doctor', open = indexedDB.open(name, 1);
			open.onupgradeneeded = () => open.result.createObjectStore('s');
			open.onerror = () => no(open.error);
			open.onblocked = () => no(new Error('blocked'));
			open.onsuccess = () => {
				const tx = open.result.transaction('s', 'readwrite');
				tx.objectStore('s').put(new Blob(['x']), 1);
				tx.oncomplete = () => { open.result.close(); indexedDB.deleteDatabase(name); done(mark('database', 'good')); };
				tx.onerror = tx.onabort = () => no(tx.error);
			};
		}),
		async storage() {
			if (!navigator.storage?.estimate) return mark('storage', isSecureContext ? '' : 'bad', '');
			const { quota = 0, usage = 0 } = await navigator.storage.estimate();
			if (quota - usage < ROOM) return mark('storage', 'bad');
			const kept = await navigator.storage.persisted?.() || await navigator.storage.persist?.();
			mark('storage', kept ? 'good' : 'warn');
		},
		async position() {
			if (!isSecureContext || !navigator.geolocation) return mark('position', 'bad', '');
			const state = await permission('geolocation');
			mark('position', state === 'denied' ? 'bad' : state === 'prompt' ? 'warn' : 'good');
		},
		async camera() {
			if (!isSecureContext) return mark('camera', 'bad', '');
			mark('camera', await permission('camera') === 'denied' ? 'bad' : 'good');
		},
		async server() {
			const before = Date.now();
			const answer = await within(PATIENCE, fetch('/healthz', { cache: 'no-store' }));
			const after = Date.now(), said = Date.parse(answer.headers.get('Date'));
			mark('server', answer.ok ? 'good' : 'bad');
			if (!said) return mark('clock', '');
			// The header has whole seconds, and was written some time between asking and hearing.
			const off = Math.max(0, Math.abs(said + 500 - (before + after) / 2) - (after - before) / 2);
			const text = row('clock').querySelector('[data-say="bad"] p');
			text.dataset.text ??= text.textContent;
			text.textContent = text.dataset.text.replace('{minutes}', Math.round(off / 60e3));
			mark('clock', off > CLOCK ? 'bad' : 'good');
		},
		async push() {
			if (!isSecureContext || !('PushManager' in window) || !('Notification' in window)) return switches(false, false, 'none');
			if (Notification.permission === 'denied') return switches(false, false, 'bad');
			const mine = ++turn;
			const sub = await (await registration()).pushManager.getSubscription();
			const on = sub && Notification.permission === 'granted';
			if (on) await tell('POST', sub).catch(() => {}); // the office may have forgotten this phone
			if (mine === turn) switches(!on, on, on ? 'good' : '');
		},
	};

	// Whoever switches messages is not overruled by a look from before that ends later.
	let turn = 0;

	const registration = () => within(PATIENCE, navigator.serviceWorker.ready);

	function switches(on, off, say) {
		list.querySelector('[data-push-on]').hidden = !on;
		list.querySelector('[data-push-off]').hidden = !off;
		mark('push', say === 'none' || say === 'failed' ? '' : say, say);
	}

	async function tell(method, sub) {
		const answer = await fetch('/t/push', { method, headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(sub) });
		if (!answer.ok) throw new Error(answer.status);
	}

	const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
	const same = (a, b) => a && a.byteLength === b.length && new Uint8Array(a).every((v, i) => v === b[i]);

	async function switchOn() {
		if (await Notification.requestPermission() !== 'granted') return checks.push();
		const { key } = await (await fetch('/t/push/key', { headers: { Accept: 'application/json' } })).json();
		const manager = (await registration()).pushManager, wanted = bytes(key);
		let sub = await manager.getSubscription();
		if (sub && !same(sub.options.applicationServerKey, wanted)) { await sub.unsubscribe(); sub = null; }
		sub ||= await manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
		await tell('POST', sub);
		await checks.push();
	}

	async function switchOff() {
		const sub = await (await registration()).pushManager.getSubscription();
		if (sub) { await tell('DELETE', sub); await sub.unsubscribe(); }
		await checks.push();
	}

	document.addEventListener('click', async (e) => {
		const button = e.target.closest('[data-push-on],[data-push-off]');
		if (!button) return;
		button.disabled = true;
		turn++;
		const on = 'pushOn' in button.dataset;
		try { await (on ? switchOn() : switchOff()); } catch { switches(on, !on, 'failed'); }
		button.disabled = false;
	});

	async function examine() {
		const found = document.querySelector('[data-doctor]');
		if (!found || found === list) return;
		list = found;
		await Promise.all(Object.entries(checks).map(async ([name, check]) => {
			try { await check(); } catch {
				if (name === 'push') return switches(false, false, 'none');
				mark(name, 'bad');
				if (name === 'server') mark('clock', '');
			}
		}));
		found.setAttribute('aria-busy', 'false');
	}

	new MutationObserver(examine).observe(document.getElementById('main'), { childList: true });
	examine();
})();
