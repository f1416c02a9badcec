import type { ModelPort } from '@agent-chat/agents';
import {
  type Clock,
  createOrchestrator,
  type Logger,
  type Orchestrator,
  type Store,
  systemClock,
} from '@agent-chat/core';
import type { Approvers, Participant } from '@agent-chat/protocol';
import { campaignAgent } from './agent/campaign-agent.ts';
import { createDesk, type Desk } from './campaign/desk.ts';
import { campaignActions } from './console/actions.ts';
import { createBriefs, SCHEDULE } from './console/briefs.ts';

export const AGENT_ID = 'campaigner';

/** Who is in a conversation of the console besides the person. */
export const OTHERS: readonly Participant[] = [
  { participantId: AGENT_ID, kind: 'agent', displayName: 'Campaigner' },
  SCHEDULE,
];

export interface CampaignAppOptions {
  readonly store: Store;
  /** A real model in place of the planner's rules. */
  readonly model?: ModelPort | undefined;
  /** Which made-up world it is. Default 7. */
  readonly seed?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface CampaignApp {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  readonly desk: Desk;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The policy of a conversation that has none. */
const FIRST_POLICY = `# What the campaign agent may send
description: Outreach
rules:
  - id: says-how-to-stop
    category: legal
    when: { cards: outbox }
    require:
      - path: /samples/*/body
        contains: answer “stop”
    effect: block
    note: Every message says how to hear no more.
`;

/** The back end of the console: an orchestrator with the campaign agent, the cards' buttons and the briefs. */
export function createCampaignApp(options: CampaignAppOptions): CampaignApp {
  const { store, model, seed = 7, clock = systemClock(), logger } = options;
  const host: Pick<Orchestrator, 'as'> = { as: (caller) => orchestrator.as(caller) };
  const desk = createDesk({ orchestrator: host, ledger: store.ledger, seed, firstPolicy: FIRST_POLICY });
  const orchestrator: Orchestrator = createOrchestrator({
    store,
    clock,
    agents: { [AGENT_ID]: campaignAgent(desk, { model, clock }) },
    onAction: campaignActions(host, desk),
    // Whoever runs the campaign is asked about it.
    approversOf: ({ participants }) => peopleIn(participants),
    ...(logger && { logger }),
  });
  const briefs = createBriefs({ orchestrator, desk, clock, logger });
  return {
    orchestrator,
    store,
    desk,
    async start() {
      await orchestrator.start();
      briefs.start();
    },
    async close() {
      await briefs.close();
      await orchestrator.close();
    },
  };
}

function peopleIn(participants: readonly Participant[]): Approvers {
  const people = participants.filter(
    ({ kind, participantId }) => kind === 'user' && participantId !== SCHEDULE.participantId,
  );
  return people.length === 0 ? 'operators' : people.map(({ participantId }) => participantId);
}
