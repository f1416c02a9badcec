export { connectEmbed, type EmbedConnection, type EmbedOptions } from './embed-host.js';
export {
  EMBED_VERSION,
  type EmbedCommand,
  type EmbedMessage,
  readEmbedCommand,
  readEmbedMessage,
} from './embed-messages.js';
