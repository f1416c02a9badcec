/**
 * The entry of `dist/browser`, for pages without a bundler: what a person needs to begin typing
 * first, and then everything else.
 */
import './browser-start.js';

await import('./chat/chat-parts.js');
