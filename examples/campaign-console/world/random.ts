/** A number from 0 to below 1 that depends on its names alone: the same world for the same seed. */
export function chance(seed: number, ...names: readonly (string | number)[]): number {
  let hash = 2_166_136_261 ^ seed;
  for (const character of names.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

export function pick<T>(items: readonly [T, ...T[]], at: number): T {
  return items[Math.floor(at * items.length)] ?? items[0];
}
