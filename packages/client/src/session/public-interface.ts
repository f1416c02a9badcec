import { isPublicInterface, type PublicInterface } from '@agent-chat/protocol';
import { callOverHttp, type HttpServer } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';

export interface InterfaceOptions extends Omit<HttpServer, 'token'> {
  /** The name of a published interface. */
  readonly slug: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What anyone may know of a published interface: title, welcome, suggested prompts.
 * @throws AgentChatError `UnknownInterface`, `ConnectionLost`
 */
export function getPublicInterface(options: InterfaceOptions): Promise<PublicInterface> {
  const { callTimeoutMs } = limitsOf({});
  return callOverHttp(
    options,
    'getPublicInterface',
    { slug: options.slug },
    { timeoutMs: callTimeoutMs, signals: [options.signal] },
    isPublicInterface,
  );
}
