import type { JsonSchema } from '../schema/json-schema.js';
import type { HttpMethod } from './http-routes.js';

/** A param of a route that the contract does not have, because it is about HTTP alone. */
export interface QueryOnlyParam {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** The params that stand in a query and in no other place. */
export const QUERY_ONLY: Readonly<Partial<Record<HttpMethod, readonly QueryOnlyParam[]>>> = {
  subscribe: [
    {
      name: 'wait',
      description:
        'Makes it a long poll: the answer ends with `caught_up`, as soon as something was logged after the cursor or after so many milliseconds. More than 55,000 counts as 55,000.',
      schema: { type: 'integer', minimum: 0 },
    },
  ],
};
