/** Elements that many conversations never show: each is loaded with the first row that needs it. */
const PARTS = {
  'agent-approval': () => import('../approval/define.js'),
  'agent-query': () => import('../query/define.js'),
  'agent-steps': () => import('../step/define.js'),
} satisfies Record<string, () => Promise<unknown>>;

export type LazyPart = keyof typeof PARTS;

/** Defines `part`, now or once it has arrived. What is in its tag is shown until then. */
export async function loadPart(part: LazyPart): Promise<void> {
  if (customElements.get(part) === undefined) await PARTS[part]();
}
