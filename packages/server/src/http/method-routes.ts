import {
  CONTRACT,
  type HttpRoute,
  isRoutedMethod,
  METHOD_NAMES,
  type RoutedMethod,
} from '@agent-chat/protocol';

/** A method of the contract as a route. */
export interface MethodRoute {
  readonly method: RoutedMethod;
  readonly verb: HttpRoute['verb'];
  /** The path in the router's notation, `:name` for each param. */
  readonly pattern: string;
}

export const METHOD_ROUTES: readonly MethodRoute[] = METHOD_NAMES.filter(isRoutedMethod).map((method) => {
  const { verb, path } = CONTRACT[method].http;
  return { method, verb, pattern: path.replaceAll(/\{(\w+)\}/g, ':$1') };
});

/** The verbs that each pattern answers to. */
export function verbsByPattern(
  routes: readonly Pick<MethodRoute, 'verb' | 'pattern'>[],
): ReadonlyMap<string, string[]> {
  const verbs = new Map<string, string[]>();
  for (const { pattern, verb } of routes) verbs.set(pattern, [...(verbs.get(pattern) ?? []), verb]);
  return verbs;
}
