// What the build for pages takes in place of this-platform.ts.
export { browserPlatform as thisPlatform } from './browser.ts';
