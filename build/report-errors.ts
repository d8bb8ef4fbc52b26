import { isUsageError } from './selection.mjs';

// Imported for its effect by every command: what goes wrong is told in a message, with the stack on request.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // `| head`: whoever reads has enough
  const hint = isUsageError(error) ? '' : ' (POLYRAY_STACK=1 shows the stack)';
  console.error(process.env['POLYRAY_STACK'] === undefined ? `polyray: ${error.message}${hint}` : error);
  process.exit(isUsageError(error) ? 2 : 1);
});
