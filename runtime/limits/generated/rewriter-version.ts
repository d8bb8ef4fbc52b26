// Generated from runtime/limits/ by `npm run generate`. Do not edit.

/** What rewrites core modules: another text of it is another version. */
export const rewriterVersion = 'f8f71dd8616a03a7b202797e5d37bd95';
