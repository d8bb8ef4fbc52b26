/** How the threads of this page work together. */
export interface Isolation {
  /** Whether they share memory. */
  readonly isolated: boolean;
  /** The same for people, and what is kept for times without a network. */
  readonly note: string;
}

/** In this tab's storage: the page was loaded once more already, and that is enough. */
const reloaded = 'polyray-demo-reloaded';

const slower =
  'Threads share no memory here, since this page is not cross-origin isolated: everything works, more slowly, and Python cannot wait for what it asks of others.';

/**
 * Registers the service worker, which keeps the site for times without a network. On a host that sets no headers it also
 * isolates the page; for that, the page is loaded once more, through it.
 */
export async function prepareIsolation(): Promise<Isolation> {
  const shared = 'Threads share memory.';
  const registration = register();
  if (crossOriginIsolated) {
    sessionStorage.removeItem(reloaded);
    return { isolated: true, note: shared }; // nothing has to wait for it
  }
  const registered = await registration;
  if (registered !== undefined && sessionStorage.getItem(reloaded) === null && (await controls(registered))) {
    sessionStorage.setItem(reloaded, '1');
    location.reload();
    await new Promise(() => {}); // nothing begins before
  }
  return { isolated: false, note: slower };
}

/** Undefined: there are none, since the page's context is not secure, or since somebody switched them off. */
async function register(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker?.register(new URL('./service-worker.js', import.meta.url));
  } catch {
    return undefined;
  }
}

/** Whether the service worker answers for this page: after its first installation, unless that fails. */
async function controls({ installing }: ServiceWorkerRegistration): Promise<boolean> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller !== null) return true;
  return new Promise((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true });
    installing?.addEventListener('statechange', () => installing.state === 'redundant' && resolve(false));
    setTimeout(resolve, 20_000, false);
  });
}
