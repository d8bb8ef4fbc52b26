/** Looks at a function before its text is sent. @throws when it could not run elsewhere */
export type FunctionCheck = (code: (...args: never[]) => unknown) => void;

let check: FunctionCheck | undefined;

/** @internal Every function and class given to `remote` from now on is looked at. */
export function setFunctionCheck(added: FunctionCheck): void {
  check = added;
}

/** @internal */
export function checkShipped(code: (...args: never[]) => unknown): void {
  check?.(code);
}
