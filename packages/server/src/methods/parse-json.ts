import { AgentChatError } from '@agent-chat/protocol';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPENING = [...'[{'].map((character) => character.charCodeAt(0));
const CLOSING = [...']}'].map((character) => character.charCodeAt(0));

/**
 * The value that a text from outside stands for. The nesting is measured before anything is
 * parsed, so that no later walk over the value can run out of stack.
 *
 * @throws AgentChatError `InvalidRequest`
 */
export function parseJson(text: string, maxDepth: number): unknown {
  if (isDeeperThan(text, maxDepth)) {
    throw new AgentChatError('InvalidRequest', `JSON may nest at most ${maxDepth} levels deep.`, {
      details: { maxDepth },
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AgentChatError('InvalidRequest', 'This is not valid JSON.', { cause });
  }
}

function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) {
      inString = true;
    } else if (OPENING.includes(code)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (CLOSING.includes(code)) {
      depth -= 1;
    }
  }
  return false;
}
