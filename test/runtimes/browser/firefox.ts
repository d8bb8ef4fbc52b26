import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Driver, OpenedPage, PageListener } from './driver.ts';

/** An answer, or an event, of WebDriver BiDi (https://w3c.github.io/webdriver-bidi/). */
type Message =
  | { readonly type: 'success'; readonly id: number; readonly result: Readonly<Record<string, unknown>> }
  | { readonly type: 'error'; readonly id: number | null; readonly error: string; readonly message: string }
  | { readonly type: 'event'; readonly method: string; readonly params: Readonly<Record<string, unknown>> };

type Handler = (params: Readonly<Record<string, unknown>>) => void;

const startMs = 60_000;

/** A Firefox of its own profile, driven by WebDriver BiDi, which it speaks by itself: no other program is needed. */
export class Firefox implements Driver {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #calls = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  readonly #handlers = new Map<string, Handler>();
  #count = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket, version: string) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    this.name = `Firefox ${version}`;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Message);
    socket.onclose = () => {
      for (const { reject } of this.#calls.values()) reject(new Error('Firefox closed the connection'));
      this.#calls.clear();
    };
  }

  static async launch(program: string): Promise<Firefox> {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-firefox-'));
    fs.writeFileSync(path.join(profile, 'user.js'), preferences);
    const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    process.once('exit', () => child.kill()); // also where the run was too long
    const address = Promise.withResolvers<string>();
    createInterface({ input: child.stderr! }).on('line', (line) => {
      const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
      if (found !== undefined) address.resolve(found);
    });
    child.on('error', address.reject);
    child.on('exit', (code) => address.reject(new Error(`Firefox ended with code ${code}`)));
    const timer = setTimeout(() => address.reject(new Error(`Firefox said nothing for ${startMs} ms`)), startMs);
    const socket = new WebSocket(`${await address.promise}/session`);
    clearTimeout(timer);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket, await versionOf(program));
    await firefox.#call('session.new', { capabilities: {} });
    await firefox.#call('session.subscribe', { events: ['script.message', 'log.entryAdded'] });
    return firefox;
  }

  /** A page that crashes is found by its silence. */
  async open(address: string, { onReport, onConsole, onError }: PageListener): Promise<OpenedPage> {
    const { context } = (await this.#call('browsingContext.create', { type: 'tab' })) as { context: string };
    const [report, error] = [`report ${context}`, `error ${context}`];
    await this.#call('script.addPreloadScript', {
      functionDeclaration: listen,
      arguments: [report, error].map((channel) => ({ type: 'channel', value: { channel, serializationOptions: { maxObjectDepth: 4 } } })),
      contexts: [context],
    });
    this.#handlers.set(report, ({ data }) => onReport(plain(data as Remote)));
    this.#handlers.set(error, ({ data }) => onError(String(plain(data as Remote))));
    this.#handlers.set(context, ({ level, text }) => onConsole(String(text), String(level)));
    await this.#call('browsingContext.navigate', { context, url: address, wait: 'complete' });
    return {
      evaluate: async (expression) => {
        const { result, exceptionDetails } = await this.#call('script.evaluate', { expression, target: { context }, awaitPromise: true });
        if (exceptionDetails !== undefined) throw new Error(`Firefox: ${(exceptionDetails as { text: string }).text}`);
        return plain(result as Remote);
      },
      close: async () => {
        for (const key of [report, error, context]) this.#handlers.delete(key);
        await this.#call('browsingContext.close', { context });
      },
    };
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #call(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    this.#calls.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }

  #hear(message: Message): void {
    if (message.type === 'event') {
      const { channel, source } = message.params as { channel?: string; source?: { context?: string } };
      this.#handlers.get(channel ?? source?.context ?? '')?.(message.params);
      return;
    }
    const call = this.#calls.get(message.id ?? -1);
    this.#calls.delete(message.id ?? -1);
    if (message.type === 'success') call?.resolve(message.result);
    else call?.reject(new Error(`Firefox: ${message.error}: ${message.message}`));
  }
}

/**
 * Runs before all else in a page. The log is no place to look for errors that nobody caught: it also has what a module threw
 * that a worker imported, and caught.
 */
const listen = `(report, fail) => {
  globalThis.report = report;
  addEventListener('error', ({ error, message }) => fail(error ? error + '\\n' + error.stack : message));
  addEventListener('unhandledrejection', ({ reason }) => fail(reason + '\\n' + reason?.stack));
}`;

/** No first pages, nothing from the network, and its workers as those of a page that a user sees. */
const preferences = Object.entries({
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'dom.max_script_run_time': 0,
})
  .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  .join('');

async function versionOf(program: string): Promise<string> {
  const child = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  await once(child, 'close');
  return /Firefox (\S+)/.exec(text)?.[1] ?? text.trim();
}

/** A value as WebDriver BiDi writes it. */
interface Remote {
  readonly type: string;
  readonly value?: unknown;
}

function plain({ type, value }: Remote): unknown {
  if (type === 'object') return Object.fromEntries((value as [string, Remote][]).map(([key, part]) => [key, plain(part)]));
  if (type === 'array') return (value as Remote[]).map(plain);
  return value;
}
