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
 * Runs gates that do not depend on each other, two at a time.
 *
 * @param {readonly import('./gate.mjs').Gate[]} gates
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runGates(gates) {
  const waiting = [...gates];
  let passed = 0;
  const worker = async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      if (await runGate(gate)) passed += 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return { passed, failed: gates.length - passed };
}
