// The C++ algorithms compiled natively with sanitizers, against SciPy's golden files; needs g++ and libfftw3-dev.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('../../cpp_plugins/test/run.ts', import.meta.url))], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
