import { AgentChatError } from '@agent-chat/protocol';
import type { RateLimitRequest } from '../ports/rate-limits.js';

const MAX_NAME = 256;
const MAX_LIMIT = 10_000;
const MAX_WINDOW_MS = 86_400_000;

/**
 * What every implementation of the port checks.
 * @throws AgentChatError `InvalidRequest`
 */
export function checkRateLimit({ key, id, limit, windowMs }: RateLimitRequest): void {
  if (!isName(key)) throw invalid('key', `needs 1 to ${MAX_NAME} characters`);
  if (id !== undefined && !isName(id)) throw invalid('id', `needs 1 to ${MAX_NAME} characters`);
  if (!isIntegerTo(MAX_LIMIT, limit)) throw invalid('limit', `is an integer from 1 to ${MAX_LIMIT}`);
  if (!isIntegerTo(MAX_WINDOW_MS, windowMs)) {
    throw invalid('windowMs', `is an integer from 1 to ${MAX_WINDOW_MS}`);
  }
}

function isName(text: string): boolean {
  return text.length >= 1 && text.length <= MAX_NAME;
}

function isIntegerTo(max: number, value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= max;
}

function invalid(path: string, what: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `"${path}" ${what}.`, { details: { path } });
}
