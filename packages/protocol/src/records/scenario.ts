import * as z from 'zod/mini';

const Id = z.string().check(z.minLength(1), z.maxLength(128));

/** A tool of a role in a scenario. The oracle invents what it answers. */
export const ScenarioTool = z.looseObject({
  name: z.string().check(z.minLength(1), z.maxLength(128)),
  description: z.optional(z.string()),
  /** A JSON Schema. */
  inputSchema: z.optional(z.unknown()),
  /** What the oracle is told of how it answers. Private. */
  guidance: z.optional(z.string()),
});
export type ScenarioTool = z.infer<typeof ScenarioTool>;

/** One part in a scenario. Only who plays it may read it. */
export const ScenarioRole = z.looseObject({
  participantId: Id,
  identity: z.unknown(),
  situation: z.optional(z.string()),
  goals: z._default(z.array(z.string()), []),
  /** What nobody else may see, in a prompt or in a stream. */
  privateKnowledge: z.optional(z.unknown()),
  tools: z._default(z.array(ScenarioTool), []),
  persona: z.optional(z.unknown()),
  openingLine: z.optional(z.string()),
});
export type ScenarioRole = z.infer<typeof ScenarioRole>;

/** A simulated world. Fields that this version does not know are kept. */
export const Scenario = z.looseObject({
  scenarioId: Id,
  title: z.optional(z.string()),
  background: z.string(),
  challenges: z._default(z.array(z.string()), []),
  roles: z.array(ScenarioRole),
});
export type Scenario = z.infer<typeof Scenario>;

/** Who an agent is. It is chosen for a conversation and fixed for its life. */
export const Persona = z.looseObject({
  personaId: Id,
  name: z.string().check(z.minLength(1), z.maxLength(255)),
  systemPrompt: z.string(),
  allowedTools: z._default(z.array(z.string()), []),
  model: z.optional(z.string()),
});
export type Persona = z.infer<typeof Persona>;
