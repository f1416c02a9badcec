import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** From outside the repository; `null` where they are not. */
    hostileAddresses: string[] | null;
  }
}

/** Addresses that must lead nowhere, however they are written. */
export const HOSTILE_ADDRESSES: readonly string[] = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://a.example/1',
  'file:///etc/passwd',
  'intent://x#Intent;end',
  'about:blank',
  '//evil.invalid/x',
  'https://bank.example@evil.invalid/',
  ...(inject('hostileAddresses') ?? []),
];
