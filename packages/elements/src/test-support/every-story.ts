/// <reference types="vite/client" />
import { html, nothing, render } from 'lit';
import { settle } from '../../../../tools/settle.js';
import { nextFrame } from './next-frame.js';

/** As far as our stories use Storybook. */
interface StoryDescription {
  readonly render: (args: object) => unknown;
  readonly args?: object;
  readonly play?: (context: { readonly canvasElement: HTMLElement }) => void | Promise<void>;
}

const FILES = import.meta.glob<Readonly<Record<string, StoryDescription>>>('../**/*.stories.ts', {
  eager: true,
});

/** Frames in which nothing has come or gone, until a story is all there. */
const QUIET_FRAMES = 3;
const FRAMES_AT_MOST = 90;

export interface Story {
  readonly file: string;
  readonly name: string;
  readonly description: StoryDescription;
}

/** Every story of every element, file by file. */
export const STORIES: readonly Story[] = Object.entries(FILES).flatMap(([path, stories]) =>
  Object.entries(stories)
    .filter(([name]) => name !== 'default')
    .map(([name, description]) => ({ file: path.replace(/^.*\//, ''), name, description })),
);

/** Shows a story without Storybook, in all of the page, with everything that is loaded for it. */
export async function showStory({ render: draw, args = {}, play }: StoryDescription): Promise<HTMLElement> {
  const canvas = document.createElement('div');
  document.body.append(canvas);
  render(html`${draw(args)}`, canvas);
  await play?.({ canvasElement: canvas });
  let before = -1;
  for (let frame = 0, quiet = 0; quiet < QUIET_FRAMES && frame < FRAMES_AT_MOST; frame += 1) {
    await nextFrame();
    const { length } = deepElements(canvas);
    quiet = length === before ? quiet + 1 : 0;
    before = length;
  }
  settle();
  return canvas;
}

export function removeStory(canvas: HTMLElement): void {
  render(nothing, canvas);
  canvas.remove();
}

/** All elements in a tree and in the shadow trees of it. */
export function deepElements(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) =>
    element.shadowRoot === null ? [element] : [element, ...deepElements(element.shadowRoot)],
  );
}
