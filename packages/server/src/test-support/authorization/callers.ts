import { Buffer } from 'node:buffer';
import type { Caller, CallerKind } from '@agent-chat/protocol';

/** Somebody in the table, by what they are to a conversation of the tenant `one`. */
export interface TableCaller {
  readonly kind: CallerKind | null;
  readonly tenant: 'one' | 'two';
  /** Whether the conversation is theirs to know of. */
  readonly isOfConversation: boolean;
  readonly as: (conversationId: string) => Caller | null;
}

const OTHER = 'another-conversation';

function person(
  kind: 'member' | 'agent' | 'operator',
  participantId: string,
  tenant: 'one' | 'two',
  isOfConversation: boolean,
): TableCaller {
  return { kind, tenant, isOfConversation, as: () => ({ kind, tenant, participantId }) };
}

function visitor(tenant: 'one' | 'two', isOfConversation: boolean): TableCaller {
  return {
    kind: 'visitor',
    tenant,
    isOfConversation: isOfConversation && tenant === 'one',
    as: (conversationId) => ({
      kind: 'visitor',
      tenant,
      participantId: 'vera',
      conversationId: isOfConversation ? conversationId : OTHER,
    }),
  };
}

function observer(tenant: 'one' | 'two', isOfConversation: boolean): TableCaller {
  return {
    kind: 'observer',
    tenant,
    isOfConversation: isOfConversation && tenant === 'one',
    as: (conversationId) => ({
      kind: 'observer',
      tenant,
      conversationId: isOfConversation ? conversationId : OTHER,
    }),
  };
}

/** Every kind of caller, of the conversation and not, of its tenant and of another one. */
export const CALLERS: Readonly<Record<string, TableCaller>> = {
  nobody: { kind: null, tenant: 'one', isOfConversation: false, as: () => null },
  visitor: visitor('one', true),
  'another visitor': visitor('one', false),
  'a visitor of another tenant': visitor('two', true),
  member: person('member', 'ada', 'one', true),
  'another member': person('member', 'eve', 'one', false),
  'a member of another tenant': person('member', 'ada', 'two', false),
  agent: person('agent', 'echo', 'one', true),
  'another agent': person('agent', 'spy', 'one', false),
  'an agent of another tenant': person('agent', 'echo', 'two', false),
  observer: observer('one', true),
  'another observer': observer('one', false),
  'an observer of another tenant': observer('two', true),
  operator: person('operator', 'op', 'one', true),
  'an operator of another tenant': person('operator', 'op', 'two', false),
};

/** A token that stands for the caller itself; the host's own `authenticate` reads it. */
export function tokenOf(caller: Caller): string {
  return Buffer.from(JSON.stringify(caller)).toString('base64url');
}

export function callerOf(token: string): Caller | null {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as Caller;
  } catch {
    return null; // somebody else's token
  }
}
