import { ANSWER_WALKS } from './answer-walks.js';
import { COMPOSER_WALKS } from './composer-walks.js';
import { FRAME_WALKS } from './frame-walks.js';
import { MESSAGE_WALKS } from './message-walks.js';
import type { Walks } from './walk.js';
import { WORK_WALKS } from './work-walks.js';

/** Every way through a chat that a person goes by keyboard alone. */
export const WALKS: Walks = {
  ...MESSAGE_WALKS,
  ...ANSWER_WALKS,
  ...WORK_WALKS,
  ...COMPOSER_WALKS,
  ...FRAME_WALKS,
};
