import { expect, fixture, html } from '@open-wc/testing';
import { css } from 'lit';
import { describe, it } from 'vitest';
import { domText } from '../test-support/dom-text.js';
import { chunksOf, markdownOf, randomFrom } from '../test-support/random-markdown.js';
import { CITATIONS, RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMarkdown } from './markdown.js';

async function shown(text: string, change: Partial<AgentMarkdown> = {}): Promise<AgentMarkdown> {
  const element = await fixture<AgentMarkdown>(html`<agent-markdown></agent-markdown>`);
  Object.assign(element, { text, ...change });
  await waitUntil(() => element.renderRoot.querySelector('.blocks') !== null, 'the reader is loaded');
  await element.updateComplete;
  return element;
}

const all = (element: AgentMarkdown, selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];

describe('agent-markdown', () => {
  it('shows GitHub-flavoured markdown, and is accessible', async () => {
    const element = await shown(RICH_MARKDOWN, { citations: CITATIONS });
    expect(all(element, 'strong')[0]?.textContent).to.equal('immutable, ordered log');
    expect(all(element, 'ol > li')).to.have.length.greaterThan(2);
    expect(all(element, 'th').map((cell) => cell.textContent)).to.deep.equal([
      'Transport',
      'Direction',
      'Resumes by',
    ]);
    expect(all(element, 'pre code')[0]?.textContent).to.contain('client.connect();');
    expect(all(element, '.task')).to.have.length(3);
    expect(all(element, '.task')[2]?.textContent).to.contain('To do:');
    await expect(element).to.be.accessible();
  });

  it('makes the same DOM however the text arrived', async () => {
    const random = randomFrom(7);
    const element = await shown('');
    for (let round = 0; round < 40; round++) {
      const source = `${round}\n\n${markdownOf(random)}`;
      for (const end of chunksOf(source, random)) {
        Object.assign(element, { text: source.slice(0, end), streaming: true });
        // Rendering every chunk takes the time of a frame each: some are enough.
        if (random() < 0.12) await element.updateComplete;
      }
      Object.assign(element, { text: source, streaming: false });
      await element.updateComplete;
      const atOnce = await shown(source);
      // Colours and formulas come a little later.
      const isSame = (): boolean => domText(element.renderRoot) === domText(atOnce.renderRoot);
      await waitUntil(isSame, JSON.stringify(source));
      atOnce.remove();
    }
  });

  it('changes nothing in a finished block while the text grows', async () => {
    const element = await shown('', { streaming: true });
    const touched = new Set<Node>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) touched.add(target);
    });
    let finished: Node[] = [];
    for (let end = 40; end < RICH_MARKDOWN.length; end += 40) {
      observer.observe(element.renderRoot, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      element.text = RICH_MARKDOWN.slice(0, end);
      await element.updateComplete;
      for (const { target } of observer.takeRecords()) touched.add(target);
      observer.disconnect();
      for (const node of touched) expect(finished.some((block) => block.contains(node))).to.equal(false);
      touched.clear();
      finished = [...(element.renderRoot.querySelector('.blocks')?.children ?? [])].slice(0, -2);
    }
    expect(finished.length).to.be.greaterThan(4);
  });

  it('updates the DOM at most once a frame', async () => {
    const element = await shown('', { streaming: true });
    await new Promise(requestAnimationFrame);
    let updates = 0;
    const observer = new MutationObserver(() => {
      updates += 1;
    });
    observer.observe(element.renderRoot, { subtree: true, childList: true, characterData: true });
    let frames = 0;
    const countFrame = (): void => {
      frames += 1;
      requestAnimationFrame(countFrame);
    };
    requestAnimationFrame(countFrame);
    for (let end = 1; end <= 200; end++) {
      element.text = 'word '.repeat(end);
      await Promise.resolve();
    }
    await waitUntil(() => element.renderRoot.textContent.trim().length >= 999);
    observer.disconnect();
    expect(updates).to.be.lessThan(frames + 2);
  });

  it('keeps what the reader has selected while the paragraph grows', async () => {
    const element = await shown('The reader selects this word', { streaming: true });
    const text = all(element, 'p')[0]?.firstChild?.nextSibling ?? all(element, 'p')[0]?.firstChild;
    const node = [...(text?.parentNode?.childNodes ?? [])].find(
      (each) => each instanceof Text && each.data !== '',
    );
    const range = document.createRange();
    range.setStart(node!, 4);
    range.setEnd(node!, 10);
    element.text += ', and the text goes on';
    await element.updateComplete;
    expect(range.toString()).to.equal('reader');
  });

  it('gives each block the direction of its own words', async () => {
    const element = await shown('English first.\n\n- واحد\n- اثنان\n\n# عنوان\n\n$x$ 12 שלום');
    const directions = [...(element.renderRoot.querySelector('.blocks')?.children ?? [])].map(
      (block) => getComputedStyle(block).direction,
    );
    expect(directions).to.deep.equal(['ltr', 'rtl', 'rtl', 'rtl']);
  });

  it('shows raw HTML as text', async () => {
    const source =
      'Hello <b onclick="x()">bold</b>\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>';
    const element = await shown(source);
    expect(all(element, 'b, script, img')).to.have.length(0);
    expect(element.renderRoot.textContent)
      .to.contain('<script>alert(1)</script>')
      .and.contain('<b onclick="x()">');
  });

  it('opens links elsewhere and names the host that a label hides', async () => {
    const element = await shown(
      '[docs](https://a.example/x) and [https://bank.example](https://evil.example)',
    );
    const [docs] = all(element, 'a');
    expect(docs?.getAttribute('href')).to.equal('https://a.example/x');
    expect(docs?.getAttribute('rel')).to.equal('noopener noreferrer');
    expect(docs?.getAttribute('target')).to.equal('_blank');
    expect(all(element, '.link-host').map((host) => host.textContent)).to.deep.equal(['(evil.example)']);
  });

  it('names the host also behind form, entities, titles and formulas, and the address of a mail', async () => {
    const element = await shown(
      [
        '[**https://bank.example**](https://evil.example)',
        '[`https://bank.example`](https://evil.example)',
        '[https&colon;//bank.example](https://evil.example)',
        '[sign in](https://evil.example "https://bank.example")',
        String.raw`[$\text{bank.}\text{example}$](https://evil.example)`,
        String.raw`[**as \(\text{https}{:}{/}{/}\text{bank.}\text{example}\)**](https://evil.example)`,
        '[write to us](mailto:me@evil.example)',
        '<me@evil.example>',
        '[plain](https://evil.example)',
      ].join('\n\n'),
    );
    const hosts = all(element, 'p').map((line) => line.querySelector('.link-host')?.textContent ?? null);
    const evil = '(evil.example)';
    expect(hosts).to.deep.equal([evil, evil, evil, evil, evil, evil, '(me@evil.example)', null, null]);
  });

  it('shows a link that must not be followed as its text', async () => {
    const element = await shown('[click](javascript:alert(1)) [here](/settings)');
    expect(all(element, 'a')).to.have.length(0);
    expect(element.renderRoot.textContent).to.contain('click').and.contain('here');
  });

  it('has nothing to press inside a link, however deep', async () => {
    const element = await shown(
      [
        '[**![a chart](https://x.example/i.png)**](https://y.example)',
        '[as *we [1] said*](https://y.example) [1]',
        '[noted[^n]](https://y.example) and noted[^n]',
        '[![a chart](https://x.example/i.png)](https://y.example)',
        '\n[^n]: A note.',
      ].join('\n\n'),
      { citations: CITATIONS },
    );
    const links = all(element, 'p a');
    expect(links.map(({ textContent }) => textContent)).to.deep.equal([
      'a chart',
      'as we [1] said',
      'noted1',
      'a chart',
    ]);
    expect(all(element, 'a button')).to.have.length(0);
    expect([all(element, '.citation').length, all(element, '.footnote').length]).to.deep.equal([1, 1]);
    await expect(element).to.be.accessible();
  });

  it('follows relative links on the origin of its base alone', async () => {
    const element = await shown('[here](protocol.md) [there](//evil.example/x)', { baseUrl: '/docs/' });
    const links = all(element, 'a') as HTMLAnchorElement[];
    expect(links.map(({ href }) => href)).to.deep.equal([`${location.origin}/docs/protocol.md`]);
  });

  it('fetches a remote image only when the reader asks for it', async () => {
    const element = await shown('![a chart](https://127.0.0.1:9/chart.png)');
    expect(all(element, 'img')).to.have.length(0);
    const [button] = all(element, '.image-placeholder');
    expect(button?.textContent).to.contain('a chart').and.contain('127.0.0.1:9');
    button?.click();
    await waitUntil(() => all(element, 'img, .image-placeholder small').length > 0);
    const [image] = all(element, 'img');
    if (image !== undefined) expect(image.getAttribute('referrerpolicy')).to.equal('no-referrer');
    await waitUntil(() => element.renderRoot.textContent.includes('could not be loaded'));
  });

  it('shows what would turn the words around that name a source, a language, an image or a link', async () => {
    const [turned, visible] = ['a\u202eb', 'a\\u202eb'];
    const address = 'https://127.0.0.1:9/chart.png';
    const texts = ['[1]', `[x](${address} "${turned}")`, `![${turned}](${address})`, `~~~${turned}\ny\n~~~`];
    const element = await shown(texts.join('\n\n'), { citations: [{ marker: '1', title: turned }] });
    const read = (): string[] => [
      ...all(element, '[title]').map(({ title }) => title),
      ...all(element, '[aria-label]').map(({ ariaLabel }) => ariaLabel ?? ''),
      ...all(element, '.image-placeholder, .code-language, .source-title').map((each) => each.textContent),
    ];
    expect(read().filter((words) => words.includes(visible))).to.have.length(7);
    expect(read().join()).not.to.contain('\u202e');
    all(element, '.image-placeholder')[0]?.click();
    // Before it turns out that nobody has it.
    await element.updateComplete;
    expect(all(element, 'img').map((image) => image.getAttribute('alt'))).to.deep.equal([visible]);
  });

  it('turns markers into chips that lead to their sources', async () => {
    const element = await shown('It is a log [1], says [2] and [3].', {
      citations: [...CITATIONS.slice(0, 1), { marker: '2', title: 'A book without an address' }],
    });
    const chips = all(element, '.citation');
    expect(chips.map((chip) => chip.getAttribute('aria-label'))).to.deep.equal([
      'Source 1: The idea in one paragraph',
      'Source 2: A book without an address',
    ]);
    expect(element.renderRoot.querySelector('.blocks')?.textContent).to.contain('[3]');
    chips[1]?.click();
    await waitUntil(() =>
      element.shadowRoot?.activeElement?.textContent.includes('A book without an address'),
    );
    await expect(element).to.be.accessible();
  });

  it('adopts what the formulas of a renderer need of styles, wherever they stand', async () => {
    const math = {
      styles: css`
        .my-formula {
          outline: rgb(1 2 3) solid 3px;
        }
      `,
      render: (tex: string) => {
        const node = document.createElement('b');
        node.className = 'my-formula';
        node.append(tex);
        return node;
      },
    };
    for (const text of ['Here: $x^2$', '$$\nx^2\n$$']) {
      const element = await shown(text, { math });
      const formula = (): HTMLElement | undefined => all(element, '.my-formula')[0];
      await waitUntil(() => formula() !== undefined);
      await waitUntil(() => getComputedStyle(formula()!).outlineColor === 'rgb(1, 2, 3)');
    }
  });

  it('gives each block of code its language and a button that copies it', async () => {
    const element = await shown('```ts title="x"\nconst a = 1;\n```');
    expect(all(element, '.code-language')[0]?.textContent).to.equal('ts');
    const copied: string[] = [];
    element.addEventListener('agent-chat-copy', (event) => {
      copied.push(event.text);
      event.preventDefault();
    });
    const button = element.renderRoot.querySelector('agent-copy-button');
    button?.shadowRoot?.querySelector('button')?.click();
    expect(copied).to.deep.equal(['const a = 1;']);
  });

  it('shows footnotes below, with ways there and back', async () => {
    const element = await shown('Said[^b] and done[^a].\n\n[^a]: One.\n[^b]: Two, with **form**.');
    const marks = all(element, '.footnote');
    expect(marks.map((mark) => mark.textContent)).to.deep.equal(['1', '2']);
    expect(marks[0]?.getAttribute('aria-label')).to.equal('Footnote 1');
    marks[1]?.click();
    const note = element.shadowRoot?.activeElement;
    expect(note?.textContent).to.contain('One.');
    note?.querySelector<HTMLElement>('.footnote-back')?.click();
    expect(element.shadowRoot?.activeElement).to.equal(marks[1]);
    expect(all(element, '.footnotes strong')).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it('shows a task in a loose list on the line of its box', async () => {
    const element = await shown('- [x] done\n\n- [ ] open');
    expect(all(element, 'li.task > p > .checkbox')).to.have.length(2);
  });

  it('shows a row with the cells that the table has', async () => {
    const element = await shown('| a | b |\n|---|:-:|\n| 1 |\n| 1 | 2 | 3 |');
    expect(all(element, 'tbody tr').map(({ children }) => children.length)).to.deep.equal([2, 2]);
    expect(all(element, '.center').map(({ textContent }) => textContent)).to.deep.equal(['b', '2']);
  });

  it('fills a row that has too few cells with one', async () => {
    const element = await shown('a|b|c|d\n-|-|-|-\n1');
    const spans = all(element, 'tbody td').map((cell) => (cell as HTMLTableCellElement).colSpan);
    expect(spans).to.deep.equal([1, 3]);
    await expect(element).to.be.accessible();
  });

  it('says of a long title of a link or a source what a tip has room for', async () => {
    const title = 'long '.repeat(1_000);
    const element = await shown(`[a](https://a.example "${title}") [1]`, {
      citations: [{ marker: '1', title }],
    });
    const short = `${title.slice(0, 300)}…`;
    expect(all(element, '[title]').map((each) => each.title)).to.deep.equal([short, short]);
    expect(all(element, '.citation')[0]?.ariaLabel).to.equal(`Source 1: ${short}`);
    expect(all(element, '.source-title')[0]?.textContent).to.equal(title);
  });
});
