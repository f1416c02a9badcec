import type { KnownEventType } from '../events/event.js';
import { pathText } from '../values/check.js';
import { faultOf } from './fault-of.js';
import { PAYLOADS } from './shapes.generated.js';
import { wordsFor } from './words-for.js';

/** Where a value is not the payload of an event of `type`, and what must be there; `null`: it is one. */
export function payloadFault(
  type: KnownEventType,
  value: unknown,
): { readonly path: string; readonly expected: string } | null {
  const fault = faultOf(PAYLOADS[type], value);
  return fault && { path: pathText(fault), expected: wordsFor(fault.expected) };
}
