/// <reference types="vite/client" />
import { html, nothing, render } from 'lit';
import { settle } from '../../../../tools/settle.js';
import { whole } from './whole.js';

/** As far as our stories use Storybook. */
interface StoryDescription {
  readonly render: (args: object) => unknown;
  readonly args?: object;
  readonly play?: (context: { readonly canvasElement: HTMLElement }) => void | Promise<void>;
}

const FILES = import.meta.glob<Readonly<Record<string, StoryDescription>>>('../**/*.stories.ts', {
  eager: true,
});

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
  await whole(canvas);
  settle();
  return canvas;
}

export function removeStory(canvas: HTMLElement): void {
  render(nothing, canvas);
  canvas.remove();
}
