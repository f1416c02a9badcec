import { HTTP_ROUTES, type HttpMethod } from './http-routes.js';
import type { MethodName } from './methods.js';

export function isHttpMethod(method: MethodName): method is HttpMethod {
  return Object.hasOwn(HTTP_ROUTES, method);
}
