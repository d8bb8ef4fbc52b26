// What `polyray build` asks for: the executor's core module. It wraps it as a component.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The crate by cargo, for a WebAssembly without a system: it can import nothing but what wit/ says. */
export default async function core({ name, version, directory }) {
  const { status, error } = spawnSync('cargo', ['build', '--release', '--target', 'wasm32-unknown-unknown'], {
    cwd: directory,
    env: { ...process.env, EXECUTOR_NAME: name, EXECUTOR_VERSION: version },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw new Error(`cargo cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`cargo ended with ${status}; \`rustup target add wasm32-unknown-unknown\` brings the target`);
  const target = process.env.CARGO_TARGET_DIR ?? path.join(directory, 'target');
  return fs.readFileSync(path.join(target, 'wasm32-unknown-unknown/release', `${name.replaceAll('-', '_')}.wasm`));
}
