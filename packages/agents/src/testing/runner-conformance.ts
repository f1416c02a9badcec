import type { AgentRunner } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PLACES, RunnerWorld } from './runner-world.js';

export interface RunnerConformanceOptions {
  /** Of the runner, for the report. */
  readonly name: string;
  /** Makes one, called for each case, and once more where it is to go on after its process ended. */
  readonly make: () => AgentRunner;
  /** What it is asked. It answers with a text, perhaps after calling tools. Default `hello`. */
  readonly question?: string;
}

/** A model that is asked over a network may take its time. */
const TIMEOUT_MS = 60_000;

/**
 * The conformance kit of the `AgentRunner` port: call it at the top of a Vitest file, and it registers a
 * suite of what every runner owes to those who read along, whatever it is made of: a turn that closes,
 * text that was shown before it was logged, calls that start before they are answered, nothing after a
 * stop, and a turn that goes on when its process ended in the middle. Each case runs twice: in an
 * orchestrator, and elsewhere by `startAgents`. It needs `vitest`, an optional peer.
 */
export function runnerConformance({ name, make, question = 'hello' }: RunnerConformanceOptions): void {
  describe.each(PLACES)(`the runner ${name}, %s`, { timeout: TIMEOUT_MS }, (place) => {
    async function open(makeRunner = make): Promise<RunnerWorld> {
      const world = await RunnerWorld.open(place, makeRunner);
      onTestFinished(() => world.close());
      return world;
    }

    it('shows what it writes, logs the same, and closes its turn with one message', async () => {
      const world = await open();
      const reading = world.readTurn(2);
      await world.say(question);
      const { events, shown, logged } = await reading;
      const finalities = events.filter(({ type }) => type === 'message').map(({ finality }) => finality);
      expect(finalities.filter((finality) => finality !== 'none')).toEqual(['turn']);
      expect(events.at(-1)?.finality).toBe('turn');
      expect(logged.length).toBeGreaterThan(0);
      for (const { key, text } of logged) expect(shown.get(key)).toBe(text);
    });

    it('shows what it says that it does', async () => {
      const shown = new Set<string>();
      let onShown = (): void => undefined;
      const said = new Set<string>();
      /** Goes on when the reader has seen it: a word that another follows at once is seen by nobody. */
      const patient = (runner: AgentRunner): AgentRunner => ({
        ...runner,
        async *run(input) {
          for await (const output of runner.run(input)) {
            yield output;
            if (output.type !== 'progress') continue;
            said.add(output.status);
            while (!shown.has(output.status)) {
              await new Promise<void>((resolve) => {
                onShown = resolve;
              });
            }
          }
        },
      });
      const world = await open(() => patient(make()));
      const reading = world.readTurn(2, (frame) => {
        if (frame.kind !== 'progress') return;
        shown.add(frame.data.status);
        onShown();
      });
      await world.say(question);
      await reading;
      expect([...shown]).toEqual([...said]);
    });

    it('starts each call before it answers it, once', async () => {
      const world = await open();
      const reading = world.readTurn(2);
      await world.say(question);
      const { events } = await reading;
      const steps = new Map<string, string[]>();
      for (const { type, payload } of events) {
        if (type !== 'tool_call' && type !== 'tool_started' && type !== 'tool_result') continue;
        const { toolCallId } = payload as { toolCallId: string };
        steps.set(toolCallId, [...(steps.get(toolCallId) ?? []), type]);
      }
      for (const types of steps.values()) expect(types).toEqual(['tool_call', 'tool_started', 'tool_result']);
    });

    it('goes on turn after turn', async () => {
      const world = await open();
      for (const turn of [2, 4]) {
        const reading = world.readTurn(turn);
        await world.say(question);
        const { events } = await reading;
        expect(events.at(-1)).toMatchObject({ type: 'message', author: 'bot', finality: 'turn' });
      }
    });

    it.each(['graceful', 'hard'] as const)('ends on a %s stop, keeping what was shown', async (mode) => {
      const world = await open();
      const stopped = Promise.withResolvers<void>();
      let isAsked = false;
      const reading = world.readTurn(2, (frame) => {
        if (frame.kind !== 'draft' || isAsked) return;
        isAsked = true;
        world.stop(2, mode).then(() => stopped.resolve(), stopped.reject);
      });
      await world.say(question);
      const { events, shown, logged } = await reading;
      await stopped.promise;
      const last = events.at(-1);
      expect(last).toMatchObject({ type: 'message', finality: 'turn' });
      const { outcome } = last?.payload as { outcome?: { status: string } };
      expect(['complete', 'stopped']).toContain(outcome?.status ?? 'complete');
      for (const { key, text } of logged) expect(shown.get(key)).toBe(text);
      const head = (await world.log()).filter(({ turn }) => turn === 2).length;
      const next = world.readTurn(4);
      await world.say(question);
      await next;
      expect((await world.log()).filter(({ turn }) => turn === 2)).toHaveLength(head);
    });

    it('is finished by the next process when its own ends in the middle', async () => {
      const world = await open();
      const restarted = Promise.withResolvers<void>();
      let isEnded = false;
      const reading = world.readTurn(2, (frame) => {
        if (frame.kind !== 'draft' || isEnded) return;
        isEnded = true;
        world.restart().then(restarted.resolve, restarted.reject);
      });
      await world.say(question);
      await reading;
      await restarted.promise;
      // Cleared and begun anew under the next number, or gone on with.
      const isOver = (await world.log()).some(
        ({ finality, author }) => author === 'bot' && finality === 'turn',
      );
      if (!isOver) await world.readTurn(3);
      const log = await world.log();
      expect(log.at(-1)).toMatchObject({ type: 'message', author: 'bot', finality: 'turn' });
      const closing = log.filter(({ author, finality }) => author === 'bot' && finality === 'turn');
      expect(closing).toHaveLength(1);
      const calls = log
        .filter(({ type, turn }) => type === 'tool_result' && turn === closing[0]?.turn)
        .map(({ payload }) => (payload as { toolCallId: string }).toolCallId);
      expect(new Set(calls).size).toBe(calls.length);
    });
  });
}
