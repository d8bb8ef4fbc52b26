import { InvalidRequestError } from '../errors.ts';

/** What an error says, without the place in the request: the pipeline puts the place in its document instead. */
export function withoutPlace(error: Error): string {
  return error instanceof InvalidRequestError ? error.message.slice(`Invalid ${error.path}: `.length) : error.message;
}
