export type {
  AddressOptions,
  ChatFiles,
  UploadAttachment,
  UploadedAttachment,
  UploadOptions,
} from './attachments/upload.js';
export type { ChatClient, ChatClientOptions, OutgoingMessage, SendOptions } from './chat-client.js';
export { createChatClient } from './chat-client.js';
export type { LoadOlderOptions } from './engine/history-loader.js';
export type { EventsOptions } from './engine/event-feed.js';
export type { ClientEnvironment } from './environment.js';
export { platformEnvironment } from './environment.js';
export type { InterfaceOptions } from './session/public-interface.js';
export { getPublicInterface } from './session/public-interface.js';
export type {
  RenameVisitorConversationOptions,
  VisitorConversationsOptions,
} from './session/visitor-conversations.js';
export { renameVisitorConversation, visitorConversations } from './session/visitor-conversations.js';
export type { VisitorSession, VisitorSessionOptions } from './session/visitor-session.js';
export { forgetVisitorSession, visitorSession, visitorSessionKey } from './session/visitor-session.js';
export type {
  ChatState,
  Connection,
  ConnectionStatus,
  History,
  LiveDraft,
  PendingCommand,
  SentMessage,
} from './state/chat-state.js';
export { CONNECTION_STATUSES } from './state/chat-state.js';
export type { CommandMethod, CommandParams } from './state/commands.js';
export { COMMAND_METHODS } from './state/commands.js';
export { type Backoff, retryAfterMs } from './state/retry.js';
export type { Siblings } from './state/selectors.js';
export {
  selectApproval,
  selectApprovals,
  selectOpenRuns,
  selectPendingAbout,
  selectQueries,
  selectRating,
  selectRuns,
  selectSiblings,
  selectUsage,
} from './state/selectors.js';
export { type ConversationView, createViewReader, selectView } from './state/view.js';
export type {
  EventItem,
  LiveMessageItem,
  MessageItem,
  PendingMessageItem,
  QueuedMessageItem,
  ToolItem,
  ViewItem,
} from './state/view-item.js';
export type { PendingStorage, StorableCommand } from './storage/pending-storage.js';
export { memoryPendingStorage, webPendingStorage } from './storage/pending-storage.js';
export type { AutoTransportOptions } from './transports/auto-transport.js';
export { autoTransport } from './transports/auto-transport.js';
export type { NetworkTransportOptions } from './transports/create-transport.js';
export { createTransport, NETWORK_TRANSPORTS } from './transports/create-transport.js';
export type { HttpServer } from './transports/http-call.js';
export { inProcessTransport } from './transports/in-process-transport.js';
export type { TransportLimits } from './transports/limits.js';
export type { WebSocketConstructor } from './transports/open-socket.js';
export type { LongPollTransportOptions } from './transports/long-poll-transport.js';
export { longPollTransport } from './transports/long-poll-transport.js';
export type { SharedTransportOptions } from './transports/shared-transport.js';
export { sharedSseTransport } from './transports/shared-transport.js';
export type { SocketPool } from './transports/socket-pool.js';
export { createSocketPool } from './transports/socket-pool.js';
export type { SseTransportOptions } from './transports/sse-transport.js';
export { sseTransport } from './transports/sse-transport.js';
export type { TokenSource } from './transports/token.js';
export type {
  SubscribeOptions,
  Transport,
  TransportFallback,
  TransportName,
} from './transports/transport.js';
export { TRANSPORT_NAMES } from './transports/transport.js';
export type { WebSocketTransportOptions } from './transports/web-socket-transport.js';
export { webSocketTransport } from './transports/web-socket-transport.js';
