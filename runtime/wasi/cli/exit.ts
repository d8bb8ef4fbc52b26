/** The component ended itself: thrown through it, so that it does not go on, and kept, in case that it caught it. */
export class ComponentExit extends Error {
  override name = 'ComponentExit';
  /** 0 to 255. */
  readonly code: number;

  constructor(code: number) {
    super(`it ended itself with exit code ${code}`);
    this.code = code;
  }
}

/** `wasi:cli/exit`. @param onExit is told first */
export function exit(onExit: (exit: ComponentExit) => void) {
  const end = (code: number): never => {
    const made = new ComponentExit(code);
    onExit(made);
    throw made;
  };
  return {
    'wasi:cli/exit': {
      exit: ({ tag }: { readonly tag: 'ok' | 'err' }) => end(tag === 'ok' ? 0 : 1),
      exitWithCode: end,
    },
  };
}
