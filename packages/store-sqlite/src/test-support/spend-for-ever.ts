// A program that is killed: several writers reserve and settle step after step, each under the name
// of the step, and a line `<writer> <step>` says that a settlement was acknowledged. It also ends
// when its input does, so that it never outlives a test.
//   spend-for-ever.ts <folder> <first step of writer 0> <of writer 1> …
import { sayLine } from '@agent-chat/store-test-support';
import { createSqliteStore } from '../sqlite-store.js';
import { HELD, SPENT, stepOf, TENANT } from './spending.js';

const [folder = '', ...firsts] = process.argv.slice(2);
const { ledger } = await createSqliteStore({ folder });

process.stdin.on('end', () => process.exit(0)).resume();

async function spend(writer: number, first: number): Promise<void> {
  for (let step = first; ; step++) {
    const request = stepOf(writer, step);
    const { status } = await ledger.reserve(request);
    if (status === 'refused') throw new Error(`${HELD} more were refused.`);
    const { reservationId } = request;
    // A settled one was settled by the process before, which was killed before it could say so.
    if (status === 'reserved') {
      const actual = [{ meter: 'money', amount: SPENT }];
      await ledger.settle({ tenant: TENANT, reservationId, actual });
    }
    sayLine(`${writer} ${step}`);
  }
}

await Promise.all(firsts.map((first, writer) => spend(writer, Number(first))));
