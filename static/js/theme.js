// Runs before the first paint: the chosen theme, and the mark that script is at work. Scripts named in data-then come after the
// page has been read, in their order: on a slow line they would otherwise hold back its style.
(function (root) {
	try {
		var t = localStorage.getItem('theme');
		if (t === 'dark' || t === 'light') root.dataset.theme = t;
	} catch (e) { /* storage may be forbidden */ }
	if (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches) root.dataset.theme = 'dark';
	root.classList.add('js');
	var then = document.currentScript.dataset.then;
	if (then) document.addEventListener('DOMContentLoaded', function () {
		then.split(' ').forEach(function (src) {
			var s = document.createElement('script');
			s.src = src;
			s.async = false;
			document.head.appendChild(s);
		});
	});
	// A tap that comes before the scripts do is kept for them, unless what was done meanwhile took its form away.
	var early = [];
	if (then) document.addEventListener('submit', function (e) {
		if (window.phone || !e.target.dataset.item) return;
		e.preventDefault();
		early.push([e.target, e.submitter]);
	});
	if (then) document.addEventListener('phone:ready', function () {
		early.splice(0).forEach(function (tap) { if (tap[0].offsetParent) tap[0].requestSubmit(tap[1]); });
	});
})(document.documentElement);
