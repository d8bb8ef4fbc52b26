// Imported for its effect by every command: what goes wrong is told in a message, with the stack on request.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // `| head`: whoever reads has enough
  console.error(process.env['POLYRAY_STACK'] === undefined ? `polyray: ${error.message} (POLYRAY_STACK=1 shows the stack)` : error);
  process.exit(1);
});
