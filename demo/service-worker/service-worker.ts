// Keeps the site for times without a network, and makes it cross-origin isolated where its host cannot set headers.

declare const self: ServiceWorkerGlobalScope;

/** Written in by the build: what it made, by a hash of all of it. */
declare const siteVersion: string;
/** Written in by the build: the files of the first load, relative to the site. */
declare const firstLoad: readonly string[];
/** Written in by the build: the SHA-256, in hex, of each file that comes when it is asked for, relative to the site. */
declare const onDemand: Readonly<Record<string, string>>;

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
  if (inSite) event.respondWith(answer(event));
});

/** From the cache, whose files are of one build; else from the network, and kept: Python, for one, from its first use on. */
async function answer(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const { scope } = self.registration;
  const { origin, pathname } = new URL(request.url);
  const name = `${origin}${pathname}`.slice(scope.length);
  const cache = await caches.open(cacheName);
  const kept = await cache.match(name === 'index.html' ? scope : request.url, { ignoreSearch: true });
  if (kept !== undefined) return isolated(kept);
  const fresh = await unpacked(request).catch(() => current(request));
  if (!fresh.ok || fresh.body === null) return fresh;
  const hash = onDemand[name];
  if (hash === undefined) return isolated(fresh);
  const [passed, read] = fresh.body.tee();
  const whole = ofThisBuild(read, hash);
  // another build, or no room: it is asked for again
  event.waitUntil(whole.then((bytes) => cache.put(request, new Response(bytes, fresh))).catch(() => {}));
  // whoever reads it hears of it at its end
  const body = passed.pipeThrough(new TransformStream({ flush: async () => void (await whole) }));
  return isolated(new Response(body, fresh));
}

/** The bytes of a file. Rejects where it is of another version of the site, as after it was published anew. */
async function ofThisBuild(file: ReadableStream<Uint8Array>, hash: string): Promise<ArrayBuffer> {
  const bytes = await new Response(file).arrayBuffer();
  const found = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (Array.from(found, (byte) => byte.toString(16).padStart(2, '0')).join('') !== hash) throw new Error('It is of another build');
  return bytes;
}

/** What the browser kept of it may be of a version before. */
function current(request: Request | string): Promise<Response> {
  return fetch(request, { cache: 'no-cache' });
}

/** What the build has packed, since hosts do not compress what they do not know. Rejects where nothing is packed. */
async function unpacked(request: Request): Promise<Response> {
  if (!request.url.endsWith('.snapshot')) return current(request);
  const packed = await current(`${request.url}.packed`);
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
