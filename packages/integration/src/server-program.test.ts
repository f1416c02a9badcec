import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { codeBlocks, pageAt } from './support/documentation.js';
import { createDocumentedCode, type DocumentedCode } from './support/documented-code.js';
import { readable } from './support/readable.js';

// The program that the page about the server begins with, as a reader pastes it. Its port may be taken here.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let code: DocumentedCode;
let server: ChildProcess;
let printed: string;
beforeAll(async () => {
  browser = await launchChromium();
  const [program] = codeBlocks(pageAt('docs/server.md'));
  if (program === undefined) throw new TypeError('The page about the server has no program.');
  const onAnyPort = { ...program, code: program.code.replace('port: 8787', 'port: 0') };
  code = createDocumentedCode([onAnyPort]);
  const file = code.fileOf(onAnyPort);
  server = spawn(process.execPath, [file], { cwd: dirname(file), stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  printed = /http:\S+/.exec(line.toString())?.[0] ?? '';
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await browser?.close();
  code?.remove();
});

it('the complete program of the server prints the address of a page with a chat that answers', async () => {
  const { page } = await openPage(await browser.newContext(), printed);
  await page.locator('agent-composer textarea').fill('Hi');
  await page.locator('agent-composer textarea').press('Enter');
  const answer = page.locator('agent-message[side=agent][status=logged]');
  await answer.waitFor();
  expect(await readable(answer)).toContain('Hello.');
});

it('the complete program of the server has the widget and the frame of its interface', async () => {
  const origin = new URL(printed).origin;
  const statuses = await Promise.all(
    ['/widget/support.js', '/embed/support', '/c/support'].map(
      async (path) => (await fetch(origin + path)).status,
    ),
  );
  expect(statuses).toEqual([200, 200, 200]);
});
