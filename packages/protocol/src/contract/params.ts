import { check, pathText } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import { CONTRACT, type MethodName, type MethodParams, type MethodResult } from './methods.js';

/**
 * The params of `method` that a value from outside is.
 * @throws AgentChatError `InvalidRequest` with `details.path`
 */
export function parseParams<M extends MethodName>(method: M, value: unknown): MethodParams<M> {
  const checked = check(CONTRACT[method].params, value);
  if (checked.success) return checked.data as MethodParams<M>;
  const path = pathText(checked.fault);
  throw new AgentChatError(
    'InvalidRequest',
    `${method}: ${path === '' ? 'the params' : `"${path}"`}: ${checked.fault.message}.`,
    { details: { method, path } },
  );
}

/** Whether a value from outside is a result of `method`. Fields that this version does not know may be there. */
export function isResult<M extends MethodName>(method: M, value: unknown): value is MethodResult<M> {
  return check(CONTRACT[method].result, value).success;
}
