import { createHmac } from 'node:crypto';
import { createAttachments, createOrchestrator, type Orchestrator, randomIds } from '@agent-chat/core';
import type { Caller, ErrorBody, MethodResult } from '@agent-chat/protocol';
import type { InterfaceConfig } from '@agent-chat/server';
import { AGENTS } from '../interface-server.js';
import { type OperatorNode, type OperatorServer, openOperatorServer } from '../operator-server.js';
import type { StoredRows } from '../stored-rows.js';
import type { TestStoreKind } from '../test-stores.js';
import { rowsAtRest } from './rows-at-rest.js';

export type Session = MethodResult<'createSession'>;
export type AskedMethod = Parameters<OperatorNode['ask']>[0];

/** Of each kind that a case uses up. */
export const MOST_CALLS = 3;

const SECRET = 'a secret of tests, of 32 bytes and more';
const ISSUER = 'https://shop.example';
const SHOP: InterfaceConfig = {
  slug: 'shop',
  title: 'Shop',
  description: null,
  welcomeMessage: 'Hello.',
  placeholderText: 'Write',
  suggestedPrompts: [],
  persistenceType: 'local_storage',
  sessionTimeoutMinutes: 5,
  participants: [{ participantId: 'helper', kind: 'agent', displayName: 'Helper' }],
  uploads: { maxFiles: 3, maxFileSizeMb: 1, allowedFileTypes: ['text/*'] },
};

/** A server with an interface of the host's own, `shop`, to be refused by. */
export interface InterfaceWorld extends Pick<OperatorServer, 'clock' | 'close'> {
  readonly node: OperatorNode;
  /** The ids of the agents that there are. */
  readonly agents: Set<string>;
  /** See `rowsAtRest`. */
  rows(): Promise<StoredRows>;
  /** A name that nothing else has. */
  unique(name: string): string;
  /** The result; else the error's code. */
  ask(method: AskedMethod, params: object, token?: string): Promise<unknown>;
  /** As the page of the host says who its visitor is. */
  identityTokenOf(subject: string): string;
  begin(params?: object): Promise<Session>;
  /** On conversations themselves, beside the server. */
  as(caller: Caller): ReturnType<Orchestrator['as']>;
}

export async function openInterfaceWorld(kind: TestStoreKind): Promise<InterfaceWorld> {
  const opened = await openOperatorServer(kind);
  const { clock, store } = opened;
  const agents = new Set(AGENTS.map(({ agentId }) => agentId));
  const { blobs, records } = store;
  const few = { calls: MOST_CALLS, windowSeconds: 600 };
  const node = opened.node({
    agents: async () => AGENTS.filter(({ agentId }) => agents.has(agentId)),
    interfaces: [SHOP],
    identity: {
      issuer: ISSUER,
      audience: 'chat',
      keys: [{ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }],
    },
    callLimits: { renames: few, changes: few },
    creationLimit: { sessions: MOST_CALLS, windowSeconds: 600 },
    files: {
      attachments: createAttachments({ blobs, records, clock, ids: randomIds() }),
      scanner: { scan: async () => ({ verdict: 'hold' }) },
    },
  });
  const orchestrator = createOrchestrator({ store, clock });
  let names = 0;
  const ask: InterfaceWorld['ask'] = async (method, params, token) => {
    const response = await node.ask(method, params, token);
    const answer: unknown = await response.json();
    return response.ok ? answer : (answer as ErrorBody).code;
  };
  return {
    clock,
    node,
    agents,
    ask,
    unique: (name) => `${name}-${++names}`,
    rows: () => rowsAtRest(store),
    identityTokenOf(subject) {
      const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const exp = Math.floor(clock.now() / 1_000) + 600;
      const text = `${encode({ alg: 'HS256' })}.${encode({ iss: ISSUER, aud: 'chat', sub: subject, exp })}`;
      return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
    },
    begin: async (params = {}) => (await ask('createSession', { slug: 'shop', ...params })) as Session,
    as: (caller) => orchestrator.as(caller),
    async close() {
      await orchestrator.close();
      await opened.close();
    },
  };
}
