// Generated from runtime/limits/ by `npm run generate`. Do not edit.

/** What rewrites core modules: another text of it is another version. */
export const rewriterVersion = '54e7d0b021b1e8af345161cb34613762';
