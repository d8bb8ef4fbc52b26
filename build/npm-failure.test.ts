import { expect, test } from 'vitest';
import { npmFailure } from './npm-failure.mjs';

test.each([
  [
    'npm error code ENOTFOUND\nnpm error network request to https://packages.example/x failed, reason: getaddrinfo ENOTFOUND',
    /cannot be reached.*proxy/,
  ],
  ['npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED', /cannot be reached/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
  ['npm error code E407\nnpm error 407 Proxy Authentication Required', /name and a password/],
  ['npm error code EINTEGRITY\nnpm error sha512-AAAA integrity checksum failed', /not what package-lock\.json says/],
  ['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write', /disk is full/],
  ['npm error code EROFS\nnpm error rofs EROFS: read-only file system, mkdir', /cannot be written/],
  [
    "npm error code ENOTCACHED\nnpm error request to x failed: cache mode is 'only-if-cached' but no cached response is available",
    /offline/,
  ],
])('npmFailure() knows what to do about %j', (said, advice) => {
  expect(npmFailure(said)).toMatch(advice);
});

test('npmFailure() makes nothing up', () => {
  expect(npmFailure('npm error Cannot read properties of null')).toBeUndefined();
});
