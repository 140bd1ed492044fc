// The outbox: everything a technician does is kept on the phone first, with its photo in the same transaction, and sent in order
// when the appliance can be reached. Nothing leaves the phone before the server has said that it holds it.
//
//   items   what was done, by key; seq counts up per person; state waiting, done, conflict
//   files   bytes of photos and voice notes that have not arrived yet, by key
//   points  positions of the day, sent along        meta    the device's name, counters
(() => {
	const user = document.body.dataset.user;
	if (!user || !window.indexedDB) return;
	const piece = 64 << 10, keep = 7 * 864e5;
	const text = document.getElementById('words')?.dataset || {};
	let opened, sending = false, again = false, timer, pause = 5000, problem = '', batch = 50;

	const asked = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error); });
	const name = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(36).padStart(2, '0')).join('');

	function db() {
		return opened ||= new Promise((yes, no) => {
			const r = indexedDB.open('doorstep', 1);
			r.onupgradeneeded = () => {
				r.result.createObjectStore('items', {keyPath: 'key'}).createIndex('user', 'user');
				r.result.createObjectStore('files', {keyPath: 'key'}).createIndex('user', 'user');
				r.result.createObjectStore('points', {keyPath: 'n', autoIncrement: true});
				r.result.createObjectStore('meta');
			};
			r.onsuccess = () => yes(r.result);
			r.onerror = () => no(r.error);
		});
	}

	// within runs work over the stores in one transaction and returns what it made once that is on the disk.
	async function within(stores, mode, work) {
		const tx = (await db()).transaction(stores, mode, mode === 'readwrite' ? {durability: 'strict'} : undefined);
		const end = new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = tx.onerror = () => no(tx.error || new Error('aborted')); });
		let made;
		try { made = await work(tx); } catch (e) { try { tx.abort(); } catch { /* it is over */ } await end.catch(() => {}); throw e; }
		await end;
		return made;
	}
	const mine = (tx, store) => asked(tx.objectStore(store).index('user').getAll(user));
	const bySeq = (a, b) => a.seq - b.seq;

	const items = () => within(['items'], 'readonly', (tx) => mine(tx, 'items')).then((all) => all.sort(bySeq));
	const files = () => within(['files'], 'readonly', (tx) => mine(tx, 'files'));
	const meta = (key, value) => within(['meta'], value === undefined ? 'readonly' : 'readwrite', (tx) => {
		const store = tx.objectStore('meta');
		return asked(value === undefined ? store.get(key) : store.put(value, key));
	});

	async function device() {
		const known = await meta('device');
		if (known) return known;
		const made = name();
		await meta('device', made);
		return made;
	}

	// add keeps an item, and the file that belongs to it, before it returns; then it is sent when that is possible.
	async function add(item, file) {
		const kept = await within(['items', 'files', 'meta'], 'readwrite', async (tx) => {
			const counter = 'seq:' + user, prev = (await asked(tx.objectStore('meta').get(counter))) || 0;
			const made = {key: name(), at: new Date().toISOString(), ...item, user, seq: prev + 1, prev, offline: !navigator.onLine || problem === 'away', state: 'waiting'};
			tx.objectStore('meta').put(made.seq, counter);
			tx.objectStore('items').put(made);
			if (file) tx.objectStore('files').put({...file, user, visit: item.visit, state: 'waiting', tries: 0});
			return made;
		});
		changed();
		send();
		return kept;
	}

	const point = (fix) => within(['points'], 'readwrite', (tx) => asked(tx.objectStore('points').add({user, ...fix})));

	async function health() {
		const s = navigator.storage, room = s?.estimate ? await s.estimate().catch(() => ({})) : {};
		return {
			persisted: s?.persisted ? await s.persisted().catch(() => false) : false,
			free: room.quota ? room.quota - room.usage : Infinity,
		};
	}

	async function position() {
		if (!window.isSecureContext) return 'insecure';
		if (!navigator.geolocation) return 'none';
		try { return (await navigator.permissions.query({name: 'geolocation'})).state; } catch { return 'prompt'; }
	}

	async function ask(path, options = {}, seconds = 30) {
		const stop = new AbortController(), t = setTimeout(() => stop.abort(), seconds * 1000);
		try {
			return await fetch(path, {credentials: 'same-origin', redirect: 'manual', signal: stop.signal, ...options});
		} finally {
			clearTimeout(t);
		}
	}

	// send works through all that waits; a second call while it runs lets it look once more.
	function send() {
		clearTimeout(timer);
		if (sending) { again = true; return; }
		sending = true;
		const run = () => round().finally(() => { sending = false; });
		const alone = navigator.locks ? navigator.locks.request('doorstep-outbox', run) : run();
		alone.then(async () => {
			changed();
			if (again) { again = false; return send(); }
			const n = await count();
			if (!n.waiting) { pause = 5000; return; }
			timer = setTimeout(send, problem ? pause : 60000);
			pause = Math.min(pause * 2, 300000);
		}, (e) => { problem = 'broken'; changed(); console.error(e); timer = setTimeout(send, pause); });
	}

	async function round() {
		while (await sendItems()) { /* until nothing more is taken */ }
		if (!problem) await sendFiles();
	}

	async function sendItems() {
		const all = await items(), waiting = all.filter((i) => i.state === 'waiting').slice(0, batch), held = await files();
		const points = await within(['points'], 'readonly', (tx) => asked(tx.objectStore('points').getAll(null, 200)));
		const told = await meta('told:' + user);
		const left = all.filter((i) => i.state === 'waiting').length + held.filter((f) => f.state === 'waiting').length;
		if (!waiting.length && points.length < 4 && told === left) { problem = ''; return false; }
		const h = await health();
		const body = {
			device: await device(), at: new Date().toISOString(), waiting: left, persisted: h.persisted,
			free_mb: h.free === Infinity ? 0 : Math.floor(h.free / 1e6), position: await position(),
			items: waiting.map(({key, seq, prev, kind, visit, at, offline, fix, denied, data}) => ({key, seq, prev, kind, visit, at, offline, fix, denied, data})),
			points: points.filter((p) => p.user === user).map(({lat, lng, acc, at}) => ({lat, lng, acc, at})),
		};
		let answer;
		try {
			answer = await ask('/t/sync', {method: 'POST', headers: {'Content-Type': 'application/json', Accept: 'application/json'}, body: JSON.stringify(body)});
		} catch { problem = 'away'; return false; }
		if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) { problem = 'unsigned'; return false; }
		if (answer.status === 413 && batch > 1) { batch = Math.ceil(batch / 2); return true; } // signatures are long
		if (!answer.ok) { problem = 'server'; return false; }
		const receipt = await answer.json();
		problem = '';
		await settle(receipt, points);
		await meta('told:' + user, left);
		await meta('released:' + user, receipt.released);
		const taken = receipt.results.some((r) => r.state !== 'early');
		if (taken) document.dispatchEvent(new CustomEvent('outbox:sent'));
		const early = receipt.results.some((r) => r.state === 'early');
		return early ? rewound : waiting.length > 0 && taken;
	}

	// settle writes down what became of the items. "early" means that the server holds less than this phone was told: it was set
	// back to an older copy. Then all that it does not hold is sent again.
	let rewound = false;
	function settle(receipt, points) {
		rewound = false;
		return within(['items', 'points'], 'readwrite', async (tx) => {
			const store = tx.objectStore('items'), now = Date.now();
			for (const p of points) tx.objectStore('points').delete(p.n);
			const all = (await mine(tx, 'items')).sort(bySeq), named = new Map(all.map((i) => [i.key, i]));
			for (const r of receipt.results) {
				const i = named.get(r.key);
				if (!i || r.state === 'early') continue;
				store.put(Object.assign(i, {state: r.state, message: r.message || '', sent: receipt.now}));
			}
			if (receipt.results.some((r) => r.state === 'early')) {
				const lost = all.filter((i) => i.seq > receipt.last);
				lost.forEach((i, n) => {
					if (i.state !== 'waiting' || !n && i.prev !== receipt.last) rewound = true;
					store.put(Object.assign(i, {state: 'waiting', prev: n ? i.prev : receipt.last}));
				});
				return;
			}
			for (const i of all) if (i.state === 'done' && now - Date.parse(i.at) > keep) store.delete(i.key);
		});
	}

	async function sendFiles() {
		for (const f of await files()) {
			if (f.state !== 'waiting' || !await sendFile(f)) { if (problem) return; }
			if (again) { again = false; await sendItems(); } // a status never waits for a photo
			changed();
		}
	}

	async function sendFile(f) {
		const path = '/t/uploads/' + f.key;
		try {
			let answer = await ask(path), at = 0;
			if (answer.ok) {
				const have = await answer.json();
				at = have.done ? f.size : have.received;
			}
			while (answer.ok && at < f.size) {
				answer = await ask(`${path}?offset=${at}`, {method: 'PUT', headers: {'Content-Type': 'application/octet-stream', Accept: 'application/json'}, body: f.blob.slice(at, at + piece)}, 60);
				if (!answer.ok) break;
				const have = await answer.json();
				if (have.received === at && !have.done) return false;
				at = have.done ? f.size : have.received;
				if (again) { again = false; await sendItems(); }
			}
			if (answer.ok) {
				await within(['files'], 'readwrite', (tx) => asked(tx.objectStore('files').delete(f.key)));
				document.dispatchEvent(new CustomEvent('outbox:sent'));
				return true;
			}
			if (answer.type === 'opaqueredirect' || answer.status === 401) { problem = 'unsigned'; return false; }
			if (answer.status === 404) return note(f, {}); // its item waits for the office to settle it
			const said = answer.status === 422 || answer.status === 413 ? (await answer.json().catch(() => ({}))).error?.message : '';
			return note(f, said ? {state: 'failed', message: said} : {});
		} catch { problem = 'away'; return false; }
	}
	const note = (f, change) => within(['files'], 'readwrite', (tx) => asked(tx.objectStore('files').put({...f, ...change, tries: f.tries + 1}))).then(() => false);

	async function count() {
		const [all, held] = [await items(), await files()];
		const waits = all.filter((i) => i.state === 'waiting').length + held.filter((f) => f.state === 'waiting').length;
		const failed = all.filter((i) => i.state === 'conflict' || i.state === 'refused').length + held.filter((f) => f.state === 'failed').length;
		return {waiting: waits, failed, problem};
	}

	const retry = async (key) => {
		await within(['files'], 'readwrite', async (tx) => {
			const f = await asked(tx.objectStore('files').get(key));
			if (f) tx.objectStore('files').put({...f, state: 'waiting', message: ''});
		});
		pause = 5000;
		send();
	};

	// seen takes a refused item off the list once its owner has read why; the office goes on holding it.
	const seen = (key) => within(['items'], 'readwrite', async (tx) => {
		const i = await asked(tx.objectStore('items').get(key));
		if (i && i.state !== 'waiting') tx.objectStore('items').put({...i, state: 'done', refused: true});
	}).then(changed);

	let painting;
	function changed() {
		clearTimeout(painting);
		painting = setTimeout(async () => {
			const n = await count();
			const badge = document.querySelector('[data-badge]');
			if (badge) {
				badge.dataset.state = n.failed ? 'failed' : n.problem && n.problem !== 'away' ? n.problem : n.waiting ? 'waiting' : n.problem || 'clear';
				badge.querySelector('b').textContent = n.waiting + n.failed || '';
				badge.querySelector('span').textContent = n.problem && text[n.problem] ? text[n.problem] : n.waiting ? text.waiting : n.failed ? text.failed : text.clear;
			}
			document.dispatchEvent(new CustomEvent('outbox:changed', {detail: n}));
		}, 20);
	}

	for (const when of ['online', 'pageshow', 'focus']) addEventListener(when, () => { pause = 5000; send(); });
	addEventListener('offline', () => { problem = 'away'; changed(); });
	document.addEventListener('visibilitychange', () => { if (!document.hidden) send(); });

	window.outbox = {add, point, items, files, meta, health, position, count, send, retry, seen, device, name, released: () => meta('released:' + user)};
	if (!navigator.onLine) problem = 'away';
	changed();
	send();
})();
