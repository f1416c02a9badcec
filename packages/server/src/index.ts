export type { Asset, Assets } from './http/assets.js';
export { DEFAULT_LIMITS, type ServerLimits } from './limits.js';
export type { Authenticate } from './methods/authenticator.js';
export { bearerToken } from './methods/authenticator.js';
export { createServer, type Server, type ServerOptions, WEB_SOCKET_PATH } from './server.js';
export type { InterfaceConfig, InterfaceDirectory } from './sessions/interfaces.js';
export type { SocketHandlers, SocketPeer } from './websocket/socket-peer.js';
