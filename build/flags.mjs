// @ts-check
// The options of commands that build, as `parseArgs` takes them. Plain JavaScript, since the bootstrap reads them too, on any
// Node from 20 on: what it does not know is refused before anything is installed.

/** Those of every command that builds executors. */
export const buildFlags = /** @type {const} */ ({
  only: { type: 'string' },
  except: { type: 'string' },
  preset: { type: 'string' },
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
  jobs: { type: 'string' },
  debug: { type: 'boolean' },
});

/** Those of `npm run build`. */
export const buildCommandFlags = /** @type {const} */ ({
  ...buildFlags,
  fftw: { type: 'string' },
  'without-fftw': { type: 'boolean' },
  toolchain: { type: 'string' },
  watch: { type: 'boolean' },
  check: { type: 'boolean' },
  report: { type: 'boolean' },
  help: { type: 'boolean' },
});
