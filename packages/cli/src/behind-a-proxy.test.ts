import { get } from 'node:http';
import { describe, expect } from 'vitest';
import { it } from './test-support/run-cli.js';

const PUBLIC = 'https://chat.example.com';

/** The status of an answer to a request for this name. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/api/health`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

describe.concurrent('agent-chat behind a proxy', { timeout: 90_000 }, () => {
  it.for([
    ['options', ['--public-url', PUBLIC, '--trusted-proxy', '127.0.0.1', '--trusted-proxy', 'fd00::/8'], {}],
    ['variables', [], { AGENT_CHAT_PUBLIC_URL: PUBLIC, AGENT_CHAT_TRUSTED_PROXIES: '127.0.0.1, fd00::/8' }],
  ] as const)('is told by %s how pages reach it, and who is believed', async ([, args, env], { cli }) => {
    const cwd = cli.folder();
    const { url, out } = await cli.start({ cwd, args, env });
    expect(out()).toContain(`Pages reach it at ${PUBLIC}\n`);
    expect(await statusFor(url, 'chat.example.com')).toBe(200);
    expect(await statusFor(url, 'evil.example')).toBe(403);

    const sessions = Array.from({ length: 61 }, (_, index) =>
      fetch(`${url}/api/public/interfaces/demo/sessions`, {
        method: 'POST',
        headers: { origin: PUBLIC, 'x-forwarded-for': `198.51.100.${index + 1}` },
      }),
    );
    expect(new Set((await Promise.all(sessions)).map(({ status }) => status))).toEqual(new Set([200]));

    const interfaces = async (...words: readonly string[]): Promise<string> => {
      const run = cli.run(['interfaces', ...words], { cwd, env: { PORT: new URL(url).port } });
      expect(await run.ended, run.errors()).toBe(0);
      return run.out();
    };
    await interfaces('create', 'Help desk', '--publish');
    const snippet = await interfaces('snippet', 'help-desk');
    expect(snippet).toContain(`<script src="${PUBLIC}/widget/help-desk.js" async></script>`);
    expect(snippet).not.toContain('http://');
  });

  it.for([
    ['--public-url', 'chat.example.com', 'is no address of a server'],
    ['--trusted-proxy', '10.0.0.0/40', 'is neither an address nor a range'],
  ] as const)('says so when %s makes no sense', async ([option, value, words], { cli }) => {
    const { ended, errors } = cli.run([option, value, '--port', '0']);
    expect(await ended).toBe(1);
    expect(errors()).toMatch(/^agent-chat: [^\n]+\n$/);
    expect(errors()).toContain(`"${value}" ${words}`);
  });
});
