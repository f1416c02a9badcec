/// <reference types="vite/client" />
import { expect } from '@open-wc/testing';
import { render, type TemplateResult } from 'lit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { cdp, server } from 'vitest/browser';
import { lookAt, type Seen } from '../test-support/forced-colours.js';
import { FULL } from '../test-support/full-test.js';
import { nextFrame } from '../test-support/next-frame.js';
import { whole } from '../test-support/whole.js';

interface Story {
  readonly render?: (args: object, context: object) => TemplateResult;
  readonly args?: object;
  readonly play?: (context: { readonly canvasElement: HTMLElement }) => Promise<void>;
}

const FILES = import.meta.glob<Readonly<Record<string, Story>>>('../**/*.stories.ts');

/** The session of the browser's own protocol; the types of it are not loaded where no provider is. */
interface Session {
  send(method: string, params: object): Promise<unknown>;
}

const force = (value: 'active' | 'none'): Promise<unknown> =>
  (cdp() as unknown as Session).send('Emulation.setEmulatedMedia', {
    features: [{ name: 'forced-colors', value }],
  });

/** A story as it stands when it is played. */
async function looks(meta: Story, story: Story): Promise<Seen> {
  const canvasElement = document.createElement('div');
  document.body.append(canvasElement);
  const draw = story.render ?? meta.render;
  if (draw === undefined) throw new Error('A story has nothing that renders it.');
  render(draw({ ...meta.args, ...story.args }, {}), canvasElement);
  await nextFrame();
  await story.play?.({ canvasElement });
  await whole(canvasElement);
  const seen = lookAt(canvasElement);
  canvasElement.remove();
  return seen;
}

/** In whose stories something is chosen, and what that is. */
const CHOSEN: Readonly<Record<string, string>> = {
  autopilot: 'agent-choice div',
  composer: 'agent-composer div',
  'conversation-list': 'agent-conversation-list li',
  message: 'agent-message button',
  'model-select': 'agent-choice div',
  'persona-select': 'agent-persona-select input',
  settings: 'agent-chat-settings input',
};

/** Only Chromium can be told to force colours, by its own protocol; all engines do by the same media query. */
describe.runIf(server.browser === 'chromium')('in forced colours', () => {
  beforeAll(async () => {
    await force('active');
    expect(matchMedia('(forced-colors: active)').matches).to.equal(true);
  });
  afterAll(() => force('none'));

  it.each(Object.entries(FILES))(
    'every control of %s has an edge, and the chosen one another',
    async (path, load) => {
      const { default: meta, ...stories } = await load();
      const complaints: Record<string, string[]> = {};
      const chosen: string[] = [];
      const [, file = ''] = /\/([^/]+)\.stories/.exec(path) ?? [];
      const isFound = (): boolean => chosen.join().includes(CHOSEN[file] ?? '');
      for (const [index, [name, story]] of Object.entries(stories).entries()) {
        // Every eighth, and those before the one in which something is chosen.
        if (!FULL && index % 8 !== 0 && isFound()) continue;
        const seen = await looks(meta ?? {}, story);
        if (seen.complaints.length > 0) complaints[name] = [...new Set(seen.complaints)];
        chosen.push(...seen.chosen);
      }
      expect(complaints).to.deep.equal({});
      expect(isFound(), chosen.join()).to.equal(true);
    },
  );

  it('looks at the stories of everything in which something is chosen', () => {
    const names = Object.keys(FILES).join();
    expect(Object.keys(CHOSEN).filter((name) => !names.includes(`/${name}.stories`))).to.deep.equal([]);
  });
});
