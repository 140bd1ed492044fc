// The work page: a link from the list of what is missing opens the part it leads into, and a word narrows the price list.
(() => {
	const doc = document;
	const open = () => {
		const el = location.hash && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
		const fold = el?.closest('details');
		if (!fold) return;
		fold.open = true;
		el.scrollIntoView({block: 'start'});
	};
	// A phone's picker shows hidden options too: those that do not fit are taken out and put back.
	const whole = new WeakMap();
	function narrow(field) {
		const list = doc.getElementById(field.dataset.narrow), words = field.value.toLowerCase().split(/\s+/);
		if (!whole.has(list)) whole.set(list, [...list.querySelectorAll('optgroup')].map((group) => ({group, options: [...group.children]})));
		let found = 0, only;
		for (const {group, options} of whole.get(list)) {
			const fit = options.filter((o) => words.every((w) => o.text.toLowerCase().includes(w)));
			group.replaceChildren(...fit);
			found += fit.length;
			only = fit[0] || only;
		}
		list.value = found === 1 ? only.value : '';
	}
	// What the customer does not expect, and what goes beyond what he approved, he is asked about first.
	async function unagreed(form) {
		const note = form.querySelector('[data-unagreed]'), d = form.querySelector('option:checked')?.dataset;
		if (!note || !d) return;
		const visit = form.dataset.visit, own = (await outbox.items()).filter((i) => i.visit === visit && phone.fresh(i)), quotes = own.filter((i) => i.kind === 'visit.estimate');
		const known = d.agreed !== undefined || quotes.some((i) => i.data.lines.includes(form.elements.item.value));
		const more = own.reduce((n, i) => n + (i.worth || 0), d.worth * (form.elements.qty.value.replace(',', '.') || 0));
		note.hidden = !d.worth || known || +note.dataset.limit > 0 && +note.dataset.total + more <= +note.dataset.limit;
	}
	doc.addEventListener('input', ({target}) => { if (target.form?.dataset.item === 'visit.use') unagreed(target.form); });
	doc.addEventListener('reset', ({target}) => target.querySelectorAll('[data-unagreed]').forEach((n) => { n.hidden = true; }));
	const ready = () => doc.querySelectorAll('[data-narrow]').forEach((f) => { f.hidden = false; });
	doc.addEventListener('input', ({target}) => { if (target.dataset.narrow) narrow(target); });
	doc.addEventListener('keydown', (e) => { if (e.key === 'Enter' && e.target.dataset?.narrow) e.preventDefault(); });
	doc.addEventListener('phone:ready', ready);
	addEventListener('hashchange', open);
	ready();
	open();
})();
