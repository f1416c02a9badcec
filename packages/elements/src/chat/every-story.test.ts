import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { page } from 'vitest/browser';
import { beyondTheEdge } from '../../../../tools/beyond-the-edge.js';
import { controlName, controlsIn } from '../test-support/controls.js';
import { removeStory, showStory, STORIES, type Story } from '../test-support/every-story.js';
import { FULL } from '../test-support/full-test.js';
import { randomFrom } from '../test-support/random-markdown.js';
import { WALKS } from '../test-support/walks/all-walks.js';

const SEED = 20_261_123;
const NARROW = 320;

/** All, or one of each file, which a seed draws. */
function drawn(): readonly Story[] {
  if (FULL) return STORIES;
  const random = randomFrom(SEED);
  const files = [...new Set(STORIES.map(({ file }) => file))];
  return files.flatMap((file) => {
    const ofFile = STORIES.filter((story) => story.file === file);
    return ofFile.slice(Math.floor(random() * ofFile.length)).slice(0, 1);
  });
}

/** The controls that a person walks to and presses in `every-control-by-keyboard.test.ts`. */
const WALKED = new Set(Object.values(WALKS).flatMap(({ controls }) => controls));

describe('every story, 320 pixels wide', () => {
  const wide = { width: innerWidth, height: innerHeight };
  beforeAll(() => page.viewport(NARROW, 640));
  afterAll(() => page.viewport(wide.width, wide.height));
  let canvas: HTMLElement | null = null;
  afterEach(() => {
    if (canvas !== null) removeStory(canvas);
    canvas = null;
    localStorage.clear();
    sessionStorage.clear();
  });

  it.each(drawn())('$file $name: all is in reach, by keyboard too', async ({ description }) => {
    canvas = await showStory(description);
    expect(innerWidth).to.equal(NARROW);
    expect(beyondTheEdge()).to.deep.equal([]);
    const names = controlsIn(canvas).map((control) => controlName(control));
    expect([...new Set(names)].filter((name) => !WALKED.has(name))).to.deep.equal([]);
  });

  it('would see what is too wide, and a control that nobody walks to', () => {
    canvas = document.createElement('div');
    document.body.append(canvas);
    const chat = canvas.appendChild(document.createElement('agent-of-a-test'));
    render(
      html`<button class="button novel" style="inline-size: 400px">New</button>`,
      chat.attachShadow({ mode: 'open' }),
    );
    expect(beyondTheEdge().join()).to.contain('button.button novel');
    expect(controlsIn(canvas).map(controlName)).to.deep.equal(['agent-of-a-test novel']);
    expect(WALKED.has('agent-of-a-test novel')).to.equal(false);
  });
});
