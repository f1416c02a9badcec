import type { InterfaceRecord, MethodParams } from '@agent-chat/protocol';
import type { InterfaceConfig } from '@agent-chat/server';
import { type OperatorNode, type OperatorServer, openOperatorServer } from './operator-server.js';
import type { TestStoreKind } from './test-stores.js';

export const AGENTS = [
  { agentId: 'helper', name: 'Helper', description: 'Answers.', updatedAt: '2026-01-01T00:00:00.000Z' },
  { agentId: 'seller', name: 'Seller' },
];
const HOST: InterfaceConfig = {
  slug: 'of-the-host',
  title: 'Host',
  description: null,
  welcomeMessage: 'Hello.',
  placeholderText: 'Write',
  suggestedPrompts: [],
  persistenceType: 'session',
  participants: [{ participantId: 'helper', kind: 'agent', displayName: 'Helper' }],
};

/** Two nodes on one store, and what tests of interfaces do with them again and again. */
export interface InterfaceServer extends Pick<OperatorServer, 'clock' | 'store' | 'close'> {
  readonly node: OperatorNode;
  readonly other: OperatorNode;
  /** What makes an interface, under a request of its own. */
  paramsOf(fields?: Partial<MethodParams<'createInterface'>>): MethodParams<'createInterface'>;
  make(fields?: Partial<MethodParams<'createInterface'>>, tenant?: string): Promise<InterfaceRecord>;
  /** The status that visitors get for its public view. */
  shown(slug: string, on?: OperatorNode): Promise<number>;
}

export async function openInterfaceServer(kind: TestStoreKind): Promise<InterfaceServer> {
  const opened = await openOperatorServer(kind);
  const options = { agents: AGENTS, interfaces: [HOST] };
  const [node, other] = [opened.node(options), opened.node(options)];
  let requests = 0;
  const paramsOf: InterfaceServer['paramsOf'] = (fields = {}) => {
    requests += 1;
    return {
      clientRequestId: `r${requests}`,
      name: 'Help',
      title: 'Help desk',
      agentId: 'helper',
      ...fields,
    };
  };
  return {
    ...opened,
    node,
    other,
    paramsOf,
    make: (fields, tenant) => node.call('createInterface', paramsOf(fields), tenant),
    shown: async (slug, on = node) => (await on.fetch('GET', `/api/public/interfaces/${slug}`)).status,
  };
}
