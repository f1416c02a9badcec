export { APPEND_LOADS, appendAll, throughOrchestrator, throughStore } from './append-contenders.js';
export { appendOf, TENANT } from './append-request.js';
export { type RecordedLoad, recordLoad } from './command-load.js';
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
export { sayLine } from './say-line.js';
