import { HTTP_ROUTES, type HttpMethod } from './http-routes.js';
import type { MethodName } from './methods.js';
import { OPERATOR_ROUTES } from './operator-routes.js';

/** Every method that has a place in HTTP, those for operators too. */
export type RoutedMethod = HttpMethod | keyof typeof OPERATOR_ROUTES;

export function isHttpMethod(method: MethodName): method is HttpMethod {
  return Object.hasOwn(HTTP_ROUTES, method);
}

export function isRoutedMethod(method: MethodName): method is RoutedMethod {
  return isHttpMethod(method) || Object.hasOwn(OPERATOR_ROUTES, method);
}
