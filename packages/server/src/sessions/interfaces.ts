import type { InterfaceRules } from '../admission/interface-rules.js';
import { AgentChatError, type Participant, PublicInterface } from '@agent-chat/protocol';

/** A published configuration of a chat. */
export interface InterfaceConfig extends PublicInterface, InterfaceRules {
  /** What sessions and budgets are counted under. Default: the slug. */
  readonly interfaceId?: string;
  /** Who is on the roster beside the visitor: at least one agent. */
  readonly participants: readonly Participant[];
  /** What the visitor is called. Default `Visitor`. */
  readonly visitorName?: string;
  /** Origins of other sites whose pages may show it. */
  readonly allowedOrigins?: readonly string[];
}

/** Where published interfaces are found. */
export interface InterfaceDirectory {
  find(slug: string): Promise<InterfaceConfig | null>;
  /** Whether pages of this origin may show one of them. Default: `allowedOrigins` of the server decides. */
  allows?(origin: string): Promise<boolean>;
}

/** @throws AgentChatError `InvalidConfiguration` when two of a list have the same slug */
export function interfaceDirectory(
  interfaces: readonly InterfaceConfig[] | InterfaceDirectory,
): InterfaceDirectory {
  if (!isList(interfaces)) return interfaces;
  const bySlug = new Map(interfaces.map((each) => [each.slug, each]));
  if (bySlug.size < interfaces.length) {
    throw new AgentChatError('InvalidConfiguration', 'Two interfaces have the same slug.');
  }
  const origins = new Set(interfaces.flatMap(({ allowedOrigins = [] }) => allowedOrigins));
  return {
    find: async (slug) => bySlug.get(slug) ?? null,
    allows: async (origin) => origins.has(origin),
  };
}

/** Where there is nowhere to keep files, nobody is told that they may send any. */
export function withoutUploads(interfaces: InterfaceDirectory): InterfaceDirectory {
  return {
    ...interfaces,
    async find(slug) {
      const found = await interfaces.find(slug);
      return found?.uploads == null ? found : { ...found, uploads: null };
    },
  };
}

function isList(
  interfaces: readonly InterfaceConfig[] | InterfaceDirectory,
): interfaces is readonly InterfaceConfig[] {
  return Array.isArray(interfaces);
}

/** What anyone may know of it, and nothing else. */
export function publicInterface(config: InterfaceConfig): PublicInterface {
  return PublicInterface.parse(config);
}
