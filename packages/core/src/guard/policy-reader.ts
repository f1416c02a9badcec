import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { GUARD_LIMITS, type GuardFault, type GuardScalar } from './policy-format.js';
import type { FaultAt } from './policy-source.js';

/** A value of the text with its place. */
export interface Place {
  readonly node: Node | null;
  /** Where faults about it are shown, also when it is empty. */
  readonly offset: number;
  readonly path: string;
}

/** Reads typed values out of a tree and collects every fault, each at its place. */
export class PolicyReader {
  readonly faults: GuardFault[] = [];
  readonly #faultAt: FaultAt;

  constructor(faultAt: FaultAt) {
    this.#faultAt = faultAt;
  }

  fault({ offset, path }: Place, message: string): undefined {
    if (this.faults.length < GUARD_LIMITS.maxFaults) this.faults.push(this.#faultAt(offset, message, path));
    return undefined;
  }

  /** The members of a mapping by name; others than `known` and equal ones are faults. */
  members<K extends string>(place: Place, known: readonly K[]): Partial<Record<K, Place>> | undefined {
    const { node } = place;
    if (!isMap(node)) return this.fault(place, `expected ${known.join(', ')}, found ${nameOf(node)}`);
    const members: Partial<Record<K, Place>> = {};
    for (const { key, value } of node.items) {
      const keyNode = key as Node | null;
      const offset = keyNode?.range?.[0] ?? place.offset;
      const name = isScalar(keyNode) && typeof keyNode.value === 'string' ? keyNode.value : undefined;
      const path = join(place.path, name ?? '?');
      const match = known.find((one) => one === name);
      if (match === undefined) {
        const shown = name === undefined ? 'a key that is not a text' : `the key ${JSON.stringify(name)}`;
        this.fault({ node: keyNode, offset, path }, `${shown} is not known; known are ${known.join(', ')}`);
      } else if (members[match] !== undefined) {
        this.fault({ node: keyNode, offset, path }, `the key "${match}" is there twice`);
      } else {
        const valueNode = value as Node | null;
        members[match] = { node: valueNode, offset: valueNode?.range?.[0] ?? offset, path };
      }
    }
    return members;
  }

  items(place: Place, limit: number): readonly Place[] | undefined {
    const { node } = place;
    if (!isSeq(node)) return this.fault(place, `expected a list, found ${nameOf(node)}`);
    if (node.items.length > limit) return this.fault(place, `a list of more than ${limit}`);
    return node.items.map((item, index) => {
      const itemNode = item as Node | null;
      return {
        node: itemNode,
        offset: itemNode?.range?.[0] ?? place.offset,
        path: join(place.path, String(index)),
      };
    });
  }

  text(place: Place, maxLength: number): string | undefined {
    const value = this.scalar(place);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      return this.fault(place, `expected a text, found ${nameOf(place.node)}; write it in quotes`);
    }
    if (value.trim() === '') return this.fault(place, 'an empty text');
    if (value.length > maxLength) return this.fault(place, `longer than ${maxLength} characters`);
    return value;
  }

  /** A list of texts; one text alone is a list of one. */
  texts(place: Place, maxLength: number): readonly string[] | undefined {
    const places = isSeq(place.node) ? this.items(place, GUARD_LIMITS.maxListItems) : [place];
    if (places?.length === 0) return this.fault(place, 'an empty list');
    return all(places?.map((one) => this.text(one, maxLength)));
  }

  scalars(place: Place): readonly GuardScalar[] | undefined {
    const places = this.items(place, GUARD_LIMITS.maxListItems);
    if (places?.length === 0) return this.fault(place, 'an empty list');
    return all(places?.map((one) => this.scalar(one)));
  }

  scalar(place: Place): GuardScalar | undefined {
    const { node } = place;
    if (node === null) return null;
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && !Number.isFinite(value)) return this.fault(place, 'not a finite number');
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    return this.fault(place, `expected one value, found ${nameOf(node)}`);
  }

  boolean(place: Place): boolean | undefined {
    const value = this.scalar(place);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.fault(place, `expected true or false, found ${nameOf(place.node)}`);
  }

  number(place: Place, isCount: boolean): number | undefined {
    const value = this.scalar(place);
    if (value === undefined) return undefined;
    if (typeof value !== 'number') return this.fault(place, `expected a number, found ${nameOf(place.node)}`);
    if (isCount && (!Number.isSafeInteger(value) || value < 0)) {
      return this.fault(place, 'expected a whole number from 0');
    }
    return value;
  }

  oneOf<T extends string>(place: Place, known: readonly T[]): T | undefined {
    const value = this.scalar(place);
    const match = known.find((one) => one === value);
    return match ?? this.fault(place, `expected one of ${known.join(', ')}`);
  }
}

function all<T>(values: readonly (T | undefined)[] | undefined): readonly T[] | undefined {
  return values?.every((value) => value !== undefined) === true ? values : undefined;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function nameOf(node: Node | null): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'a text' : `a ${typeof node.value}`;
}
