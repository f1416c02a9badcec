/**
 * The entry of `dist/browser`, for pages without a bundler: what a person needs to begin typing
 * first, and then everything else.
 */
import './no-policy-notice.js';
import './chat/define.js';
import './provider/define.js';

await import('./chat/chat-parts.js');
