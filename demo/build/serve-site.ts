import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/** What makes a page, and the threads of one, cross-origin isolated. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export interface ServeOptions {
  readonly folder: string;
  /** Whether answers have the headers that isolate pages; without them it is as on a host of static files alone. */
  readonly headers: boolean;
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
  /** Default: `no-cache`. Many hosts of static files say that a browser may take what it has for some minutes. */
  readonly cacheControl?: string;
  /** Told of what is asked for, relative to the site. */
  readonly onRequest?: (name: string) => void;
}

export interface Served {
  /** With a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the site under `/demo/`, since nothing in it may depend on being at a host's root. */
export async function serveSite({ folder, headers, port, host, cacheControl = 'no-cache', onRequest }: ServeOptions): Promise<Served> {
  const files = sirv(folder, {
    dev: true,
    etag: true,
    setHeaders: (response) => {
      response.setHeader('Cache-Control', cacheControl);
      if (headers) for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    },
  });
  const server = http.createServer((request, response) => {
    const { url = '/' } = request;
    if (!url.startsWith('/demo/')) response.writeHead(url === '/' || url === '/demo' ? 302 : 404, { location: '/demo/' }).end();
    else {
      request.url = url.slice('/demo'.length);
      onRequest?.(request.url.replace(/^\/|\?.*$/g, ''));
      files(request, response, () => void response.writeHead(404).end());
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${actual}/demo/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
