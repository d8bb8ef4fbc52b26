// @ts-check

/** What npm says when it cannot install, and what to do about it. */
const causes = /** @type {const} */ ([
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/,
    "the package registry cannot be reached; check the network and, behind a proxy, `npm config set https-proxy URL`. With everything in npm's cache, `npm config set offline true` needs none",
  ],
  [/SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET)|CERT_/, "a proxy's certificate is not known; name its file in NODE_EXTRA_CA_CERTS"],
  [/E407|\b407\b/, 'the proxy wants a name and a password: `npm config set https-proxy http://NAME:PASSWORD@HOST:PORT`'],
  [/E40[13]\b/, 'the package registry refuses; check `npm config get registry` and `npm login`'],
  [/E404\b/, 'the package registry lacks a package; check `npm config get registry`'],
  [/EINTEGRITY/, 'a package is not what package-lock.json says, and was not installed; `npm cache clean --force` and try again'],
  [/ENOSPC/, 'the disk is full; free about 1 GB'],
  [/EROFS|EACCES|EPERM/, 'a folder cannot be written; take a copy of the repository that is yours, or change its owner'],
  [/ENOTCACHED/, 'npm is set to be offline and its cache lacks a package; `npm config delete offline`'],
]);

/**
 * What to do about what npm said.
 *
 * @param {string} said On its standard error.
 * @returns {string | undefined}
 */
export function npmFailure(said) {
  return causes.find(([form]) => form.test(said))?.[1];
}
