import { type Browser, chromium } from 'playwright-core';
import type { Driver, OpenedPage, PageListener } from './driver.ts';

/** The Chromium that is installed, driven by playwright. */
export class Chromium implements Driver {
  readonly name: string;
  readonly browser: Browser;

  private constructor(browser: Browser) {
    this.name = `Chromium ${browser.version()}`;
    this.browser = browser;
  }

  static async launch(executablePath: string): Promise<Chromium> {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--js-flags=--expose-gc'];
    return new Chromium(await chromium.launch({ executablePath, args }));
  }

  async open(address: string, listener: PageListener): Promise<OpenedPage> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    await page.exposeFunction('report', listener.onReport);
    page.on('pageerror', (error) => listener.onError(String(error.stack)));
    page.on('crash', () => listener.onCrash('the page crashed'));
    page.on('console', (message) => listener.onConsole(message.text(), message.type()));
    await page.goto(address);
    return { evaluate: (expression) => page.evaluate(expression), close: () => context.close() };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
