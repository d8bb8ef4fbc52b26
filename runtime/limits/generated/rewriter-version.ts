// Generated from runtime/limits/ by `npm run generate`. Do not edit.

/** What rewrites core modules: another text of it is another version. */
export const rewriterVersion = 'ede5ee4ee99db55fd53be0ac6179a6de';
