import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { readable } from './support/readable.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const FOLDER = fileURLToPath(new URL('../../../examples/own-agent', import.meta.url));

let browser: Browser;
let data: string;
let server: ChildProcess;
let url: string;
beforeAll(async () => {
  browser = await launchChromium();
  data = await mkdtemp(join(tmpdir(), 'agent-chat-example-'));
  server = spawn(process.execPath, ['server.ts'], {
    cwd: FOLDER,
    env: { ...process.env, PORT: '0', AGENT_CHAT_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  url = /http:\S+/.exec(line.toString())?.[0] ?? '';
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await browser?.close();
  await rm(data, { recursive: true, force: true });
});

it('the example of an own agent chats in its own page, and ends cleanly', async () => {
  const { page, faults } = await openPage(await browser.newContext(), url);
  await page.locator('agent-composer textarea').fill('One two three');
  await page.locator('agent-composer [part=send]:not([disabled])').waitFor();
  await page.locator('agent-composer textarea').press('Enter');
  const answer = page.locator('agent-message[side=agent][status=logged]');
  await answer.waitFor();
  expect(await readable(answer)).toContain('That makes 3');
  expect(faults).toEqual({ errors: [], foreignRequests: [] });
  server.kill('SIGINT');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
