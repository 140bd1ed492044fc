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
	const ready = () => doc.querySelectorAll('[data-narrow]').forEach((f) => { f.hidden = false; });
	doc.addEventListener('input', ({target}) => { if (target.dataset.narrow) narrow(target); });
	doc.addEventListener('keydown', (e) => { if (e.key === 'Enter' && e.target.dataset?.narrow) e.preventDefault(); });
	doc.addEventListener('phone:ready', ready);
	addEventListener('hashchange', open);
	ready();
	open();
})();
