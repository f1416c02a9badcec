import type { Ids, Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  type InterfaceMethod,
  type MethodParams,
  type MethodResult,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import type { Identity } from '../methods/identity.js';
import type { Connections } from '../streams/connections.js';
import { type InterfaceConfig, type InterfaceDirectory, publicInterface } from './interfaces.js';
import type { SessionStore } from './session-store.js';

/** The methods of the contract that the server answers itself. */
export type InterfaceMethods = {
  readonly [M in InterfaceMethod]: (
    params: MethodParams<M>,
    identity: Identity | null,
  ) => Promise<MethodResult<M>>;
};

export interface InterfaceMethodsOptions {
  readonly orchestrator: Orchestrator;
  readonly interfaces: InterfaceDirectory;
  readonly sessions: SessionStore;
  readonly connections: Connections;
  readonly ids: Ids;
  readonly tenant: string;
}

export function createInterfaceMethods(options: InterfaceMethodsOptions): InterfaceMethods {
  const { orchestrator, interfaces, sessions, connections, ids, tenant } = options;
  const host = orchestrator.as({
    kind: 'operator',
    tenant,
    participantId: SYSTEM_PARTICIPANT_ID,
  });

  const findInterface = async (slug: string): Promise<InterfaceConfig> => {
    const config = await interfaces.find(slug);
    if (config === null) {
      throw new AgentChatError('UnknownInterface', `There is no interface "${slug}".`);
    }
    return config;
  };

  return {
    async getPublicInterface({ slug }) {
      return publicInterface(await findInterface(slug));
    },

    async createSession({ slug }) {
      const config = await findInterface(slug);
      const participantId = ids.next('participant');
      const visitor = {
        participantId,
        kind: 'user',
        displayName: config.visitorName ?? 'Visitor',
      } as const;
      const { conversationId } = await host.call('createConversation', {
        clientRequestId: crypto.randomUUID(),
        participants: [visitor, ...config.participants],
        interfaceId: slug,
      });
      const { token } = await sessions.create({
        interfaceSlug: slug,
        conversationId,
        participantId,
      });
      return {
        sessionToken: token,
        persistenceToken: null,
        conversationId,
        participantId,
        expiresAt: null,
        resumed: false,
      };
    },

    async endSession({ slug }, identity) {
      const session = identity?.session ?? null;
      if (session === null) {
        throw new AgentChatError('Forbidden', 'Only a visitor has a session to end.');
      }
      if (session.interfaceSlug !== slug) {
        throw new AgentChatError('UnknownInterface', `There is no session of "${slug}" to end.`);
      }
      await sessions.end(session);
      connections.revoke(session.sessionId);
      return {};
    },

    async listVisitorConversations(_params, identity) {
      const session = identity?.session ?? null;
      if (session === null) throw new AgentChatError('Forbidden', 'Only a visitor has a session.');
      const { conversationId } = session;
      return { conversations: [await host.call('getConversation', { conversationId })] };
    },
  };
}
