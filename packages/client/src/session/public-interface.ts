import { isPublicInterface, type PublicInterface } from '@agent-chat/protocol';
import { callOverHttp } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';

export interface InterfaceOptions {
  /** The server's address. */
  readonly url: string;
  /** The name of a published interface. */
  readonly slug: string;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What anyone may know of a published interface: title, welcome, suggested prompts.
 * @throws AgentChatError `UnknownInterface`, `ConnectionLost`
 */
export function getPublicInterface({ url, slug, fetch, signal }: InterfaceOptions): Promise<PublicInterface> {
  const { callTimeoutMs } = limitsOf({});
  return callOverHttp(
    { url, fetch },
    'getPublicInterface',
    { slug },
    { timeoutMs: callTimeoutMs, signals: [signal] },
    isPublicInterface,
  );
}
