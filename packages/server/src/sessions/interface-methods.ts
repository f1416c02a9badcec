import {
  AgentChatError,
  type InterfaceMethod,
  type ModelOption,
  type PersonaOption,
} from '@agent-chat/protocol';
import type { CallCounter } from '../admission/call-limits.js';
import type { Identity } from '../methods/identity.js';
import type { RecordMethod } from '../interfaces/record-methods.js';
import type { LlmMethod } from '../operators/llm-methods.js';
import type { OperatorMethod } from '../operators/operator-methods.js';
import type { ScenarioMethod } from '../scenarios/scenario-methods.js';
import type { ServerMethods } from '../methods/server-methods.js';
import type { BeginSession } from './begin-session.js';
import { conversationPage } from './conversation-page.js';
import { type InterfaceConfig, type InterfaceDirectory, publicInterface } from './interfaces.js';
import type { SessionConversations } from './session-conversations.js';
import type { SessionStore } from './session-store.js';
import type { StoredSession } from './stored-session.js';

/** The methods of the contract for visitors. */
export type InterfaceMethods = ServerMethods<
  Exclude<InterfaceMethod, RecordMethod | ScenarioMethod | OperatorMethod | LlmMethod>
>;

/** What visitors may choose. What they are shown changes nothing of what the orchestrator allows. */
export interface VisitorChoices {
  readonly models?: readonly ModelOption[];
  readonly personas?: readonly PersonaOption[];
}

export interface InterfaceMethodsOptions {
  readonly choices: () => VisitorChoices;
  readonly interfaces: InterfaceDirectory;
  readonly sessions: SessionStore;
  readonly conversations: SessionConversations;
  readonly beginSession: BeginSession;
  readonly calls: CallCounter;
  /** Whether the page of a request is one that may show a chat of these origins. */
  readonly mayShow: (allowedOrigins: readonly string[], request: Request) => boolean;
}

const DEFAULT_LISTED = 100;

export function createInterfaceMethods(options: InterfaceMethodsOptions): InterfaceMethods {
  const { interfaces, sessions, conversations, beginSession, calls, mayShow, choices } = options;

  const findInterface = async (slug: string): Promise<InterfaceConfig> => {
    const config = await interfaces.find(slug);
    if (config === null) {
      throw new AgentChatError('UnknownInterface', `There is no interface "${slug}".`);
    }
    return config;
  };

  /** @throws AgentChatError `Forbidden`, `UnknownInterface` */
  const sessionOf = async (identity: Identity | null, slug: string): Promise<StoredSession> => {
    const session = identity?.session ?? null;
    if (session === null) throw new AgentChatError('Forbidden', 'Only a visitor has a session.');
    if (session.server.slug === slug) return session;
    // The interface may have moved to another slug since the session began.
    const config = await interfaces.find(slug);
    if (config === null || (config.interfaceId ?? config.slug) !== session.interfaceId) {
      throw new AgentChatError('UnknownInterface', `This is no session of "${slug}".`);
    }
    return session;
  };

  /** Those of the session's visitor in its interface, in no order. */
  const ownIds = async ({ conversationId, interfaceId, userHash }: StoredSession): Promise<Set<string>> => {
    const own = userHash === undefined ? [] : await sessions.listOfUser(interfaceId, userHash);
    return new Set([conversationId, ...own.map((each) => each.conversationId)]);
  };

  return {
    async getPublicInterface({ slug }) {
      const view = publicInterface(await findInterface(slug));
      const { models = [], personas = [] } = choices();
      return {
        ...view,
        ...(models.length > 0 && { models: view.models ?? [...models] }),
        ...(personas.length > 0 && { personas: view.personas ?? [...personas] }),
      };
    },

    async createSession(params, identity, source) {
      const config = await findInterface(params.slug);
      // The page may be one that another interface names: that one's chat is none of its.
      if (!mayShow(config.allowedOrigins ?? [], source.request)) {
        const origin = source.request.headers.get('origin') ?? '';
        throw new AgentChatError('Forbidden', `Pages of ${origin} may not show this chat (allowedOrigins).`);
      }
      return beginSession(config, params, identity, source);
    },

    async endSession({ slug }, identity) {
      if (identity !== null) await calls.ofPerson(identity, 'changes');
      await sessions.end((await sessionOf(identity, slug)).sessionId, 'ended');
      return {};
    },

    async listVisitorConversations({ slug, after, limit = DEFAULT_LISTED }, identity) {
      const ids = await ownIds(await sessionOf(identity, slug));
      const found = await Promise.all([...ids].map((id) => conversations.find(id)));
      return conversationPage(
        found.filter((each) => each !== null),
        { after, limit },
      );
    },

    async renameVisitorConversation({ slug, ...params }, identity) {
      const session = await sessionOf(identity, slug);
      if (session.userHash === undefined) {
        throw new AgentChatError(
          'Forbidden',
          'Only a visitor whom the host vouches for names conversations.',
        );
      }
      if (!(await ownIds(session)).has(params.conversationId)) {
        throw new AgentChatError('UnknownConversation', 'There is no such conversation.');
      }
      const requestId = `${params.conversationId} ${params.clientRequestId}`;
      if (identity !== null) await calls.ofPerson(identity, 'renames', requestId);
      await conversations.rename(session.participantId, params);
      return {};
    },
  };
}
