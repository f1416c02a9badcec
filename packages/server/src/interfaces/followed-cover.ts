import type { ChatInterface } from '@agent-chat/protocol';

type Cover = Pick<ChatInterface, 'coverType' | 'coverValue' | 'primaryColor'>;
type Given = { readonly [Field in keyof Cover]?: Cover[Field] | undefined };

/**
 * The cover that comes with `fields`: one of a colour that nobody chose is that of the chat. So it
 * follows where the primary colour of `before` changes and the cover was the same.
 */
export function followedCover(fields: Given, before?: Cover): { readonly coverValue?: string } {
  const { primaryColor, coverValue, coverType = before?.coverType ?? 'color' } = fields;
  const isOwn = before !== undefined && before.coverValue !== before.primaryColor;
  if (primaryColor === undefined || coverValue !== undefined || coverType !== 'color' || isOwn) return {};
  return { coverValue: primaryColor };
}
