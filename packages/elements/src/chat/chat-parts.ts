// What a chat needs after a person can type: one module, so that one request brings it all. The
// notice is here as well so that a bundler puts it before Lit, with which it comes.
import '../no-policy-notice.js';
import '../menu/define.js';
import '../message-list/define.js';

export { OpenConversations } from './open-conversations.js';
export { passPartsOn } from '../parts/pass-parts-on.js';
export { refuseDrops } from './refuse-drops.js';
