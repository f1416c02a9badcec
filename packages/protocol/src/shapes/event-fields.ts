import type { KnownEventType } from '../events/event.js';
import type { Fields, Shape } from './shape.js';
import { CONVERSATION_EVENT, PAYLOADS } from './shapes.generated.js';

/** The fields of an event that this version knows, besides those of its payload. */
export const ENVELOPE_FIELDS = fieldsOfShape(CONVERSATION_EVENT);

export function payloadFields(type: KnownEventType): Fields {
  return fieldsOfShape(PAYLOADS[type]);
}

/** An event and all payloads are objects. */
function fieldsOfShape(shape: Shape): Fields {
  return shape[0] === 'open' ? fieldsOfShape(shape[1]) : (shape[1] as Fields);
}
