import { PARTS } from '../shapes/shapes.generated.js';
import type { KnownPart, Part, TextPart } from './message.js';

export function isKnownPart(part: Part): part is KnownPart {
  return Object.hasOwn(PARTS, part.type);
}

/** The text of all `text` parts, joined by a blank line. */
export function textOf(parts: readonly Part[]): string {
  return parts
    .filter((part): part is TextPart => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n');
}
