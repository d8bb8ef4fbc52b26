// An HTTP service on Hono that computes in polyray: npm install && node service.js [PORT]
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ExecutorBusyError, InvalidRequestError, init, TaskTimeoutError } from 'polyray';
import { cpp } from 'polyray-cpp';

const ray = await init({ executors: { cpp } });
const countPrimes = ray.task(() => import('./primes.js'), 'countPrimes', import.meta.url, { timeoutMs: 5000 });
const app = new Hono();

// a request that goes away takes its work with it
app.get('/primes/:below{[0-9]{1,9}}', async (c) => {
  const count = countPrimes.options({ signal: c.req.raw.signal }).remote(2, Number(c.req.param('below')));
  return c.json({ count: await ray.get(count) });
});

// the body: samples, as little-endian float64
app.post('/spectrum', bodyLimit({ maxSize: 2 ** 24 }), async (c) => {
  const body = await c.req.arrayBuffer();
  if (body.byteLength === 0 || body.byteLength % 8 !== 0) return c.json({ error: 'the body must be float64 samples' }, 400);
  const request = {
    operation: 'signal.welch',
    parameters: { rate: Number(c.req.query('rate') ?? 1) },
    inputs: { signal: new Float64Array(body) },
  };
  const { outputs } = await ray.executors.get('cpp').execute(request, { timeoutMs: 1000, signal: c.req.raw.signal });
  return c.json({ frequencies: [...outputs.frequencies.data], power: [...outputs.power.data] });
});

app.get('/metrics', async (c) => c.text(await ray.metrics.text()));

app.onError((error, c) => {
  if (error instanceof InvalidRequestError) return c.json({ error: error.message }, 400);
  if (error instanceof TaskTimeoutError) return c.json({ error: error.message }, 504);
  if (error instanceof ExecutorBusyError) return c.json({ error: error.message }, 503);
  console.error(error);
  return c.json({ error: 'internal' }, 500);
});

const server = serve({ fetch: app.fetch, port: Number(process.argv[2] ?? 8080), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
process.on('SIGTERM', () => {
  server.close(() => ray.shutdown());
});
