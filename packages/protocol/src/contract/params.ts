import type * as z from 'zod/mini';
import { copyOf } from '../shapes/copy-of.js';
import { faultOf, fits } from '../shapes/fault-of.js';
import { PARAMS, RESULTS } from '../shapes/shapes.generated.js';
import { wordsFor } from '../shapes/words-for.js';
import { pathText } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import type { Contract, MethodName, MethodParams, MethodResult } from './methods.js';

/**
 * The params of `method` that a value from outside is.
 * @throws AgentChatError `InvalidRequest` with `details.path`
 */
export function parseParams<M extends MethodName>(method: M, value: unknown): MethodParams<M> {
  const shape = PARAMS[method];
  const fault = faultOf(shape, value);
  if (fault === null) return copyOf(shape, value) as MethodParams<M>;
  const path = pathText(fault);
  throw new AgentChatError(
    'InvalidRequest',
    `${method}: ${path === '' ? 'the params' : `"${path}"`} must be ${wordsFor(fault.expected)}.`,
    { details: { method, path } },
  );
}

/** Whether a value may be sent as the params of `method`. Fields with a default may be absent: `parseParams` fills them in. */
export function isParams<M extends MethodName>(
  method: M,
  value: unknown,
): value is z.input<Contract[M]['params']> {
  return fits(PARAMS[method], value);
}

/** Whether a value from outside is a result of `method`. Fields that this version does not know may be there. */
export function isResult<M extends MethodName>(method: M, value: unknown): value is MethodResult<M> {
  return fits(RESULTS[method], value);
}
