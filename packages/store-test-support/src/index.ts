export { appendOf, TENANT } from './append-request.js';
export {
  beginConversations,
  type CommandLoad,
  type RecordedLoad,
  recordLoad,
  runLoad,
} from './command-load.js';
export { compareRates, type Contender, inNewFolder, ROUNDS } from './compare-rates.js';
export {
  READ_CONVERSATION,
  READ_EVENTS,
  READ_PAGE,
  readByStore,
  readBySubscription,
  takeBySubscription,
  writeLongConversation,
} from './read-load.js';
export { readTexts } from './read-texts.js';
export { type Child, FROM_SOURCE, outputOf, programsBeside } from './run-child.js';
