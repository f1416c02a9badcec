import { createAgent, type ModelPort } from '@agent-chat/agents';
import type { AgentRunner, Clock } from '@agent-chat/core';
import type { Desk } from '../campaign/desk.ts';
import { plannerModel } from './planner.ts';
import { prepareTools } from './prepare-tools.ts';
import { settingsInRequest } from './read-request.ts';
import { sendTools } from './send-tools.ts';

const SYSTEM_PROMPT = `You run outreach campaigns. Everything is done by tools, and nothing by words alone.
A campaign goes: draft_brief, simulate (the preflight), discover_people, write_messages, send_messages batch by
batch, report_errors for each fault, summarise. Take each batch unchanged from "next" of campaign_status,
write_messages or send_messages; where there is none and messages wait, say that a person has to approve them.
When a tool is denied, blocked or over a budget, say so and stop. From autopilot level 3 on follow "advice" with
the tune tools. Rules of tone, legal and style go through propose_policy; a rule that is in force already is
shown with check_policy. Answer in one or two plain sentences.`;

/** The campaign agent. `model`: a real one in place of the planner's rules. */
export function campaignAgent(
  desk: Desk,
  {
    model = plannerModel(),
    clock,
  }: { readonly model?: ModelPort | undefined; readonly clock?: Clock | undefined },
): AgentRunner {
  return createAgent({
    model,
    tools: [...prepareTools(desk), ...sendTools(desk)],
    systemPrompt: SYSTEM_PROMPT,
    settingsInChat: { read: settingsInRequest },
    // The policy is for operators to read, and the agent is none: the host says which version was in force.
    async evidenceFor({ conversationId, seq }) {
      const policy = (await desk.policies(conversationId)).find((one) => one.seq < seq);
      if (policy === undefined) return [];
      return [
        { label: `Policy ${policy.policyId}, version ${policy.version}`, kind: 'policy', seq: policy.seq },
      ];
    },
    // A whole campaign may be one turn: 2,000 messages are some 50 batches.
    maxSteps: 400,
    ...(clock && { clock }),
  });
}
