import '../report-errors.ts';

// Containers, where none can run: see test/containers/main.ts. Results go, with their date, to docs/verification.md.
await import('../../test/containers/main.ts');
