// The outbox page: each item with its state and why, photos apart, and a way to try again.
(() => {
	const doc = document, out = window.outbox;
	const put = (tag, text, name) => { const el = doc.createElement(tag); if (name) el.className = name; el.append(text); return el; };
	if (!out) return;

	function row(root, {title, detail, at, state, message, act, key}) {
		const li = doc.createElement('li'), left = doc.createElement('div'), end = doc.createElement('span');
		left.append(put('b', title), detail ? ' · ' + detail : '', put('p', at, 'muted'));
		if (message) left.append(put('p', message));
		end.className = 'end';
		end.append(put('span', root.dataset[state], 'badge ' + ({done: 'good', waiting: 'warn'}[state] || 'bad')));
		li.append(left, end);
		if (act) {
			const b = put('button', root.dataset[act], 'btn quiet');
			b.type = 'button';
			b.onclick = () => out[act](key);
			end.append(b);
		}
		return li;
	}

	async function paint() {
		const root = doc.getElementById('outbox');
		if (!root) return;
		const kinds = JSON.parse(root.dataset.kinds), states = JSON.parse(root.dataset.status);
		const when = (at) => new Date(at).toLocaleString(doc.documentElement.lang + '-IN', {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false});
		const [items, files] = [await out.items(), await out.files()];
		const list = items.filter((i) => i.state !== 'done' || Date.now() - Date.parse(i.at) < 864e5).reverse().map((i) => row(root, {
			key: i.key, title: kinds[i.kind] || i.kind, detail: i.say || states[i.data?.to] || '', at: when(i.at), state: i.state, message: i.message,
			act: i.state === 'conflict' || i.state === 'refused' ? 'seen' : '',
		}));
		for (const f of files) {
			list.push(row(root, {key: f.key, title: kinds.file, detail: Math.ceil(f.size / 1000) + ' kB', at: '', state: f.state, message: f.message, act: f.state === 'failed' ? 'retry' : ''}));
		}
		root.querySelector('[data-items]').replaceChildren(...list);
		root.querySelector('[data-empty]').hidden = list.length > 0;
		root.querySelector('[data-problem]').textContent = doc.querySelector('[data-badge] span').textContent;
		const h = await out.health(), mb = Math.floor(h.free / 1e6), d = root.dataset;
		root.querySelector('[data-storage]').textContent = (h.free === Infinity ? '' : (mb < 200 ? d.low : d.free).replace('{mb} MB', mb < 1000 ? mb + ' MB' : (mb / 1000).toFixed(1) + ' GB') + ' · ') + (h.persisted ? d.safe : d.unsafe);
	}
	doc.addEventListener('click', (e) => { if (e.target.closest?.('[data-send]')) out.send(); });
	for (const name of ['outbox:changed', 'phone:ready']) doc.addEventListener(name, () => paint());
	paint();
})();
