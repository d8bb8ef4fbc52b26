// What the build for pages takes in place of what needs Node: grants that a page cannot give.
import { UnsupportedError } from '../errors.ts';

export function grantedFiles(): never {
  throw new UnsupportedError('grants.directories', 'a page has no files');
}

export function startFetcher(): never {
  throw new UnsupportedError('grants.http', 'there is no thread in pages yet that asks while another stands still');
}
