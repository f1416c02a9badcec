import type { LitElement } from 'lit';
import { vi } from 'vitest';
import { nextFrame } from './next-frame.js';

/** Frames in which nothing has come or gone. */
const QUIET_FRAMES = 2;
/** For what never comes, not for what is slow. */
const PATIENCE_MS = 15_000;

/** All elements in a tree and in the shadow trees of it. */
export function deepElements(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) =>
    element.shadowRoot === null ? [element] : [element, ...deepElements(element.shadowRoot)],
  );
}

/** Whether an element says itself that it is not there yet: it has no class, or an update waits. */
function isWaiting(element: Element): boolean {
  return !element.matches(':defined') || (element as Partial<LitElement>).isUpdatePending === true;
}

/**
 * Resolves when all is there that is shown below `root`: what is loaded for it is loaded, no element
 * waits for anything, and for some frames nothing has come or gone. Returns the elements.
 */
export async function whole(root: ParentNode): Promise<readonly Element[]> {
  const end = performance.now() + PATIENCE_MS;
  let before: readonly Element[] = deepElements(root);
  for (let quiet = 0; quiet < QUIET_FRAMES; ) {
    await vi.dynamicImportSettled();
    await nextFrame();
    const elements = deepElements(root);
    const waiting = elements.filter(isWaiting);
    const changes = differences(before, elements);
    quiet = waiting.length === 0 && changes.length === 0 ? quiet + 1 : 0;
    before = elements;
    if (quiet === 0 && performance.now() > end) {
      const restless = [...waiting.map(({ localName }) => `${localName} waits`), ...changes];
      throw new Error(`It does not come to rest: ${restless.join(', ')}`);
    }
  }
  return before;
}

/** What has come and gone since `before`. */
export function differences(before: readonly Element[], after: readonly Element[]): string[] {
  const [earlier, later] = [new Set(before), new Set(after)];
  return [
    ...after.filter((element) => !earlier.has(element)).map((element) => `${nameOf(element)} has come`),
    ...before.filter((element) => !later.has(element)).map((element) => `${nameOf(element)} has gone`),
  ];
}

function nameOf({ localName, classList }: Element): string {
  return [localName, ...classList].join('.');
}
