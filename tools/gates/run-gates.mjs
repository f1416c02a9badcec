// @ts-check
import { CommandFailed } from '../setup/run.mjs';

/**
 * Runs one gate, prints how it went, and what it wrote if it failed.
 *
 * @param {import('./gate.mjs').Gate} gate
 * @returns {Promise<boolean>} whether it passed
 */
async function runGate({ name, run }) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    await run();
    console.log(`  ok    ${name} (${seconds()})`);
    return true;
  } catch (error) {
    console.log(`  FAIL  ${name} (${seconds()})`);
    if (error instanceof CommandFailed) console.log(`${error.output}\n${error.message}\n`);
    else console.log(error);
    return false;
  }
}

/**
 * Runs gates, two at a time: whenever there is room, the first of them that waits for no other.
 *
 * @param {readonly import('./gate.mjs').Gate[]} gates
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runGates(gates) {
  const waiting = new Set(gates);
  /** @type {Map<import('./gate.mjs').Gate, Promise<void>>} */
  const running = new Map();
  let passed = 0;
  /** @param {import('./gate.mjs').Gate} gate */
  const start = async (gate) => {
    if (await runGate(gate)) passed += 1;
    running.delete(gate);
  };
  while (waiting.size > 0 || running.size > 0) {
    const isReady = (/** @type {import('./gate.mjs').Gate} */ { after = [] }) =>
      !after.some((each) => waiting.has(each) || running.has(each));
    const next = running.size < 2 ? [...waiting].find(isReady) : undefined;
    if (next === undefined) {
      await Promise.race(running.values());
    } else {
      waiting.delete(next);
      running.set(next, start(next));
    }
  }
  return { passed, failed: gates.length - passed };
}
