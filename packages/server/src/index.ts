export type { Asset, Assets } from './http/assets.js';
export type { AttachmentInfo } from './files/attachment-info.js';
export type { FileOptions, UploadLimit } from './files/file-options.js';
export type { FileScanner, ScannedFile, ScanVerdict } from './files/file-scanner.js';
export {
  CALL_KINDS,
  type CallKind,
  type CallLimit,
  type CallLimits,
  DEFAULT_CALL_LIMITS,
} from './admission/call-limits.js';
export type { MessageLimit } from './admission/admission.js';
export type { TrustedProxies } from './admission/client-address.js';
export type { InterfaceBudget, InterfaceRules } from './admission/interface-rules.js';
export { ELEMENTS_PATH, SERVER_PATHS } from './embedding/paths.js';
export type {
  IdentityAlgorithm,
  IdentityKey,
  IdentityOptions,
} from './identity/identity-options.js';
export type { AgentDirectory, AgentOption } from './interfaces/agents.js';
export { DEFAULT_LIMITS, type ServerLimits } from './limits.js';
export type { Authenticate } from './methods/authenticator.js';
export { bearerToken } from './methods/authenticator.js';
export {
  createServer,
  type RequestOrigin,
  type Server,
  type ServerOptions,
  WEB_SOCKET_PATH,
} from './server.js';
export type { CreationLimit } from './sessions/begin-session.js';
export type { LlmHelpers } from './operators/llm-methods.js';
export type { VisitorChoices } from './sessions/interface-methods.js';
export type { InterfaceConfig, InterfaceDirectory } from './sessions/interfaces.js';
export type { SessionOptions } from './sessions/session-options.js';
export type { VisitorOptions } from './sessions/visitors.js';
export type { SocketHandlers, SocketPeer } from './websocket/socket-peer.js';
