import { AgentChatError, type Frame, type StreamMethod } from '@agent-chat/protocol';
import type { FrameStream } from '@agent-chat/protocol/wire';
import type { Dispatcher } from '../methods/dispatcher.js';
import type { Identity } from '../methods/identity.js';
import type { Metrics } from '../operations/metrics.js';
import { toFrameStream } from './frame-stream.js';

export interface OpenSubscription {
  readonly first: Frame;
  readonly frames: FrameStream;
}

/**
 * A subscription that has yielded its first frame, and so was not refused.
 * @throws AgentChatError what the subscription was refused with
 */
export async function openSubscription(
  { dispatcher, metrics }: { readonly dispatcher: Dispatcher; readonly metrics: Metrics },
  method: StreamMethod,
  params: unknown,
  identity: Identity | null,
  signal: AbortSignal,
): Promise<OpenSubscription> {
  const startedAt = performance.now();
  const frames = toFrameStream(dispatcher.subscribe(method, params, identity, signal));
  const first = await frames.next();
  if (first.done === true) {
    throw new AgentChatError('Unavailable', 'The subscription ended before it began. Try again.');
  }
  metrics.subscribed(method, performance.now() - startedAt);
  return { first: first.value, frames };
}
