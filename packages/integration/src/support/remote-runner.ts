// A program: an agent's runner in a process of its own, over a real transport.
//   remote-runner.ts <url> <transport> <conversation> <file> <milliseconds of each step>
// Its tool writes a line into the file, so that a test can count what was really done. It says
// `drafted <turn>` when it has begun to write, `booked <turn>` when its tool has run. It also ends when its input does.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgents } from '@agent-chat/agents/remote';
import { createTransport } from '@agent-chat/client';
import type { AgentRunner } from '@agent-chat/core';
import type { ConversationEvent } from '@agent-chat/protocol';

const [url = '', transportName = '', conversationId = '', file = '', stepMs = ''] = process.argv.slice(2);

const pause = (): Promise<void> => sleep(Math.random() * 2 * Number(stepMs));
const textIn = (event: ConversationEvent | undefined): string =>
  ((event?.payload as { parts?: { text?: string }[] } | undefined)?.parts ?? [])
    .map(({ text }) => text)
    .join('');

const bot: AgentRunner = {
  async *run({ events, turn, control }) {
    const task = textIn(events.findLast(({ type, author }) => type === 'message' && author === 'ada'));
    const own = events.filter((event) => event.turn === turn.turn);
    const toolCallId = `book ${task}`;
    for (const append of ['I am ', 'going to ', `book ${task}.`]) {
      yield { type: 'draft', kind: 'text', append };
      if (append === 'I am ') process.stdout.write(`drafted ${turn.turn}\n`);
      await pause();
    }
    const said = `I am going to book ${task}.`;
    yield { type: 'message', parts: [{ type: 'text', text: said }], finality: 'none' };
    if (!own.some(({ type }) => type === 'tool_call')) {
      yield { type: 'tool_call', toolCallId, name: 'book', args: { task } };
    }
    const wasStarted = own.some(({ type }) => type === 'tool_started');
    const wasAnswered = own.some(({ type }) => type === 'tool_result');
    await pause();
    if (!wasStarted) {
      await control.startTool(toolCallId);
      await pause();
      appendFileSync(file, `${task}\n`);
      process.stdout.write(`booked ${turn.turn}\n`);
      await pause();
    }
    if (!wasAnswered) yield { type: 'tool_result', toolCallId, output: wasStarted ? 'unknown' : 'booked' };
    await pause();
    yield { type: 'message', parts: [{ type: 'text', text: `Done with ${task}.` }], finality: 'turn' };
  },
};

startAgents({
  transport: createTransport(transportName, { url, token: 'bot-token' }),
  conversationId,
  agents: { bot },
});
process.stdin.resume().on('end', () => process.exit(0));
