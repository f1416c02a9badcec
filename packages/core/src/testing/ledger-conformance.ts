import { afterEach, beforeEach, describe } from 'vitest';
import type { Clock } from '../ports/environment.js';
import type { Ledger } from '../ports/ledger.js';
import { describeConcurrency } from './ledger/concurrency-cases.js';
import { describeCrashes } from './ledger/crash-cases.js';
import type { LedgerUnderTest } from './ledger/ledger-under-test.js';
import { describeRandomHistories } from './ledger/random-history-cases.js';
import { describeRefusals } from './ledger/refusal-cases.js';
import { describeReopening } from './ledger/reopen-cases.js';
import { describeReservations } from './ledger/reserve-cases.js';
import { describeSettlements } from './ledger/settle-cases.js';
import { describeWindows } from './ledger/window-cases.js';
import { createManualClock } from './manual-clock.js';

export interface OpenedLedger {
  /** Empty, and of this case alone. */
  readonly ledger: Ledger;
  /** Closes what is open and opens what it left, as a new process would. Needed when `persistent`. */
  reopen?(): Promise<Ledger>;
  /**
   * Ends what is open as the end of its process would, in the middle of whatever it does, and opens
   * what that left. Default: `reopen()`, which lets it finish.
   */
  crash?(): Promise<Ledger>;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface LedgerConformanceOptions {
  /** Of the ledger, for the report. */
  readonly name: string;
  /** Whether what it counts outlives the process; adds the cases that reopen it. Default: no. */
  readonly persistent?: boolean;
  /** Called before each case. The ledger must tell the time by `clock`, which the cases move. */
  open(options: { readonly clock: Clock }): Promise<OpenedLedger>;
}

/** The conformance kit of the `Ledger` port; see `eventStoreConformance`. */
export function ledgerConformance(options: LedgerConformanceOptions): void {
  describe(`ledger: ${options.name}`, () => {
    let opened: OpenedLedger;
    let ledger: Ledger;
    let clock = createManualClock();
    const subject: LedgerUnderTest = {
      get ledger() {
        return ledger;
      },
      get clock() {
        return clock;
      },
      async reopen() {
        if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
        ledger = await opened.reopen();
      },
      async crash() {
        if (!options.persistent) return;
        if (opened.crash) ledger = await opened.crash();
        else await subject.reopen();
      },
    };

    beforeEach(async () => {
      clock = createManualClock();
      opened = await options.open({ clock });
      ledger = opened.ledger;
    });
    afterEach(() => opened.close());

    describeReservations(subject);
    describeSettlements(subject);
    describeWindows(subject);
    describeRefusals(subject);
    describeConcurrency(subject);
    describeCrashes(subject);
    describeRandomHistories(subject);
    if (options.persistent) describeReopening(subject);
  });
}
