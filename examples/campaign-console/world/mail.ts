import type { Person } from './people.ts';
import { chance } from './random.ts';

export const FAULTS = {
  smtp_421: { title: 'The mail server asked us to slow down', retryable: true },
  mx_timeout: { title: 'The mail server does not answer', retryable: true },
  mailbox_full: { title: 'The mailbox is full', retryable: false },
} as const;
export type Fault = keyof typeof FAULTS;

export type Delivery = 'sent' | 'replied' | 'bounced' | Fault;

export interface Sending {
  readonly attempt: number;
  readonly variant: 'A' | 'B';
  /** How many go out together: beyond 40 a server is more likely to ask for less. */
  readonly batchSize: number;
}

/** What becomes of a message. No message leaves this process: the world is made up. */
export function deliver(seed: number, person: Person, { attempt, variant, batchSize }: Sending): Delivery {
  const roll = chance(seed, person.leadId, 'mail', attempt);
  if (person.email.endsWith('@silent.example')) return roll < 0.6 ? 'mx_timeout' : 'sent';
  if (roll < 0.012) return 'bounced';
  if (roll < 0.02) return 'mailbox_full';
  if (attempt === 1 && roll < (batchSize > 40 ? 0.09 : 0.05)) return 'smtp_421';
  if (roll < 0.055) return 'mx_timeout';
  return chance(seed, person.leadId, 'reply', variant) < (variant === 'B' ? 0.07 : 0.04) ? 'replied' : 'sent';
}
