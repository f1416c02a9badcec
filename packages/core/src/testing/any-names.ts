/** Names that a store may confuse: by case, by what it joins them with, or as a part of a statement. */
export const ANY_NAMES = [
  'a',
  'A',
  'a:b',
  'b:a',
  '["a"]',
  '😀\u0000\ud800',
  "'; DROP TABLE drafts; --",
] as const;
