import {
  AgentChatError,
  type Card,
  type ErrorBody,
  type MeterAmount,
  type ToolTraits,
} from '@agent-chat/protocol';
import * as z from 'zod';
import type { JsonSchema } from '../model/model-port.js';
import type { KeptFile, ResultFile } from './result-file.js';

/** Ends a tool that does not answer. */
export const DEFAULT_TOOL_TIMEOUT_MS = 60_000;
/** As JSON: about 60,000 tokens. */
const DEFAULT_MAX_RESULT_BYTES = 262_144;

/** A tool as the loop runs it. Made by `defineTool`. */
export interface Tool {
  /** Letters, digits, `_` and `-`, at most 64: what every provider takes. */
  readonly name: string;
  readonly description: string;
  /** What the model is told of the arguments. */
  readonly inputSchema: JsonSchema;
  /** What decides whether a call may run unasked, and run again. */
  readonly traits: ToolTraits;
  readonly timeoutMs: number;
  /** Of a result as JSON. What is longer is kept as an attachment, or ends the call with an error. */
  readonly maxResultBytes: number;
  /** What a call with these arguments uses of the host's meters. */
  uses?(args: unknown): readonly MeterAmount[];
  /** The arguments as `run` takes them, or what is wrong with them. */
  parse(args: unknown): { readonly args: unknown } | { readonly error: ErrorBody };
  run(args: unknown, context: ToolContext): unknown;
  card?(output: unknown): Card | null;
}

export interface ToolContext {
  /** Aborts when the turn ends at once or the tool's time is up. */
  readonly signal: AbortSignal;
  readonly call: ToolCallPlace;
  /**
   * Keeps a file as an attachment of the conversation, and gives what stands in its place in the result: its
   * attachment, or why there is none. It never rejects. Bytes have no place in a result: all of it is read by
   * the model, as text, in this step and in every later one.
   */
  readonly keepFile: (file: ResultFile) => Promise<KeptFile>;
  /**
   * Names who is to act when this turn has closed and nothing waits, by participant id: so a model chooses
   * who speaks next. Of several the last counts.
   *
   * @throws AgentChatError `NotOnRoster`
   */
  readonly handOff: (to: string, reason?: string) => Promise<void>;
}

/**
 * Where a call stands. A retry of the same call has the same `conversationId`, `turn` and `toolCallId`, and
 * no other call has all three: together they make its effects idempotent.
 */
export interface ToolCallPlace {
  /** Whose conversation it is. */
  readonly tenant: string;
  readonly conversationId: string;
  /** An answer that is written again is another turn. */
  readonly turn: number;
  /** Unique in its turn only: many models number their calls anew. */
  readonly toolCallId: string;
  readonly agentId: string;
  /** The run that the turn works for, where there is one. */
  readonly runId?: string;
}

export interface ToolDefinition<Args> {
  readonly name: string;
  /** For the model: what the tool does and when to use it. */
  readonly description: string;
  /**
   * The arguments: a zod schema, from which `run` gets its types, or a JSON Schema, by which
   * they are checked just the same.
   */
  readonly parameters: z.core.$ZodType<Args> | JsonSchema;
  /** It changes nothing: a call whose result was lost may run again. */
  readonly readOnly?: boolean;
  /** Running it twice with the same arguments does what running it once does. */
  readonly idempotent?: boolean;
  /** A person is asked before each call, at every autopilot level. Default: false. */
  readonly needsApproval?: boolean;
  /** The stage of the work that it belongs to, for example `send`: level 1 asks once for each. */
  readonly stage?: string;
  /**
   * The kind of setting that a call changes, for example `pacing`, `variants` or `filters`: from level 3
   * on those run unasked, everything else is asked for.
   */
  readonly tunes?: string;
  /** Changes when a call means something else than before: what was approved holds for one version. */
  readonly version?: string;
  /** Default 60 seconds. */
  readonly timeoutMs?: number;
  /** Of a result as JSON. Default 262,144. */
  readonly maxResultBytes?: number;
  /**
   * What a call uses of meters that budgets may cap, for example `[{ meter: 'sends', amount: 20 }]`.
   * It is reserved before the call and settled after it, unless the call failed for certain.
   */
  uses?(args: Args): readonly MeterAmount[];
  /**
   * Returns (or resolves to) a JSON value; `undefined` counts as `null`. What it throws becomes
   * the call's result, so that the model can react: throw a `ToolError` to say what went wrong.
   */
  run(args: Args, context: ToolContext): unknown;
  /**
   * A card that shows the output to people, put into the agent's next message. Must be a pure
   * function of the logged output: a resumed turn computes it again.
   */
  card?(output: unknown): Card | null;
}

/**
 * A tool of `definition`.
 * @throws AgentChatError `InvalidConfiguration` for a name that providers refuse, or a JSON
 * Schema that cannot be checked.
 */
export function defineTool<Args>(definition: ToolDefinition<Args>): Tool {
  const { name, description, parameters } = definition;
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new AgentChatError('InvalidConfiguration', `"${name}" cannot be the name of a tool.`, {
      details: { name },
    });
  }
  const schema = isZodSchema(parameters) ? parameters : schemaOf(name, parameters);
  return {
    name,
    description,
    inputSchema: isZodSchema(parameters) ? jsonSchemaOf(parameters) : parameters,
    traits: traitsOf(definition),
    timeoutMs: definition.timeoutMs ?? DEFAULT_TOOL_TIMEOUT_MS,
    maxResultBytes: definition.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES,
    parse(args) {
      let parsed: ReturnType<typeof z.safeParse>;
      try {
        // A page's policy may forbid code that is made of text, by which the library would be faster.
        parsed = z.safeParse(schema, args, { jitless: true });
      } catch {
        // The library gives up on values like `{"length": {"valueOf": 1}}` where a string should be.
        return { error: invalidArgs(name, [{ path: [], message: 'they cannot be checked' }]) };
      }
      return parsed.success ? { args: parsed.data } : { error: invalidArgs(name, parsed.error.issues) };
    },
    // `args` is what `parse` returned, so it has the type that the schema gives.
    run: (args, context) => definition.run(args as Args, context),
    ...(definition.uses && { uses: (args: unknown) => definition.uses?.(args as Args) ?? [] }),
    ...(definition.card && { card: definition.card.bind(definition) }),
  };
}

function traitsOf<Args>(definition: ToolDefinition<Args>): ToolTraits {
  const { readOnly = false, idempotent = false, needsApproval = false } = definition;
  const { stage, tunes, version } = definition;
  return {
    source: 'local',
    readOnly,
    idempotent: readOnly || idempotent,
    needsApproval,
    ...(stage === undefined ? {} : { stage }),
    ...(tunes === undefined ? {} : { tunes }),
    ...(version === undefined ? {} : { version }),
  };
}

function isZodSchema(parameters: object): parameters is z.core.$ZodType {
  return '_zod' in parameters;
}

function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input' });
  return jsonSchema;
}

function schemaOf(name: string, parameters: JsonSchema): z.core.$ZodType {
  try {
    return z.fromJSONSchema({ ...parameters });
  } catch (cause) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `The parameters of the tool "${name}" cannot be checked.`,
      {
        details: { name },
        cause,
      },
    );
  }
}

function invalidArgs(name: string, found: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[]): ErrorBody {
  const issues = found.slice(0, 8).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }));
  return {
    code: 'invalid_tool_args',
    message: `The arguments do not fit the parameters of "${name}": ${issues
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
      .join('; ')}`,
    details: { issues },
    retryable: false,
  };
}
