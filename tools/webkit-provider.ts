import { webdriverio } from '@vitest/browser-webdriverio';

/**
 * Drives WebKitGTK's own browser by WebDriver. WebdriverIO knows Safari and not this one, which tests
 * ask for; the driver knows it by its name alone.
 */
export function webKitProvider(browserPath: string, driverPort: number) {
  return webdriverio({
    hostname: '127.0.0.1',
    port: driverPort,
    path: '/',
    connectionRetryCount: 0,
    capabilities: {
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary: browserPath, args: ['--automation'] },
    } as WebdriverIO.Capabilities,
    transformRequest: (request: RequestInit) =>
      typeof request.body === 'string'
        ? { ...request, body: request.body.replace('"browserName":"safari"', '"browserName":"MiniBrowser"') }
        : request,
  });
}
