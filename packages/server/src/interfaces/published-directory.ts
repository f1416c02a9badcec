import type { InterfaceConfig, InterfaceDirectory } from '../sessions/interfaces.js';
import { type AgentDirectory, agentsOf } from './agents.js';
import type { InterfaceStore, StoredInterface } from './interface-store.js';
import type { OriginIndex } from './origin-index.js';
import { publicViewOf } from './public-view.js';
import type { SlugClaims } from './slug-claims.js';

export interface PublishedDirectoryOptions {
  readonly store: InterfaceStore;
  readonly claims: SlugClaims;
  readonly origins: OriginIndex;
  readonly agents: AgentDirectory | undefined;
  readonly tenant: string;
}

/** What visitors find: the published interfaces of one tenant. */
export function publishedDirectory(options: PublishedDirectoryOptions): InterfaceDirectory {
  const { store, claims, origins, agents, tenant } = options;
  return {
    allows: (origin) => origins.isAllowed(tenant, origin),
    async find(slug) {
      const holder = await claims.find(slug);
      if (holder === null || holder.tenant !== tenant) return null;
      const record = await store.get(tenant, holder.interfaceId);
      const isThere = record?.status === 'published' && hasSlug(record, slug);
      if (record === null || !isThere) return null;
      const known = await agentsOf(agents, tenant);
      return configOf(record, known?.find((each) => each.agentId === record.agentId)?.name ?? null);
    },
  };
}

function hasSlug({ slug, formerSlugs }: StoredInterface, asked: string): boolean {
  return slug === asked || formerSlugs.includes(asked);
}

/** What a server works with: the public view, who answers, and the rules of its sessions. */
function configOf(record: StoredInterface, agentName: string | null): InterfaceConfig {
  const { agentId, title } = record;
  return {
    ...publicViewOf(record),
    interfaceId: record.interfaceId,
    participants: [{ participantId: agentId, kind: 'agent', displayName: agentName ?? title }],
    sessionTimeoutMinutes: record.sessionTimeoutMinutes,
    rateLimitMessages: record.rateLimitMessages,
    rateLimitWindowSeconds: record.rateLimitWindowSeconds,
    allowedOrigins: record.allowedOrigins,
  };
}
