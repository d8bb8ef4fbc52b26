/**
 * Where structured events go; pino satisfies it. `fields.event` names the event: `worker-started`, `worker-stopped`,
 * `worker-crashed`, `job-failed`.
 */
export interface Logger {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

/** Says nothing: the library's default. */
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
