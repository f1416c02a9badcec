import type { AgentRunner, RunnerOutput } from '@agent-chat/core';
import * as z from 'zod';
import { changedOutputs } from '../loop/changed-outputs.js';
import { defineTool, type Tool } from '../tools/tool.js';
import type { Answer } from './compose.js';

export const SEND_DEMO_EMAIL = 'send_demo_email';

const EmailArgs = z.object({
  to: z.string().min(3).max(320).describe('The address that it goes to.'),
  subject: z.string().max(200),
  text: z.string().max(5_000),
});

/**
 * A tool that a person has to approve and that sends nothing: to see an approval, from the question to
 * what becomes of it, without a mail server.
 */
export function demoEmailTool(): Tool {
  return defineTool({
    name: SEND_DEMO_EMAIL,
    description:
      'Shows the user how an approval works: a person is asked, and then an email is not sent, because this is a demo.',
    parameters: EmailArgs,
    needsApproval: true,
    stage: 'send',
    run: ({ to, subject }) => ({ sent: false, why: 'This is a demo: it sends nothing.', to, subject }),
  });
}

/** What the guide would send. */
export function demoEmail(to: string | null, subject: string): z.infer<typeof EmailArgs> {
  return {
    to: to ?? 'ada@example.com',
    subject: `News of ${subject}`,
    text: `Dear reader,\n\nsomebody wanted to see how an approval works in ${subject}. This is it.\n\nThe guide`,
  };
}

/** What the guide says once somebody has answered. */
export function demoEmailAnswer(result: { output: unknown } | { error: { message: string } }): Answer {
  if ('error' in result) {
    const why = result.error.message.replace(/\.?$/, '.');
    return say(
      `Then I leave it: the tool has not run, and it will not. I was told: *${why}* Ask me again to see the other way.`,
    );
  }
  const parsed = EmailArgs.pick({ to: true, subject: true }).safeParse(result.output);
  const { to, subject } = parsed.success ? parsed.data : { to: 'nobody', subject: '' };
  return say(
    [
      `You said yes, so the tool has run, once, with exactly the arguments that you saw: to \`${to.replaceAll('`', '')}\`, subject “${subject}”.`,
      'As this is a demo it has sent nothing. A tool of yours is asked about in the same way: give it `needsApproval`, or let a policy or a level of autopilot decide.',
    ].join('\n\n'),
  );
}

function say(text: string): Answer {
  return { text, citations: [] };
}

/** The same agent, with a step of its graph for each part of the way to the demo's email. */
export function withDemoSteps(runner: AgentRunner): AgentRunner {
  return { ...runner, run: (input) => changedOutputs(runner.run(input), withSteps) };
}

async function* withSteps(output: RunnerOutput): AsyncGenerator<RunnerOutput> {
  yield output;
  if (output.type === 'tool_call' && output.name === SEND_DEMO_EMAIL) {
    yield { type: 'step', node: 'write_email', status: 'ok', latencyMs: 4, costMicroUsd: 0 };
    yield { type: 'step', node: 'ask_a_person', status: 'start' };
  }
  if (output.type !== 'tool_result' || !isDemoCall(output.toolCallId)) return;
  if ('output' in output) {
    yield { type: 'step', node: 'ask_a_person', status: 'ok', message: 'They said yes.' };
    yield { type: 'step', node: 'send_email', status: 'ok', latencyMs: 1, costMicroUsd: 0 };
  } else {
    yield { type: 'step', node: 'ask_a_person', status: 'ok', message: 'They said no.' };
  }
}

/** The guide numbers its calls by the name of the tool. */
function isDemoCall(toolCallId: string): boolean {
  return toolCallId.startsWith(SEND_DEMO_EMAIL);
}
