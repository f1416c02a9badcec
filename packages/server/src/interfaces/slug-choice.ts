import { AgentChatError, numberedSlug, type SlugFault, slugFault, suggestSlug } from '@agent-chat/protocol';
import type { SlugClaims, SlugHolder } from './slug-claims.js';

export interface SlugChoice {
  /** Why `holder` may not have it; `null`: nothing is against it. */
  faultOf(slug: string, holder: SlugHolder): Promise<SlugFault | null>;
  /** One that is free and near to `text`; `null` where nothing of it can be one. */
  suggest(text: string, holder: SlugHolder): Promise<string | null>;
  /** Claims it. @throws AgentChatError `InvalidSlug`, `SlugTaken` with `details {reason, suggestion}` */
  claim(slug: string, holder: SlugHolder): Promise<void>;
  /** Claims the first of what `texts` suggest, or that with a number, and returns it. */
  claimLike(texts: readonly string[], holder: SlugHolder): Promise<string>;
}

/** So many numbers are tried behind a slug before one is made up. */
const MOST_NUMBERS = 30;

/** @param isOfHost whether the host has an interface of its own under a slug */
export function createSlugChoice(
  claims: SlugClaims,
  isOfHost: (slug: string) => Promise<boolean>,
): SlugChoice {
  const faultOf: SlugChoice['faultOf'] = async (slug, holder) => {
    const fault = slugFault(slug);
    if (fault !== null) return fault;
    if (await isOfHost(slug)) return 'taken';
    const result = await claims.look(slug, holder);
    return result === 'claimed' ? null : result;
  };

  const suggest: SlugChoice['suggest'] = async (text, holder) => {
    const base = suggestSlug(text);
    if (base === null) return null;
    for (const slug of numbered(base)) if ((await faultOf(slug, holder)) === null) return slug;
    return null;
  };

  /** Why it was not claimed; `null`: it was. */
  const tryClaim = async (slug: string, holder: SlugHolder): Promise<SlugFault | null> => {
    const fault = slugFault(slug);
    if (fault !== null) return fault;
    if (await isOfHost(slug)) return 'taken';
    const result = await claims.claim(slug, holder);
    return result === 'claimed' ? null : result;
  };

  return {
    faultOf,
    suggest,
    async claim(slug, holder) {
      const fault = await tryClaim(slug, holder);
      if (fault !== null) throw refusal(slug, fault, await suggest(slug, holder));
    },
    async claimLike(texts, holder) {
      const base = texts.map(suggestSlug).find((slug) => slug !== null) ?? 'chat-1';
      for (const slug of numbered(base)) if ((await tryClaim(slug, holder)) === null) return slug;
      const made = numberedSlug(base, crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
      const fault = await tryClaim(made, holder);
      if (fault !== null) throw refusal(made, fault, null);
      return made;
    },
  };
}

function* numbered(base: string): Generator<string> {
  yield base;
  for (let number = 2; number <= MOST_NUMBERS; number += 1) yield numberedSlug(base, number);
}

const TEXTS: Readonly<Record<SlugFault, string>> = {
  length: 'A slug has 2 to 100 characters.',
  form: 'A slug has small letters from a to z, digits, and hyphens between them.',
  confusable: 'This slug looks like another one, or is written with letters that only look like a to z.',
  reserved: 'This slug is a place of the server itself, or looks like one.',
  taken: 'Another interface has this slug.',
  retired: 'An interface that was deleted had this slug. It is never used again.',
};

function refusal(slug: string, reason: SlugFault, suggestion: string | null): AgentChatError {
  const isOfOthers = reason === 'taken' || reason === 'retired' || slugFault(slug) === null;
  return new AgentChatError(isOfOthers ? 'SlugTaken' : 'InvalidSlug', TEXTS[reason], {
    details: { reason, suggestion },
  });
}
