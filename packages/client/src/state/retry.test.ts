import { AgentChatError, ERROR_CODES } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { endsSubscription, isSentAgain } from './retry.js';

describe('what an error means', () => {
  const byDefault = (code: (typeof ERROR_CODES)[number]): AgentChatError => new AgentChatError(code, 'No.');

  it('a subscription is given up for what will not change', () => {
    const retried = ERROR_CODES.filter((code) => !endsSubscription(byDefault(code)));
    expect(retried).toEqual([
      'InvalidCursor',
      'TurnOpen',
      'LeaseHeld',
      'AttachmentHeld',
      'RateLimited',
      'RequestTimeout',
      'Internal',
      'Unavailable',
      'Aborted',
      'ConnectionLost',
      'MalformedFrame',
    ]);
  });

  it('a command is sent again when the way was at fault', () => {
    const again = ERROR_CODES.filter((code) => isSentAgain(byDefault(code)));
    expect(again).toEqual([
      'RateLimited',
      'RequestTimeout',
      'Internal',
      'Unavailable',
      'ConnectionLost',
      'MalformedFrame',
    ]);
    expect(isSentAgain(new AgentChatError('Internal', 'No.', { retryable: false }))).toBe(false);
  });
});
