import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Driver, OpenedPage, PageListener } from './driver.ts';

const startMs = 60_000;
/** So often pages are asked for what they have to say. */
const askMs = 100;

/** What a page has said since it was asked last. */
type Said =
  | { readonly kind: 'report'; readonly report: unknown }
  | { readonly kind: 'console'; readonly level: string; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

/**
 * WebKitGTK's small browser, driven by WebDriver (https://w3c.github.io/webdriver/). That has no events: pages begin with a
 * script that keeps what they say, and are asked for it.
 */
export class WebKit implements Driver {
  readonly name: string;
  readonly prologue = prologue;
  readonly #program: string;

  private constructor(program: string, version: string) {
    this.#program = program;
    this.name = `WebKitGTK ${version}`;
  }

  static async launch(program: string): Promise<WebKit> {
    const session = await Session.begin(program);
    await session.end();
    return new WebKit(program, session.version);
  }

  /** Each page has a browser of its own: a session has one, and a driver has one session. */
  async open(address: string, { onReport, onConsole, onError, onCrash }: PageListener): Promise<OpenedPage> {
    const session = await Session.begin(this.#program);
    await session.call('POST', 'url', { url: address });
    const closing = new AbortController();
    const hear = async () => {
      while (!closing.signal.aborted) {
        for (const said of (await session.evaluate('globalThis.said.splice(0)')) as Said[]) {
          if (said.kind === 'report') onReport(said.report);
          else if (said.kind === 'console') onConsole(said.text, said.level);
          else onError(said.text);
        }
        await delay(askMs);
      }
    };
    const heard = hear().catch((error: unknown) => {
      if (!closing.signal.aborted) onCrash(String(error));
    });
    return {
      evaluate: (expression) => session.evaluate(expression),
      close: async () => {
        closing.abort();
        await heard;
        await session.end();
      },
    };
  }

  async close(): Promise<void> {}
}

/** A driver, and the browser that it starts. */
class Session {
  readonly version: string;
  readonly #driver: ChildProcess;
  readonly #address: string;

  private constructor(driver: ChildProcess, address: string, version: string) {
    this.#driver = driver;
    this.#address = address;
    this.version = version;
  }

  static async begin(program: string): Promise<Session> {
    const port = await freePort();
    const driver = spawn(program, [`--port=${port}`], { stdio: 'ignore' });
    const stop = () => driver.kill();
    process.once('exit', stop); // also where the run was too long
    driver.once('exit', () => process.off('exit', stop));
    const failed = once(driver, 'exit').then(([code]) => Promise.reject(new Error(`WebKit's driver ended with code ${code}`)));
    failed.catch(() => {});
    const address = `http://127.0.0.1:${port}/session`;
    try {
      await Promise.race([answers(port), failed]);
      const { sessionId, capabilities } = (await send('POST', address, { capabilities: {} })) as {
        readonly sessionId: string;
        readonly capabilities: { readonly browserVersion: string };
      };
      return new Session(driver, `${address}/${sessionId}`, capabilities.browserVersion);
    } catch (error) {
      driver.kill();
      throw error;
    }
  }

  call(method: 'POST' | 'DELETE', command: string, body?: object): Promise<unknown> {
    return send(method, `${this.#address}${command === '' ? '' : `/${command}`}`, body);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.call('POST', 'execute/sync', { script: `return (${expression})`, args: [] });
  }

  /** The browser ends with its session. */
  async end(): Promise<void> {
    await this.call('DELETE', '').catch(() => {});
    const gone = once(this.#driver, 'exit');
    this.#driver.kill();
    await gone;
  }
}

async function send(method: string, address: string, body?: object): Promise<unknown> {
  const response = await fetch(address, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { readonly value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { readonly error: string; readonly message: string };
  throw new Error(`WebKit: ${error}: ${message}`);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<void> {
  for (const end = performance.now() + startMs; performance.now() < end; await delay(50)) {
    const socket = net.connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
  }
  throw new Error(`WebKit's driver said nothing for ${startMs} ms`);
}

/** Runs before all else in a page. */
const prologue = `globalThis.said = [];
globalThis.report = (report) => said.push({ kind: 'report', report });
for (const level of ['error', 'warn', 'info', 'log', 'debug']) {
  const write = console[level];
  console[level] = (...values) => {
    write.apply(console, values);
    said.push({ kind: 'console', level, text: values.map(String).join(' ') });
  };
}
const tell = (text) => said.push({ kind: 'error', text });
addEventListener('error', ({ target, error, message }) => tell(error ? error + '\\n' + error.stack : message ?? 'cannot load ' + (target.src ?? target.href)), true);
addEventListener('unhandledrejection', ({ reason }) => tell(reason + '\\n' + reason?.stack));`;
