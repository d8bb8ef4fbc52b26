// Generated from runtime/limits/ by `npm run generate`. Do not edit.

/** What rewrites core modules: another text of it is another version. */
export const rewriterVersion = '773da878d9b5ed80fb6d9d3777edf81c';
