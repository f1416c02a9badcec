// A program: a node whose agent begins its turn, says so on a line, and never ends it.
//   node-that-hangs.ts <connection string> <schema> <lease in ms>
// It also ends when its input does, so that it never outlives a test.
import { startNode } from './start-node.js';

const [connectionString = '', schema = '', leaseMs = '1500'] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(0)).resume();

await startNode({
  connectionString,
  schema,
  leaseMs: Number(leaseMs),
  agents: {
    bot: {
      async *run({ turn }) {
        yield { type: 'draft', kind: 'text', append: 'I shall never' };
        process.stdout.write(`running ${turn.turn}\n`);
        await new Promise(() => undefined);
      },
    },
  },
});
process.stdout.write('ready\n');
