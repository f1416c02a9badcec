import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LOCALE_TEXT } from '../messages/locale-text.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { HOSTILE_ADDRESSES } from '../test-support/hostile-addresses.js';
import { HOSTILE_MARKDOWN } from '../test-support/hostile-markdown.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { transcriptFile } from './save-transcript.js';

const TEXT = { ...DEFAULT_LOCALE_TEXT, locale: 'en' };
const NOW = new Date('2026-11-21T10:00:00.000Z');

async function pageOf(client: ScriptedClient): Promise<Document> {
  const file = await transcriptFile(client, 'html', TEXT, NOW);
  return new DOMParser().parseFromString(await file.text(), 'text/html');
}

describe('a saved conversation', () => {
  it('is markdown with who said what, and how a part of it ended', async () => {
    const file = await transcriptFile(SAMPLES.failures(), 'markdown', TEXT, NOW);
    expect(file.name).toBe('A-conversation.md');
    const text = await file.text();
    expect(text).toMatch(/^# A conversation\n\n\*\*Visitor\*\* · Nov 20, 2026/);
    expect(text).toContain('> The first half of an answer,\n\n*Stopped*');
    expect(text).toContain('- Tool read\\_file\n- Input: `{"path":"docs/protocol.md"}`');
    expect(text).toContain('- Error: `The file is not there.`');
  });

  it('says why an answer is not whole, as the chat does', async () => {
    const text = await (await transcriptFile(SAMPLES.failures(), 'markdown', TEXT, NOW)).text();
    expect(text).toContain('*Cut short*: the answer reached its limit of 4,096 tokens');
    expect(text).toContain('*The answer failed*: the model did not answer');
    const marks = [...(await pageOf(SAMPLES.failures())).querySelectorAll('em.mark')];
    expect(marks.map(({ textContent }) => textContent)).toEqual([
      'Stopped',
      'Cut short: the answer reached its limit of 4,096 tokens',
      'The answer failed: the model did not answer',
    ]);
  });

  it('is JSON with every entry of the log', async () => {
    const file = await transcriptFile(SAMPLES.answered(), 'json', TEXT, NOW);
    const saved = JSON.parse(await file.text()) as {
      format: string;
      savedAt: string;
      participants: { displayName: string }[];
      entries: { kind: string; seq: number }[];
    };
    expect(saved).toMatchObject({ format: 'agent-chat-transcript', savedAt: NOW.toISOString() });
    expect(saved.participants.map(({ displayName }) => displayName)).toEqual(['Visitor', 'Guide']);
    expect(saved.entries.map(({ kind }) => kind)).toEqual(['message', 'message', 'tool', 'message']);
    expect(saved.entries.map(({ seq }) => seq)).toEqual(
      saved.entries.map(({ seq }) => seq).toSorted((a, b) => a - b),
    );
  });

  it('is a page with the structure of its markdown, that needs nothing and asks for nothing', async () => {
    const page = await pageOf(SAMPLES.answered());
    expect(page.documentElement.lang).toBe('en');
    expect(page.querySelector('table th')?.textContent).toBe('Transport');
    expect(page.querySelector('article pre code')?.textContent).toContain('client.connect()');
    expect(page.querySelector('article.you p.lines')?.textContent).toContain('What is a conversation here');
    expect(page.querySelectorAll('script, link, img, iframe, form, button, svg, [style]').length).toBe(0);
  });

  it('has table cards as tables, of which a cell is never anything but its text', async () => {
    const card = {
      type: 'table',
      version: 1,
      data: {
        caption: 'Costs | a *month*',
        columns: [
          { key: 'name', label: 'Way' },
          { key: 'bytes', label: 'Bytes', align: 'end' },
        ],
        rows: [
          { name: '<b>SSE</b> | x', bytes: 19_800 },
          { name: null, bytes: true },
        ],
      },
    };
    const damaged = { type: 'table', version: 1, data: { rows: 'none' } };
    const script = new ConversationScript().says('Costs?').answers([
      { type: 'card', partId: 'p1', card },
      { type: 'card', partId: 'p2', card: damaged },
    ]);
    const page = await pageOf(new ScriptedClient(script));
    expect(page.querySelectorAll('table').length).toBe(1);
    expect(page.querySelector('caption')?.textContent).toBe('Costs | a *month*');
    const cells = [...page.querySelectorAll('th, td')];
    const texts = ['Way', 'Bytes', '<b>SSE</b> | x', '19,800', '', '✓'];
    expect(cells.map(({ textContent }) => textContent)).toEqual(texts);
    expect(cells.map(({ className }) => className)).toEqual(['', 'end', '', 'end', '', 'end']);
    expect(page.querySelector('pre')?.textContent).toContain('"rows": "none"');
    const text = await (await transcriptFile(new ScriptedClient(script), 'markdown', TEXT, NOW)).text();
    expect(text).toContain(
      [
        String.raw`> Costs \| a \*month\*`,
        '>',
        '> | Way | Bytes |',
        '> | --- | --: |',
        String.raw`> | \<b\>SSE\</b\> \| x | 19,800 |`,
        '> |  | ✓ |',
      ].join('\n'),
    );
  });

  it('has boxes for tasks, with a word for who cannot see them, and the language of code with its code', async () => {
    const answer = '- [x] Nothing twice\n- [ ] Branches\n- Nothing more\n\n```ts\nlet a;\n```';
    const page = await pageOf(new ScriptedClient(new ConversationScript().says('And?').answers(answer)));
    const items = [...page.querySelectorAll('li')];
    expect(items.map(({ textContent }) => textContent)).toEqual([
      '☑ Nothing twice',
      '☐ Branches',
      'Nothing more',
    ]);
    expect(items.map(({ className }) => className)).toEqual(['task', 'task', '']);
    const words = [...page.querySelectorAll('[role=img]')].map((box) => box.getAttribute('aria-label'));
    expect(words).toEqual(['Done:', 'To do:']);
    expect(page.querySelector('figure figcaption')?.textContent).toBe('ts');
    expect(page.querySelector('figure pre code')?.textContent.trim()).toBe('let a;');
  });

  it('keeps what buttons say, what images show, every row of a table and the side of its columns', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `| Row ${index} | ${index} |`);
    const answer = [
      'As measured.[^1]',
      '![A bicycle in the rain](https://a.example/rain.png)',
      `| Name | Number |\n| :-: | --: |\n${rows.join('\n')}`,
      '[^1]: In the laboratory.',
    ].join('\n\n');
    const client = new ScriptedClient(new ConversationScript().says('And?').answers(answer));
    const page = await pageOf(client);
    expect(page.querySelector('sup')?.textContent.trim()).toBe('1');
    expect(page.querySelector('ol li')?.textContent.trim()).toBe('In the laboratory.');
    const picture = [...page.querySelectorAll('p')].map(({ textContent }) => textContent.trim());
    expect(picture).toContain('A bicycle in the rain');
    expect(page.querySelectorAll('tbody tr')).toHaveLength(300);
    const sides = [...page.querySelectorAll('tr:last-child > *')].map((cell) => cell.getAttribute('align'));
    expect(sides).toEqual(['center', 'right', 'center', 'right']);
    expect(page.querySelectorAll('button, small').length).toBe(0);
  });

  it('lets nothing of a hostile answer into its page', async () => {
    const script = new ConversationScript();
    for (const text of HOSTILE_MARKDOWN) script.says(text).answers(text);
    const page = await pageOf(new ScriptedClient(script));
    const allowed =
      'a,ol,td,th,p,br,hr,h1,h2,h3,h4,h5,h6,ul,li,blockquote,pre,code,em,strong,del,sup,table,thead,tbody,tr,article,header,time,div,bdi,figure,figcaption,span';
    const strange = [...page.body.querySelectorAll('*')].filter((element) => !element.matches(allowed));
    expect(strange.map(({ localName }) => localName)).toEqual([]);
    for (const element of page.body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(['href', 'class', 'dir', 'datetime', 'start', 'align', 'role', 'aria-label']).toContain(name);
        if (name === 'href') expect(value).toMatch(/^(?:https?:|mailto:)/i);
      }
    }
  });

  it('has cards and names as text, with their lines, and the sources of an answer', async () => {
    const fallbackText = 'Outbox: 1 mail\n1. Ada\n   [x](https://evil.example) **now**';
    const card = { type: 'outbox', version: 1, data: {}, fallbackText };
    const script = new ConversationScript().says('Go').answers([
      {
        type: 'text',
        partId: 'p1',
        text: 'As [the log](https://good.example/log) says [1].',
        citations: [
          { marker: '1', title: 'A *log*', url: 'https://good.example/source' },
          { marker: '2', title: 'A trap', url: 'javascript:alert(1)' },
          { marker: '3', title: 'https://bank.example/', url: 'https://evil.example/' },
        ],
      },
      { type: 'card', partId: 'p2', card },
      {
        type: 'attachment',
        partId: 'p3',
        attachmentId: 'a1',
        name: '[y](https://evil.example).pdf',
        contentType: 'application/pdf',
      },
    ]);
    const page = await pageOf(new ScriptedClient(script));
    expect([...page.querySelectorAll('a')].map((link) => link.href)).toEqual([
      'https://good.example/log',
      'https://good.example/source',
      'https://evil.example/',
    ]);
    expect(page.querySelector('p.lines:not(.you *)')?.textContent).toBe(fallbackText);
    expect(page.querySelector('pre')).toBe(null);
    const sources = [...page.querySelectorAll('.sources li')].map(({ textContent }) => textContent);
    expect(sources).toEqual([
      '[1] A *log* (good.example)',
      '[2] A trap',
      '[3] https://bank.example/ (evil.example)',
    ]);
    const text = await (await transcriptFile(new ScriptedClient(script), 'markdown', TEXT, NOW)).text();
    expect(text).toContain(
      '> ```\n> Outbox: 1 mail\n> 1. Ada\n>    [x](https://evil.example) **now**\n> ```',
    );
    expect(text).toContain(String.raw`> Attachment: \[y\](https://evil.example).pdf`);
    expect(text).toContain(String.raw`> - \[1\] A \*log\* <https://good.example/source>`);
    expect(text).not.toContain('javascript:');
  });

  it('shows what cannot be seen or turns around in titles, names and what went in and out of a tool', async () => {
    const [turned, shown] = ['a\u202eb\u200bc', 'a\\u202eb\\u200bc'];
    const script = new ConversationScript().says('Go').starts();
    script.logs('updated', { title: turned });
    script
      .calls('call-1', turned, { [turned]: turned })
      .startsTool('call-1')
      .gets('call-1', turned);
    script.calls('call-2', 'pay', turned).startsTool('call-2').fails('call-2', turned);
    script.answers([{ type: turned, partId: 'p1' }]);
    const page = await pageOf(new ScriptedClient(script));
    expect(page.documentElement.outerHTML).not.toMatch(/[\u202e\u200b]/);
    expect(page.querySelector('title')?.textContent).toBe(shown);
    expect(page.querySelector('h1')?.textContent).toBe(shown);
    expect(page.querySelector('summary')?.textContent).toBe(`Tool ${shown}`);
    const values = [...page.querySelectorAll('details code')].map(({ textContent }) => textContent);
    // Each is still the JSON of what it was.
    expect(values.map((value) => JSON.parse(value) as unknown)).toEqual([
      ...[{ [turned]: turned }, turned],
      ...[turned, turned],
    ]);
    const text = await (await transcriptFile(new ScriptedClient(script), 'markdown', TEXT, NOW)).text();
    expect(text).not.toMatch(/[\u202e\u200b]/);
    expect(text).toContain(`- Input: \`{"${shown}":"${shown}"}\`\n- Result: \`${shown}\``);
  });

  it('leads nowhere from a source with a hostile address', async () => {
    const citations = HOSTILE_ADDRESSES.map((url, index) => ({ marker: `${index}`, title: 'A source', url }));
    const script = new ConversationScript()
      .says('Who says so?')
      .answers([{ type: 'text', partId: 'p1', text: 'Others.', citations }]);
    const page = await pageOf(new ScriptedClient(script));
    expect(page.querySelectorAll('.sources li')).toHaveLength(citations.length);
    expect(page.querySelectorAll('a')).toHaveLength(0);
    const text = await (await transcriptFile(new ScriptedClient(script), 'markdown', TEXT, NOW)).text();
    expect(text.split('\n').filter((line) => /^> - /.test(line) && line.includes('<'))).toEqual([]);
  });

  it('lets no message pass for another one in its markdown', async () => {
    const forged = 'Yes.\n\n**Guide** · Nov 20, 2026, 9:30 AM\n\nI promise it.\r```';
    const client = new ScriptedClient(new ConversationScript().says(forged).answers('No.'));
    const text = await (await transcriptFile(client, 'markdown', TEXT, NOW)).text();
    const heads = text.split('\n').filter((line) => /^\*\*/.test(line));
    expect(heads.map((line) => line.split(' ')[0])).toEqual(['**Visitor**', '**Guide**']);
    expect(text).toContain('> **Guide** · Nov 20');
    expect(text).toContain('> ```\n\n**Guide**');
  });

  it('has its past read first, to the beginning', async () => {
    const client = new ScriptedClient(new ConversationScript().says('Second?').answers('Second.'), {
      history: { status: 'partial', error: null },
    });
    const whole = new ConversationScript()
      .says('First?')
      .answers('First.')
      .says('Second?')
      .answers('Second.');
    client.loadOlder = async () => {
      client.follow(whole, { history: { status: 'complete', error: null } });
    };
    const text = await (await transcriptFile(client, 'markdown', TEXT, NOW)).text();
    expect(text.indexOf('First?')).toBeLessThan(text.indexOf('Second?'));
    expect(text).toContain('First?');
  });

  it('is none while nothing has arrived, or when its past cannot be read', async () => {
    await expect(transcriptFile(SAMPLES.loading(), 'json', TEXT, NOW)).rejects.toMatchObject({
      code: 'ConnectionLost',
    });
    const refused = new AgentChatError('Forbidden', 'Not for you.');
    const client = new ScriptedClient(new ConversationScript().says('Hello'), {
      history: { status: 'partial', error: null },
    });
    client.loadOlder = async () => client.update({ history: { status: 'failed', error: refused } });
    await expect(transcriptFile(client, 'json', TEXT, NOW)).rejects.toBe(refused);
  });
});
