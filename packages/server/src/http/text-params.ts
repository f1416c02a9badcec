import { CONTRACT, type MethodName } from '@agent-chat/protocol';
import { parseJson } from '../methods/parse-json.js';

type TextType = 'integer' | 'boolean' | 'json' | 'text';

/** What the tools of the schema library say of a schema. */
interface Definition {
  readonly type: string;
  readonly innerType?: { readonly _zod: { readonly def: Definition } };
}

/**
 * The value that the text of a param stands for, in a path or a query: by the type that the contract
 * gives it. Lists and objects are JSON. What does not look like its type stays text: the schema then
 * names the param in its error.
 */
export function textParam(method: MethodName, name: string, text: string, maxJsonDepth: number): unknown {
  switch (typeOf(method, name)) {
    case 'integer':
      return /^-?\d{1,16}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'json':
      return parseJson(text, maxJsonDepth);
    case 'text':
      return text;
  }
}

function typeOf(method: MethodName, name: string): TextType {
  const shape: Readonly<Record<string, { readonly _zod: { readonly def: Definition } }>> =
    CONTRACT[method].params.shape;
  let definition = Object.hasOwn(shape, name) ? shape[name]?._zod.def : undefined;
  while (definition?.innerType !== undefined) definition = definition.innerType._zod.def;
  if (definition?.type === 'number' || definition?.type === 'int') return 'integer';
  if (definition?.type === 'boolean') return 'boolean';
  return definition?.type === 'object' || definition?.type === 'array' ? 'json' : 'text';
}
