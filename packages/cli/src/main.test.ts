import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get as httpGet } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { type Cli, it } from './test-support/run-cli.js';
import { sampled } from './test-support/sampled.js';

const ONE_LINE = /^agent-chat: [^\n]+\n$/;

/** Permissions stop everyone but root, for whom the kernel's own file system will do. */
function unwritableFolder(cli: Cli): string {
  if (process.getuid?.() === 0) return '/proc/agent-chat-data';
  const folder = join(cli.folder(), 'data');
  mkdirSync(folder, { mode: 0o500 });
  return folder;
}

const UNTRUSTED_TOKENS: [why: string, spoil: (file: string) => void][] = [
  ['is open to other users', (file) => chmodSync(file, 0o644)],
];
// Only root can give a file away.
if (process.getuid?.() === 0) {
  UNTRUSTED_TOKENS.push(['belongs to another user', (file) => chownSync(file, 12_345, 12_345)]);
}

describe.concurrent('agent-chat start', { timeout: 90_000 }, () => {
  it('prints the address, who answers and how to stop, and no key', async ({ cli }) => {
    const { out, errors } = await cli.start({ env: { OPENAI_BASE_URL: 'http://127.0.0.1:9' } });
    expect(out()).toMatch(/^Agent Chat is ready: http:\/\/127\.0\.0\.1:\d+$/m);
    expect(out()).toContain('Answers come from the guide');
    expect(out()).toContain('Press Ctrl-C to stop.');
    expect(errors()).toBe('');
  });

  it('says which model answers when there is a key, and not the key', async ({ cli }) => {
    const env = { ANTHROPIC_API_KEY: 'sk-secret-of-the-test', AGENT_CHAT_MODEL: 'claude-test' };
    const { out, errors } = await cli.start({ env });
    expect(out()).toContain('Answers come from the model claude-test\n');
    expect(out() + errors()).not.toContain('sk-secret');
  });

  it('says which address answers when it is not the provider’s own', async ({ cli }) => {
    const env = { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: 'http://127.0.0.1:9', AGENT_CHAT_MODEL: 'llama' };
    const { out } = await cli.start({ env });
    expect(out()).toContain('Answers come from the model llama at http://127.0.0.1:9/v1\n');
  });

  it('reads .env of the current folder, under what is set already', async ({ cli }) => {
    const cwd = cli.folder();
    writeFileSync(
      join(cwd, '.env'),
      'AGENT_CHAT_DATA=from-file\nAGENT_CHAT_MODEL=other\nANTHROPIC_API_KEY=sk-x\n' +
        'ANTHROPIC_BASE_URL=http://127.0.0.1:9/v1\n',
    );
    const { out, errors } = await cli.start({ cwd, env: { AGENT_CHAT_MODEL: 'mine' } });
    expect(out()).toContain('Answers come from the model mine at http://127.0.0.1:9/v1\n');
    expect(existsSync(join(cwd, 'from-file/agent-chat.db'))).toBe(true);
    expect(errors()).toBe('');
  });

  it('does not let .env send a key elsewhere that is not its own', async ({ cli }) => {
    const cwd = cli.folder();
    writeFileSync(join(cwd, '.env'), 'OPENAI_BASE_URL=http://127.0.0.1:9/v1\n');
    const { out, errors } = await cli.start({ cwd, env: { OPENAI_API_KEY: 'sk-of-the-operator' } });
    expect(out()).toMatch(/Answers come from the model \S+\n/);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('OPENAI_BASE_URL in ');
    expect(errors()).toContain('OPENAI_API_KEY does not come from there');
  });

  it('does not let .env open it to the network, with a word why', async ({ cli }) => {
    const cwd = cli.folder();
    writeFileSync(join(cwd, '.env'), 'HOST=0.0.0.0\n');
    const { url, errors } = await cli.start({ cwd });
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('HOST in ');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpGet(`${url}/api/health`, { headers: { host: 'chat.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(403);
  });

  it('serves the page, the elements, the documents and the demo', async ({ cli }) => {
    const { url } = await cli.start();
    const page = await (await fetch(url)).text();
    expect(page).toContain('<agent-chat');
    const links = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(links).toEqual(expect.arrayContaining(['/page/page.js', '/page/page.css', '/page/icon.svg']));
    for (const path of [...links, '/elements/agent-chat.js', '/README.md', '/docs/protocol.md']) {
      expect((await fetch(url + path)).status, path).toBe(200);
    }
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|style=|onload/);
    const policy = async (path: string): Promise<string | null> =>
      (await fetch(url + path)).headers.get('cross-origin-resource-policy');
    expect(await policy('/elements/agent-chat.js')).toBe('cross-origin');
    expect(await policy('/page/page.js')).toBe('same-origin');
    const missing = await fetch(`${url}/elements/metafile-esm.json`);
    expect(missing.status).toBe(404);

    const demo = await fetch(`${url}/api/public/interfaces/demo`);
    expect(await demo.json()).toMatchObject({ slug: 'demo', persistenceType: 'local_storage' });
  });

  it('answers, and goes on with the conversation after a restart', async ({ cli }) => {
    const cwd = cli.folder();
    const first = await cli.start({ cwd });
    const created = await fetch(`${first.url}/api/public/interfaces/demo/sessions`, { method: 'POST' });
    const session = (await created.json()) as { sessionToken: string; conversationId: string };
    const headers = { authorization: `Bearer ${session.sessionToken}`, 'content-type': 'application/json' };
    const path = `/api/conversations/${session.conversationId}`;
    const sent = await fetch(`${first.url}${path}/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        clientRequestId: 'r1',
        parts: [{ type: 'text', partId: 'p1', text: 'What is Agent Chat?' }],
      }),
    });
    expect(sent.status).toBe(200);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);

    const second = await cli.start({ cwd });
    const answers = async (): Promise<unknown[]> => {
      const response = await fetch(`${second.url}${path}/events?limit=500`, { headers });
      const { events } = (await response.json()) as {
        events: { type: string; author: string; finality: string }[];
      };
      return events.filter(({ author, finality }) => author === 'assistant' && finality === 'turn');
    };
    await vi.waitFor(async () => expect(await answers()).toHaveLength(1), { timeout: 60_000 });
  });

  it('writes the token of the operator into no file that is there already', async ({ cli }) => {
    const cwd = cli.folder();
    mkdirSync(join(cwd, '.agent-chat'));
    const foreign = join(cwd, 'foreign');
    writeFileSync(foreign, 'not yours');
    symlinkSync(foreign, join(cwd, '.agent-chat/operator-token.new'));
    await cli.start({ cwd });
    expect(readFileSync(foreign, 'utf8')).toBe('not yours');
    expect(lstatSync(join(cwd, '.agent-chat/operator-token')).isFile()).toBe(true);
  });

  it('shows the token of the operator once, keeps it for its owner alone, and knows it', async ({ cli }) => {
    const cwd = cli.folder();
    const { url, out, errors, child, ended } = await cli.start({ cwd });
    const file = join(cwd, '.agent-chat/operator-token');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const token = readFileSync(file, 'utf8').trim();
    expect(out().split(token)).toHaveLength(2);
    expect(errors()).not.toContain(token);
    const list = (authorization: string): Promise<Response> =>
      fetch(`${url}/api/conversations`, { headers: { authorization } });
    expect((await list(`Bearer ${token}`)).status).toBe(200);
    expect((await list(`Bearer ${token}x`)).status).toBe(401);
    expect((await list('Bearer ')).status).toBe(401);

    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const made = await fetch(`${url}/api/interfaces`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        clientRequestId: 'r1',
        name: 'Mine',
        title: 'Mine',
        slug: 'mine',
        agentId: 'assistant',
      }),
    });
    const { interfaceId } = (await made.json()) as { interfaceId: string };
    await fetch(`${url}/api/interfaces/${interfaceId}/publish`, { method: 'POST', headers });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(out().split(token)).toHaveLength(2);

    const second = await cli.start({ cwd });
    for (const slug of ['mine', 'demo']) {
      expect((await fetch(`${second.url}/api/public/interfaces/${slug}`)).status).toBe(200);
    }
    expect(second.out() + second.errors()).not.toContain(token);
  });

  it.for(sampled(['SIGINT', 'SIGTERM', 'SIGHUP'] as const, 2))(
    'ends cleanly on %s, with viewers',
    async (signal, { cli }) => {
      const cwd = cli.folder();
      const { child, ended, url, out, errors } = await cli.start({ cwd });
      const created = await fetch(`${url}/api/public/interfaces/demo/sessions`, { method: 'POST' });
      const session = (await created.json()) as { sessionToken: string; conversationId: string };
      const stream = await fetch(`${url}/api/conversations/${session.conversationId}/stream`, {
        headers: { authorization: `Bearer ${session.sessionToken}` },
      });
      child.kill(signal);
      expect(await stream.text()).toMatch(/event: bye\ndata: \{"reason":"shutdown"/);
      expect(await ended).toBe(0);
      expect(out()).toMatch(/Stopped\.\n$/);
      expect(errors()).toBe('');
      expect(existsSync(join(cwd, '.agent-chat/agent-chat.db-wal'))).toBe(false);
    },
  );
});

describe.concurrent('a second Ctrl-C', { timeout: 90_000 }, () => {
  it('ends at once what would wait for a client', async ({ cli, onTestFinished }) => {
    const { child, ended, url, says, errors } = await cli.start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    // Once the first request is answered, the server has begun to wait for the body of the second.
    socket.write(
      'GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n' +
        'POST /api/public/interfaces/demo/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    child.kill('SIGINT');
    await says(/Stopping/);
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('Nothing that was acknowledged is lost.');
  });
});

describe.concurrent('agent-chat start fails with one clear line', { timeout: 90_000 }, () => {
  it('for a port that is taken', async ({ cli, onTestFinished }) => {
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { ended, errors, out } = cli.run([], { env: { PORT: String(port) } });
    expect(await ended).toBe(1);
    expect(errors()).toBe(
      `agent-chat: Port ${port} is taken: stop the other program or choose another port. Use --port or PORT. (InvalidConfiguration)\n`,
    );
    expect(out()).toBe('');
  });

  it.for(sampled(['abc', '65536', '-1', '80.5', '0x50'], 2))('for the port %s', async (port, { cli }) => {
    const { ended, errors } = cli.run([], { env: { PORT: port } });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain(`"${port}" is not a port`);
  });

  it('for an address that is not of this machine', async ({ cli }) => {
    const { ended, errors } = cli.run(['--host', '203.0.113.7', '--port', '0']);
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('Use --host or HOST.');
  });

  it('for a data folder that is a file', async ({ cli }) => {
    const cwd = cli.folder();
    writeFileSync(join(cwd, 'taken'), 'mine');
    const { ended, errors } = cli.run(['--data', 'taken', '--port', '0'], { cwd });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('(StoreUnwritable)');
    expect(readFileSync(join(cwd, 'taken'), 'utf8')).toBe('mine');
  });

  it('for a data folder that cannot be written', async ({ cli }) => {
    const { ended, errors } = cli.run(['--data', unwritableFolder(cli), '--port', '0']);
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('(StoreUnwritable)');
  });

  it('for a damaged database, and leaves it as it is', async ({ cli }) => {
    const cwd = cli.folder();
    const file = join(cwd, '.agent-chat/agent-chat.db');
    mkdirSync(join(cwd, '.agent-chat'));
    writeFileSync(file, 'this is no database');
    const { ended, errors } = cli.run(['--port', '0'], { cwd });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('(StoreDamaged)');
    expect(readFileSync(file, 'utf8')).toBe('this is no database');
  });

  it('for data that another process has open, which goes on', async ({ cli }) => {
    const cwd = cli.folder();
    const running = await cli.start({ cwd });
    const { ended, errors } = cli.run(['start', '--port', '0'], { cwd });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('(StoreInUse)');
    expect((await fetch(`${running.url}/api/health`)).status).toBe(200);
  });

  it('for a file in place of the operator token', async ({ cli }) => {
    const cwd = cli.folder();
    mkdirSync(join(cwd, '.agent-chat'));
    writeFileSync(join(cwd, '.agent-chat/operator-token'), 'short\n', { mode: 0o600 });
    const { ended, errors } = cli.run(['--port', '0'], { cwd });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain('delete it');
  });

  it.for(UNTRUSTED_TOKENS)('for an operator token that %s', async ([why, spoil], { cli }) => {
    const cwd = cli.folder();
    const file = join(cwd, '.agent-chat/operator-token');
    mkdirSync(join(cwd, '.agent-chat'));
    writeFileSync(file, `acop_${'a'.repeat(43)}\n`, { mode: 0o600 });
    spoil(file);
    const { ended, errors } = cli.run(['--port', '0'], { cwd });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).toContain(why);
    expect(errors()).toContain('(InvalidConfiguration)');
  });

  it('for a base URL that is none, without the key', async ({ cli }) => {
    const env = { OPENAI_API_KEY: 'sk-secret-of-the-test', OPENAI_BASE_URL: 'nowhere' };
    const { ended, errors } = cli.run(['--port', '0'], { env });
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
    expect(errors()).not.toContain('sk-secret');
  });
});

describe.concurrent('agent-chat', { timeout: 90_000 }, () => {
  it('helps and tells its version', async ({ cli }) => {
    const help = cli.run(['--help'], { env: { AGENT_CHAT_PROGRAM: 'npm start --' } });
    expect(await help.ended).toBe(0);
    expect(help.out()).toContain('\n  npm start -- [<command>]');
    expect(help.out()).toContain('AGENT_CHAT_DATA');
    const version = cli.run(['--version']);
    expect(await version.ended).toBe(0);
    expect(version.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  const refused = [
    ['--nothing'],
    ['start', 'now'],
    ['--port'],
    ['fly'],
    ['backup'],
    ['export'],
    ['check', 'a', 'b'],
    ['start', '--replace'],
  ];
  it.for(sampled(refused, 3))('refuses %j in one line', async (args, { cli }) => {
    const { ended, errors } = cli.run(args);
    expect(await ended).toBe(2);
    expect(errors()).toMatch(ONE_LINE);
  });
});
