import type { AgentRecord, InterfaceRecord } from '@agent-chat/protocol';
import type { Embedding } from '../embedding/embedding.js';
import { operatorOf } from '../methods/operator.js';
import type { ServerMethods } from '../methods/server-methods.js';
import { makeRequestOf } from '../records/make-requests.js';
import { type AgentDirectory, agentsOf } from './agents.js';
import type { InterfaceRecords } from './interface-records.js';
import type { StoredInterface } from './interface-store.js';
import { publicViewOf } from './public-view.js';

/** What has happened in an interface, which its record does not know. */
export interface InterfaceCounts {
  readonly sessionCount: number;
  readonly messageCount: number;
  /** ISO-8601. */
  readonly lastActivityAt: string | null;
}

export interface RecordMethodsOptions {
  readonly interfaces: InterfaceRecords;
  readonly agents?: AgentDirectory | undefined;
  readonly countsOf: (tenant: string, interfaceId: string) => Promise<InterfaceCounts>;
  readonly embedding: Embedding;
}

/** The methods of the contract on the records of interfaces. */
export type RecordMethod =
  | 'createInterface'
  | 'listInterfaces'
  | 'getInterface'
  | 'updateInterface'
  | 'deleteInterface'
  | 'restoreInterface'
  | 'publishInterface'
  | 'unpublishInterface'
  | 'duplicateInterface'
  | 'previewInterface'
  | 'getEmbedCode'
  | 'checkSlug'
  | 'listAgents';

const DEFAULT_LIMIT = 50;
/** Of an interface in which nothing has happened. */
export const NO_COUNTS: InterfaceCounts = { sessionCount: 0, messageCount: 0, lastActivityAt: null };

export function createRecordMethods(options: RecordMethodsOptions): ServerMethods<RecordMethod> {
  const { interfaces, agents, countsOf, embedding } = options;

  const withCounts = async (tenant: string, record: StoredInterface): Promise<InterfaceRecord> => {
    const { formerSlugs: _, slugWasShown: __, ...told } = record;
    const counts = await countsOf(tenant, record.interfaceId);
    return {
      ...told,
      // Of what was brought along from another system, and of what happened here.
      sessionCount: record.sessionCount + counts.sessionCount,
      messageCount: record.messageCount + counts.messageCount,
      lastActivityAt: counts.lastActivityAt ?? record.lastActivityAt,
    };
  };

  return {
    async createInterface(params, identity) {
      const operator = operatorOf(identity);
      const { clientRequestId: _, ...fields } = params;
      const request = makeRequestOf('createInterface', params, operator);
      return withCounts(operator.tenant, await interfaces.create(request, fields));
    },

    async listInterfaces({ after, limit = DEFAULT_LIMIT, ...asked }, identity) {
      const { tenant } = operatorOf(identity);
      const page = await interfaces.store.list(tenant, asked, { after, limit });
      return {
        ...page,
        interfaces: await Promise.all(page.interfaces.map((each) => withCounts(tenant, each))),
      };
    },

    async getInterface({ interfaceId }, identity) {
      const { tenant } = operatorOf(identity);
      return withCounts(tenant, await interfaces.get({ tenant, interfaceId }));
    },

    async updateInterface({ interfaceId, revision, changes }, identity) {
      const { tenant } = operatorOf(identity);
      return withCounts(tenant, await interfaces.update({ tenant, interfaceId, revision }, changes));
    },

    async deleteInterface({ interfaceId, revision }, identity) {
      const { tenant } = operatorOf(identity);
      await interfaces.delete({ tenant, interfaceId, revision });
      return {};
    },

    async restoreInterface({ interfaceId }, identity) {
      const { tenant } = operatorOf(identity);
      return withCounts(tenant, await interfaces.restore({ tenant, interfaceId }));
    },

    async publishInterface({ interfaceId, revision }, identity) {
      const { tenant } = operatorOf(identity);
      return withCounts(tenant, await interfaces.publish({ tenant, interfaceId, revision }));
    },

    async unpublishInterface({ interfaceId, revision }, identity) {
      const { tenant } = operatorOf(identity);
      return withCounts(tenant, await interfaces.unpublish({ tenant, interfaceId, revision }));
    },

    async duplicateInterface(params, identity) {
      const operator = operatorOf(identity);
      const { tenant } = operator;
      const { interfaceId, name, slug } = params;
      const request = makeRequestOf('duplicateInterface', params, operator);
      return withCounts(tenant, await interfaces.duplicate(request, { tenant, interfaceId }, { name, slug }));
    },

    async previewInterface({ interfaceId }, identity) {
      const { tenant } = operatorOf(identity);
      return publicViewOf(await interfaces.get({ tenant, interfaceId }));
    },

    async getEmbedCode({ interfaceId }, identity, { request }) {
      const { tenant } = operatorOf(identity);
      return embedding.codeOf(await interfaces.get({ tenant, interfaceId }), request);
    },

    async checkSlug({ slug, interfaceId }, identity) {
      const { tenant } = operatorOf(identity);
      if (interfaceId !== undefined) await interfaces.get({ tenant, interfaceId });
      // Nobody is called so: what is looked for is an interface that there is not yet.
      const holder = { tenant, interfaceId: interfaceId ?? '' };
      const fault = await interfaces.slugs.faultOf(slug, holder);
      const suggestion = fault === null ? null : await interfaces.slugs.suggest(slug, holder);
      return { free: fault === null, fault, suggestion };
    },

    async listAgents(_params, identity) {
      const { tenant } = operatorOf(identity);
      const found: readonly AgentRecord[] = (await agentsOf(agents, tenant)) ?? [];
      return { agents: [...found] };
    },
  };
}
