import { AgentChatError } from '../values/errors.js';
import { CONTRACT, type MethodName, type MethodParams } from './methods.js';

/**
 * The params of `method` that a value from outside is.
 * @throws AgentChatError `InvalidRequest` with `details.path`
 */
export function parseParams<M extends MethodName>(method: M, value: unknown): MethodParams<M> {
  const result = CONTRACT[method].params.safeParse(value);
  if (result.success) return result.data as MethodParams<M>;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).map(String).join('.');
  throw new AgentChatError(
    'InvalidRequest',
    `${method}: ${path === '' ? 'the params' : `"${path}"`}: ${issue?.message ?? 'invalid'}.`,
    { details: { method, path } },
  );
}
