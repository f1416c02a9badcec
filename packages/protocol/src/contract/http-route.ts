import type { HttpRoute, Method } from './define-method.js';
import { CONTRACT, type Contract, METHOD_NAMES, type MethodName } from './methods.js';

/** The methods that have a place in HTTP. */
export type HttpMethod = {
  [M in MethodName]: Contract[M] extends { readonly http: HttpRoute } ? M : never;
}[MethodName];

export function isHttpMethod(method: MethodName): method is HttpMethod {
  return 'http' in CONTRACT[method];
}

/** The params whose name in a query is another, with that name. */
const QUERY_NAMES: ReadonlyMap<string, string> = new Map(
  METHOD_NAMES.flatMap((name) => {
    const { http }: Method = CONTRACT[name];
    return Object.entries(http?.queryNames ?? {});
  }),
);

/** What a param of the contract is called in the query of a `GET` or `DELETE`. */
export function queryNameOf(param: string): string {
  return QUERY_NAMES.get(param) ?? param;
}

/** The param of the contract that a name in a query stands for. */
export function paramNameOf(queryName: string): string {
  for (const [param, name] of QUERY_NAMES) if (name === queryName) return param;
  return queryName;
}
