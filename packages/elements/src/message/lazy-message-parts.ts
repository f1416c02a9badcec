/** What many answers do not have: each is loaded with the first part that needs it. */
export const LAZY_PARTS = {
  'agent-attachment': () => import('../attachment/define.js'),
  'agent-card': () => import('../card/define.js'),
} satisfies Record<string, () => Promise<unknown>>;

export type LazyMessagePart = keyof typeof LAZY_PARTS;
