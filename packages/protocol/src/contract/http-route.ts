import type { HttpRoute } from './define-method.js';
import { CONTRACT, type Contract, type MethodName } from './methods.js';

/** The methods that have a place in HTTP. */
export type HttpMethod = {
  [M in MethodName]: Contract[M] extends { readonly http: HttpRoute } ? M : never;
}[MethodName];

export function isHttpMethod(method: MethodName): method is HttpMethod {
  return 'http' in CONTRACT[method];
}

/** The one param with another name in a query than in the contract. */
const CURSOR = { param: 'cursor', inQuery: 'sinceSeq' } as const;

/** What a param of the contract is called in the query of a `GET` or `DELETE`. */
export function queryNameOf(param: string): string {
  return param === CURSOR.param ? CURSOR.inQuery : param;
}

/** The param of the contract that a name in a query stands for. */
export function paramNameOf(queryName: string): string {
  return queryName === CURSOR.inQuery ? CURSOR.param : queryName;
}
