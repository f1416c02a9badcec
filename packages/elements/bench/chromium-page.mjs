// @ts-check
// A page with one script in a real Chromium, and what its main thread costs.
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumLaunch } from '../../../tools/browsers.mjs';

/**
 * @param {string} script the file that becomes the page's script
 * @param {(message: string) => void} onError told of every error in the page
 */
export async function openPage(script, onError) {
  const bundle = await build({
    entryPoints: [script],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    conditions: ['@agent-chat/source', 'browser', 'production'],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  });
  const code = bundle.outputFiles[0]?.text ?? '';
  const html = '<!doctype html><meta charset="utf-8"><script src="/page.js" type="module"></script><body>';
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? code : html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const browser = await chromium.launch(chromiumLaunch());
  const page = await browser.newPage();
  page.on('pageerror', (error) => onError(error.message));
  await page.goto(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });

  /** @param {string} wanted */
  const metric = async (wanted) => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === wanted)?.value ?? 0;
  };

  return {
    page,
    /** Milliseconds of CPU that `work` takes on the main thread. */
    cpuOf: async (/** @type {() => Promise<unknown>} */ work) => {
      await session.send('HeapProfiler.collectGarbage');
      const before = await metric('TaskDuration');
      await work();
      return ((await metric('TaskDuration')) - before) * 1_000;
    },
    /** Megabytes of JavaScript objects that are in use. */
    heapMb: async () => {
      // Twice: what the first one lets go may hold something else.
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      return (await metric('JSHeapUsedSize')) / 1_000_000;
    },
    /** As on a machine whose processor is so many times as slow. */
    slowDown: async (/** @type {number} */ rate) => {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
