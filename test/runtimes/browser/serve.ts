import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What makes a page cross-origin isolated. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** What is served under a path that begins with `at`: the files of a folder, and below `isolated` the same. */
export interface Mount {
  readonly at: string;
  readonly folder: string;
}

export interface ServeOptions {
  readonly mounts: readonly Mount[];
  /** Whether pages are cross-origin isolated. */
  readonly isolated: boolean;
  /** More headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A script that pages begin with. */
  readonly prologue?: string | undefined;
}

/** Serves files to this machine alone. */
export async function serve({ mounts, isolated, headers, prologue }: ServeOptions): Promise<Served> {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = fileOf(mounts, decodeURIComponent(pathname));
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...(isolated ? isolation : {}), ...headers });
    if (prologue !== undefined && path.extname(file) === '.html') {
      response.end(fs.readFileSync(file, 'utf8').replace(/^<!doctype html>/, (doctype) => `${doctype}<script>{${prologue}}</script>`));
    } else fs.createReadStream(file).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function fileOf(mounts: readonly Mount[], name: string): string | undefined {
  for (const { at, folder } of mounts) {
    if (!name.startsWith(at)) continue;
    const file = path.join(folder, name.slice(at.length) || 'index.html');
    if (!path.relative(folder, file).startsWith('..') && fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return undefined;
}
