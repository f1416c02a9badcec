import type { Ledger } from '../../ports/ledger.js';
import { type CrashHistory, type CrashStep, describeCrashSteps } from '../crash-steps.js';
import { account, entry, type LedgerUnderTest, request, TENANT } from './ledger-under-test.js';

interface Ports {
  readonly ledger: Ledger;
}

type Total = readonly [spent: number, reserved: number];

/** Both at once is what a call that stands in both accounts leaves. */
interface Totals {
  readonly campaign: Total;
  readonly run: Total;
}

const CAP = 100;

const accountsOf = (name: string) => ({
  campaign: { scope: { kind: 'campaign', id: name } } as const,
  run: { scope: { kind: 'run', id: name }, window: { slidingSeconds: 600 } } as const,
});

const HISTORY: CrashHistory<Ports, Totals> = {
  steps(name) {
    const { campaign, run } = accountsOf(name);
    const idOf = (what: string): string => `${name} ${what}`;
    const inBoth = (amount: number) => [entry(amount, CAP, campaign), entry(amount, CAP, run)];
    const reserve = (what: string, entries = inBoth(10)) => {
      const reservation = request(entries, { reservationId: idOf(what) });
      return ({ ledger }: Ports) => ledger.reserve(reservation);
    };
    const settle = (what: string, amount: number) => {
      const actual = [{ meter: 'money', amount }];
      return ({ ledger }: Ports) => ledger.settle({ tenant: TENANT, reservationId: idOf(what), actual });
    };
    const release = (what: string) => {
      const reservationId = idOf(what);
      return ({ ledger }: Ports) => ledger.release({ tenant: TENANT, reservationId });
    };
    const record = (what: string, amount: number) => {
      const entries = [campaign, run].map((one) => ({ ...account(one), amount }));
      return ({ ledger }: Ports) => ledger.record({ tenant: TENANT, recordId: idOf(what), entries });
    };
    const step = (call: CrashStep<Ports, Totals>['call'], ofCampaign: Total, ofRun: Total) => ({
      call,
      leaves: { campaign: ofCampaign, run: ofRun },
    });
    return [
      step(reserve('one'), [0, 10], [0, 10]),
      step(settle('one', 7), [7, 0], [7, 0]),
      step(record('bounce', 5), [12, 0], [12, 0]),
      step(reserve('two', [entry(20, CAP, campaign)]), [12, 20], [12, 0]),
      step(release('two'), [12, 0], [12, 0]),
      step(reserve('three', inBoth(30)), [12, 30], [12, 30]),
      step(settle('three', 40), [52, 0], [52, 0]),
      step(reserve('four'), [52, 10], [52, 10]),
    ];
  },
  async read({ ledger }, name) {
    const { campaign, run } = accountsOf(name);
    const totalOf = async (one: typeof campaign | typeof run): Promise<Total> => {
      const { spent, reserved } = await ledger.spent({ tenant: TENANT, ...account(one) });
      return [spent, reserved];
    };
    return { campaign: await totalOf(campaign), run: await totalOf(run) };
  },
};

export function describeCrashes(subject: LedgerUnderTest): void {
  describeCrashSteps({ ports: () => ({ ledger: subject.ledger }), crash: () => subject.crash() }, HISTORY);
}
