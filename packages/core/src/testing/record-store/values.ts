/** Values that a store must give back as they are, as JSON. */
export const VALUES: readonly (readonly [name: string, json: string])[] = [
  ['null', 'null'],
  ['a string', '"text"'],
  ['a number', '-1.5e-7'],
  ['an empty object', '{}'],
  ['nested values', '{"a":[1,{"b":[true,false,null]},"c"],"d":{"e":{}}}'],
  ['prototype keys', '{"__proto__":{"admin":true},"constructor":1,"toString":2}'],
  ['odd characters', String.raw`{"é😀\u0000\ud800":"\u202e\u2028'; DROP TABLE records; --"}`],
  ['a long text', JSON.stringify('é😀'.repeat(300_000))],
];
