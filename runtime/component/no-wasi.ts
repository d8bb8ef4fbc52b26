// What jco's own component is given instead of WASI where it is bundled: nothing of the machine but random numbers for its
// tables. What it prints, its panics, goes to an error's message; whatever else it asks for ends it.

/** Bytes of what was printed last. */
let printed = '';

class Nothing {}

class OutputStream {
  checkWrite(): bigint {
    return 65_536n;
  }
  write(bytes: Uint8Array): void {
    printed = (printed + new TextDecoder().decode(bytes)).slice(-2000);
  }
  blockingWriteAndFlush(bytes: Uint8Array): void {
    this.write(bytes);
  }
  blockingFlush(): void {}
}

const output = new OutputStream();

export const environment = { getEnvironment: (): [string, string][] => [] };
export const exit = {
  exit: (): never => {
    throw new Error(printed === '' ? 'jco ended' : printed);
  },
};
export const stdin = { getStdin: () => new Nothing() };
export const stdout = { getStdout: () => output };
export const stderr = { getStderr: () => output };
export const terminalInput = { TerminalInput: Nothing };
export const terminalOutput = { TerminalOutput: Nothing };
export const terminalStdin = { getTerminalStdin: () => undefined };
export const terminalStdout = { getTerminalStdout: () => undefined };
export const terminalStderr = { getTerminalStderr: () => undefined };
export const preopens = { getDirectories: (): [] => [] };
export const types = { Descriptor: class {}, DirectoryEntryStream: class {}, filesystemErrorCode: () => undefined };
export const error = { Error: class {} };
export const streams = { InputStream: Nothing, OutputStream };
export const random = {
  getRandomBytes: (length: bigint) => crypto.getRandomValues(new Uint8Array(Number(length))),
};
