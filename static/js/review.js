// The review queue by keyboard: J and K walk the rows, Enter opens the row's link, which has the focus, I issues that row alone.
(() => {
	const form = document.querySelector('[data-review]');
	if (!form) return;
	const links = [...form.querySelectorAll('[data-open]')];

	document.addEventListener('keydown', (e) => {
		if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open]')) return;
		if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && e.target.type !== 'checkbox') return;
		const row = document.activeElement?.closest('[data-row]');
		const at = links.findIndex((a) => row?.contains(a));
		if (e.key === 'j' || e.key === 'k') {
			e.preventDefault();
			const next = links[Math.max(0, Math.min(links.length - 1, at + (e.key === 'j' ? 1 : -1)))];
			next.focus();
			next.scrollIntoView({block: 'nearest'});
		} else if (e.key === 'i' && row) {
			const box = row.querySelector('input[data-clean]'), issue = document.getElementById('issue-chosen');
			if (!box || !issue) return;
			e.preventDefault();
			for (const other of form.querySelectorAll('input[name=draft]')) other.checked = other === box;
			issue.click();
		}
	});
})();
