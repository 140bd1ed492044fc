// The list of exceptions by keyboard: J and K walk the rows, Enter opens the row's link, which has the focus.
(() => {
	const list = document.querySelector('[data-walk]');
	if (!list) return;
	document.addEventListener('keydown', (e) => {
		if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open]')) return;
		if (e.key !== 'j' && e.key !== 'k' || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
		const links = [...list.querySelectorAll('[data-open]')];
		if (!links.length) return;
		e.preventDefault();
		const row = document.activeElement?.closest('[data-row]');
		const at = links.findIndex((a) => row?.contains(a));
		const next = links[Math.max(0, Math.min(links.length - 1, at + (e.key === 'j' ? 1 : -1)))];
		next.focus();
		next.scrollIntoView({block: 'nearest'});
	});
})();
