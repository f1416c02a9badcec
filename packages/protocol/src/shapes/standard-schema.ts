import { pathText } from '../values/check.js';
import { faultOf } from './fault-of.js';
import type { Shape } from './shape.js';

/** What checks a value, as any schema library offers it: the Standard Schema interface, version 1. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'agent-chat';
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: T; readonly issues?: undefined }
      | { readonly issues: readonly { readonly message: string }[] };
  };
}

/** A value that passes is itself the result, not a copy. */
export function standardSchema<T>(shape: Shape): StandardSchema<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'agent-chat',
      validate(value) {
        const fault = faultOf(shape, value);
        if (fault === null) return { value: value as T };
        return { issues: [{ message: `Something is wrong or missing at "${pathText(fault)}".` }] };
      },
    },
  };
}
