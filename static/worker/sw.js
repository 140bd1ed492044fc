// The technician's service worker: styles, scripts and the day's pages stay on the phone and open without a network.
// SHELL is the list of addresses that every page needs; they carry hashes, so another list is another version of this file.
const SHELL = [];
const away = '/t/away';

self.addEventListener('install', (e) => e.waitUntil((async () => {
	const cache = await caches.open('static');
	await cache.addAll(SHELL);
	await (await caches.open('pages')).add(new Request(away, {credentials: 'same-origin'})).catch(() => {});
	await self.skipWaiting();
})()));

// Styles and scripts of the version before stay for a while: pages kept from then still name them.
self.addEventListener('activate', (e) => e.waitUntil((async () => {
	await trim(await caches.open('static'), 60);
	await self.clients.claim();
})()));

const page = /^\/t\/(today|visits\/\w+(\/(work|finish|pay|extra))?|outbox|trail|away|doctor)$/;

self.addEventListener('fetch', (e) => {
	const {request} = e, url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== location.origin) return;
	if (url.pathname.startsWith('/static/')) e.respondWith(first('static', request));
	else if (url.pathname.startsWith('/t/captures/')) e.respondWith(first('pictures', request));
	else if (url.pathname.startsWith('/t/manuals/')) e.respondWith(first('manuals', request).catch(() => caches.match(away)));
	else if (page.test(url.pathname)) e.respondWith(request.headers.has('X-Fresh') ? network(request) : copy(request));
});

// first answers from the cache what never changes under its address. The oldest of what piles up goes.
const most = {pictures: 80, manuals: 20};
async function first(name, request) {
	const cache = await caches.open(name), kept = await cache.match(request);
	if (kept) return kept;
	const answer = await fetch(request);
	if (answer.ok && !answer.redirected) {
		await cache.put(request, answer.clone()).catch(() => {});
		if (most[name]) await trim(cache, most[name]);
	}
	return answer;
}
async function trim(cache, most) {
	const keys = await cache.keys();
	for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old);
}

// copy shows what the phone has; the page itself asks for news. What it has not comes from the network.
async function copy(request) {
	const kept = await (await caches.open('pages')).match(request.url, {ignoreVary: true});
	if (kept) return kept;
	return network(request).catch(async () => (await caches.match(away)) || Response.error());
}

async function network(request) {
	const answer = await fetch(request);
	if (answer.ok && !answer.redirected && (answer.headers.get('Content-Type') || '').startsWith('text/html')) {
		const cache = await caches.open('pages');
		await cache.put(request.url, answer.clone()).catch(() => {});
		trim(cache, 120);
	} else if (answer.status === 404) await (await caches.open('pages')).delete(request.url, {ignoreVary: true});
	return answer;
}

self.addEventListener('push', (e) => {
	const said = e.data?.json() || {};
	e.waitUntil(self.registration.showNotification(said.title || 'Doorstep', {body: said.body, tag: said.tag, data: said.url, icon: said.icon}));
});

self.addEventListener('notificationclick', (e) => {
	e.notification.close();
	const to = new URL(e.notification.data || '/t/today', location.origin).href;
	e.waitUntil((async () => {
		for (const c of await self.clients.matchAll({type: 'window'})) if (c.url === to) return c.focus();
		return self.clients.openWindow(to);
	})());
});
