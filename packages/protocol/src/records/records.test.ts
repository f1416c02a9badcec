import { describe, expect, it } from 'vitest';
import { check } from '../values/check.js';
import { ChatInterface, InterfaceSlug } from './chat-interface.js';
import { Session } from './session.js';

const INTERFACE = {
  interfaceId: 'i1',
  ownerId: 'u1',
  name: 'Help',
  slug: 'help-desk',
  agentId: 'bot',
  title: 'Help',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

function parsed(value: object): ChatInterface {
  const checked = check(ChatInterface, value);
  if (!checked.success) throw new Error(checked.fault.message);
  return checked.data;
}

describe('an interface record', () => {
  it('has a default for all that its owner did not choose', () => {
    expect(parsed(INTERFACE)).toMatchObject({
      status: 'draft',
      publishedAt: null,
      coverType: 'color',
      coverValue: '#6366f1',
      primaryColor: '#6366f1',
      fontFamily: 'Inter',
      borderRadius: 12,
      suggestedPrompts: [],
      allowFileUpload: false,
      maxFiles: 3,
      maxFileSizeMb: 10,
      allowedFileTypes: ['application/pdf', 'image/*', 'text/*'],
      persistenceType: 'session',
      sessionTimeoutMinutes: 60,
      widgetPosition: 'bottom-right',
      widgetButtonIcon: 'chat',
      widgetButtonText: null,
      widgetInitialState: 'collapsed',
      rateLimitMessages: 10,
      rateLimitWindowSeconds: 60,
      sessionCount: 0,
      lastActivityAt: null,
    });
    expect(parsed(INTERFACE).welcomeMessage).not.toBe('');
  });

  it('keeps fields that this version does not know', () => {
    expect(parsed({ ...INTERFACE, shiny: [null] })).toMatchObject({ shiny: [null] });
  });

  it.each([
    ['a name of 256', { name: 'x'.repeat(256) }],
    ['a title of 256', { title: 'x'.repeat(256) }],
    ['an empty welcome', { welcomeMessage: '' }],
    ['another status', { status: 'archived' }],
    ['a negative timeout', { sessionTimeoutMinutes: -1 }],
  ])('refuses %s', (_, fields) => {
    expect(check(ChatInterface, { ...INTERFACE, ...fields }).success).toBe(false);
  });

  it.each(['ab', '0-9', 'a'.repeat(100), 'a--b', 'apis'])('takes the slug %s', (slug) => {
    expect(check(InterfaceSlug, slug).success).toBe(true);
  });

  it.each(['a', '-ab', 'ab-', 'Ab', 'a b', 'a_b', 'a'.repeat(101), 'api', 'c', 'dashboard', 'ab\n'])(
    'refuses the slug %j',
    (slug) => {
      expect(check(InterfaceSlug, slug).success).toBe(false);
    },
  );
});

it('a session holds hashes, and nothing more that is not given', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const least = {
    sessionId: 's',
    interfaceId: 'i',
    sessionTokenHash: 'h',
    firstSeenAt: at,
    lastActivityAt: at,
  };
  const checked = check(Session, least);
  expect(checked).toMatchObject({
    success: true,
    data: {
      status: 'active',
      conversationId: null,
      persistenceTokenHash: null,
      messageCount: 0,
      endedAt: null,
    },
  });
  expect(check(Session, { ...least, countryCode: 'Germany' }).success).toBe(false);
});
