export {
  createOperatorClient,
  type OperatorCallOptions,
  type OperatorClient,
  type OperatorMethod,
  type StoredPicture,
} from './operator-client.js';
export type { HttpServer } from '../transports/http-call.js';
export type { TokenSource } from '../transports/token.js';
