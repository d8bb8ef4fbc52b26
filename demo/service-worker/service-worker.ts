// Keeps the site for times without a network, and makes it cross-origin isolated where its host cannot set headers.

declare const self: ServiceWorkerGlobalScope;

/** Written in by the build: what it made, by a hash of all of it. */
declare const siteVersion: string;
/** Written in by the build: the files of the first load, relative to the site. */
declare const firstLoad: readonly string[];

const prefix = 'polyray-demo-';
const cacheName = `${prefix}${siteVersion}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      // what the page has just loaded comes from the browser's own cache, if it is current
      await cache.addAll(firstLoad.map((name) => new Request(new URL(name, self.registration.scope), { cache: 'no-cache' })));
      // a newer version waits until no page runs on the older one, whose files and threads belong together
      if (self.registration.active === null) await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const inSite = request.url.startsWith(self.registration.scope) && request.method === 'GET' && !request.headers.has('range');
  if (inSite) event.respondWith(answer(request));
});

/** From the cache, whose files are of one build; else from the network, and kept: Python, for one, from its first use on. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const page = request.mode === 'navigate' ? new URL('./', self.registration.scope).href : request.url;
  const kept = await cache.match(page, { ignoreSearch: true });
  if (kept !== undefined) return isolated(kept);
  const fresh = await unpacked(request).catch(() => fetch(request));
  if (!fresh.ok) return fresh;
  void cache.put(request, fresh.clone()).catch(() => {}); // no room: it is asked for again
  return isolated(fresh);
}

/** What the build has packed, since hosts do not compress what they do not know. Rejects where nothing is packed. */
async function unpacked(request: Request): Promise<Response> {
  if (!request.url.endsWith('.snapshot')) return fetch(request);
  const packed = await fetch(`${request.url}.packed`);
  if (!packed.ok || packed.body === null) throw new Error(`HTTP ${packed.status}`);
  return new Response(packed.body.pipeThrough(new DecompressionStream('gzip')));
}

/** The same answer with the headers that make a page, and the threads of one, cross-origin isolated. */
function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
