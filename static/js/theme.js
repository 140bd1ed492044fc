// Runs before the first paint: the chosen theme, and the mark that script is at work.
(function (root) {
	try {
		var t = localStorage.getItem('theme');
		if (t === 'dark' || t === 'light') root.dataset.theme = t;
	} catch (e) { /* storage may be forbidden */ }
	if (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches) root.dataset.theme = 'dark';
	root.classList.add('js');
})(document.documentElement);
