// @ts-check
// Packages for Python, from what a program asks for to what an interpreter can import.
export { InvalidLockError, InvalidWheelError, WheelDigestError } from './errors.js';
export { layPackages } from './lay-packages.js';
export { lockVersion, readLock } from './read-lock.js';
export { target } from './target.js';
export { verifyWheel, wheelLimits } from './verify-wheel.js';
