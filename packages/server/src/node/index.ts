export { elementAssets } from './element-assets.js';
export { createDiskFileStore } from './disk-file-store.js';
export { type Listener, type ListenOptions, listen } from './listen.js';
export { createRequestListener, type RequestListener } from './request-listener.js';
export { type AttachOptions, attachWebSocket } from './web-socket.js';
