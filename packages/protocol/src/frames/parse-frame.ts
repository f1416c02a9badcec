import { parseEvent } from '../events/parse-event.js';
import { faultOf } from '../shapes/fault-of.js';
import { FRAMES } from '../shapes/shapes.generated.js';
import { pathText } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import type { ControlFrame, ControlFrameKind, Frame } from './frame.js';

/**
 * The frame of `kind` that a JSON value is, or `null` for a kind that this version does not know
 * (which a reader ignores).
 *
 * @throws AgentChatError `MalformedFrame`
 */
export function parseFrame(kind: string, data: unknown): Frame | null {
  if (kind === 'event') return { kind, data: parseEvent(data) };
  if (!isControlFrameKind(kind)) return null;
  const fault = faultOf(FRAMES[kind], data);
  if (fault !== null) {
    throw new AgentChatError('MalformedFrame', `This is not a frame of kind "${kind}".`, {
      details: { path: pathText(fault) },
    });
  }
  return { kind, data } as ControlFrame;
}

function isControlFrameKind(kind: string): kind is ControlFrameKind {
  return Object.hasOwn(FRAMES, kind);
}
