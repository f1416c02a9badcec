import { UsageError } from './usage-error.js';

/** What is to be done with interfaces. */
export type InterfaceCommand =
  | { readonly verb: 'list' }
  | { readonly verb: 'publish' | 'snippet'; readonly which: string }
  | {
      readonly verb: 'create';
      readonly title: string;
      readonly slug: string | undefined;
      /** Of other sites whose pages may show it. */
      readonly origins: readonly string[];
      readonly publishes: boolean;
    };

/** What `interfaces create` takes, as it was given. */
export interface InterfaceFlags {
  readonly slug?: string | undefined;
  readonly origin?: readonly string[] | undefined;
  readonly publish?: boolean | undefined;
}

/**
 * @param words what follows `interfaces`
 * @throws UsageError
 */
export function readInterfaceCommand(words: readonly string[], flags: InterfaceFlags): InterfaceCommand {
  const [verb, word, ...rest] = words;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is one word too many.`);
  switch (verb) {
    case 'list':
      if (word !== undefined) throw new UsageError(`"${word}" is one word too many.`);
      return { verb };
    case 'create': {
      if (word === undefined || word === '') throw new UsageError('interfaces create needs a title.');
      const { slug, origin: origins = [], publish: publishes = false } = flags;
      return { verb, title: word, slug, origins, publishes };
    }
    case 'publish':
    case 'snippet':
      if (word === undefined || word === '') throw new UsageError(`interfaces ${verb} needs a slug.`);
      return { verb, which: word };
    case undefined:
      throw new UsageError('interfaces needs one of create, list, publish, snippet.');
    default:
      throw new UsageError(`There is no command "interfaces ${verb}".`);
  }
}
