import { capabilities } from 'polyray';

/** How the threads of this page work together. */
export interface Isolation {
  /** Whether they share memory. */
  readonly shared: boolean;
  /** The same for people. */
  readonly note: string;
}

/**
 * In the page's address, until it is read: the page was loaded once more already, and that is enough. Storage may be blocked,
 * and what an isolated page writes to it is not seen by the next one that is not: they are in two processes.
 */
const again = 'again';

/**
 * Registers the service worker, which keeps the site for times without a network. On a host that sets no headers it also
 * isolates the page; for that, the page is loaded once more, through it.
 *
 * @param wait told when that begins to take its time
 */
export async function prepareIsolation(wait: () => void): Promise<Isolation> {
  const registration = register();
  const address = new URL(location.href);
  const isAgain = address.searchParams.has(again);
  address.searchParams.delete(again);
  if (isAgain) history.replaceState(null, '', address);
  else if (!crossOriginIsolated && navigator.serviceWorker !== undefined) {
    wait();
    if (await isInstalled(await registration)) {
      address.searchParams.set(again, '');
      location.replace(address);
      await new Promise(() => {}); // nothing begins before
    }
  }
  const { has: shared, note } = capabilities().sharedMemory;
  if (shared) return { shared, note: 'Threads share memory.' };
  return {
    shared,
    note: `Threads share no memory here, since ${note}: everything works, many small tasks more slowly, and Python cannot wait for what it asks of others.`,
  };
}

/** Undefined: there are none, since the page's context is not secure, or since somebody switched them off. */
async function register(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker?.register(new URL('./service-worker.js', import.meta.url));
  } catch {
    return undefined;
  }
}

/** Whether the service worker answers for this page once it is loaded again: after its installation, unless that fails. */
async function isInstalled(registration: ServiceWorkerRegistration | undefined): Promise<boolean> {
  if (registration === undefined) return false;
  const { installing } = registration;
  return new Promise((resolve) => {
    void navigator.serviceWorker.ready.then(() => resolve(true));
    installing?.addEventListener('statechange', () => installing.state === 'redundant' && resolve(false));
    setTimeout(resolve, 20_000, false);
  });
}
