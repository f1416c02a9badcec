import { describe, expect } from 'vitest';
import { it } from './test-support/run-cli.js';

describe.concurrent('agent-chat interfaces', { timeout: 90_000 }, () => {
  it('makes, publishes and lists a chat of the running server, and prints what embeds it', async ({
    cli,
  }) => {
    const cwd = cli.folder();
    const { url } = await cli.start({ cwd });
    const run = async (...words: string[]): Promise<string> => {
      const { ended, out, errors } = cli.run(['interfaces', ...words], {
        cwd,
        env: { PORT: new URL(url).port, AGENT_CHAT_PROGRAM: 'npm start --' },
      });
      expect(await ended, errors()).toBe(0);
      return out();
    };
    const made = await run('create', 'Help desk', '--origin', 'https://shop.example', '--publish');
    expect(made).toContain(
      'The interface help-desk is there.\nIt is published: npm start -- interfaces snippet help-desk ',
    );
    expect(await run('list')).toBe('help-desk  published  0 sessions  Help desk\n');
    const snippet = await run('snippet', 'help-desk');
    expect(snippet).toContain(`\n<script src="${url}/widget/help-desk.js" async></script>\n`);
    expect(snippet).toMatch(/integrity="sha384-[\w+/=]+" crossorigin="anonymous"/);
    expect(snippet).toContain('Pages that may show it: https://shop.example');
    const [, page = ''] = /its own:\n(\S+)/.exec(snippet) ?? [];
    const response = await fetch(page);
    expect(response.status).toBe(200);
    const files = [...(await response.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(files).toEqual(
      expect.arrayContaining(['/elements/shell.css', '/elements/chat-page.js', '/elements/agent-chat.js']),
    );
    for (const path of files) expect((await fetch(url + path)).status, path).toBe(200);
    const demo = cli.run(['interfaces', 'snippet', 'demo'], { cwd, env: { PORT: new URL(url).port } });
    expect(await demo.ended).toBe(1);
    expect(demo.errors()).toContain(
      ': agent-chat interfaces create "Help desk" --origin https://www.example.com --publish',
    );
    const widget = await fetch(`${url}/widget/help-desk.js`);
    expect(widget.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('says what is missing: a server, an interface, a word', async ({ cli }) => {
    const cwd = cli.folder();
    const withoutData = cli.run(['interfaces', 'list'], { cwd });
    expect(await withoutData.ended).toBe(1);
    expect(withoutData.errors()).toContain('start the server first');
    const unclear = cli.run(['interfaces', 'create'], { cwd });
    expect(await unclear.ended).toBe(2);
    expect(unclear.errors()).toContain('interfaces create needs a title');
    const misplaced = cli.run(['check', '--publish'], { cwd });
    expect(await misplaced.ended).toBe(2);
  });
});
