import * as z from 'zod';
import { createModelRegistry, type ModelRegistry, type RegisteredModel } from '../models/model-registry.js';
import type { TokenRates } from '../models/price.js';
import { requireYaml } from '../yaml/read-yaml.js';
import type { AiSdkModelOptions } from './ai-sdk-model.js';
import { type Environment, loadModelByName } from './model-from-environment.js';

const Rate = z.number().nonnegative();
const Rates = { input: Rate, output: Rate, cacheRead: Rate.optional(), cacheWrite: Rate.optional() };

const ModelsFile = z.strictObject({
  default: z.string().optional(),
  models: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(128),
        model: z.string().min(1),
        label: z.string().min(1).optional(),
        description: z.string().optional(),
        anonymous: z.boolean().optional(),
        images: z.boolean().optional(),
        price: z
          .strictObject({
            ...Rates,
            longPrompt: z.strictObject({ aboveTokens: z.int().positive(), ...Rates }).optional(),
          })
          .optional(),
      }),
    )
    .min(1),
});

/**
 * The models of a YAML file: `default` and `models`, each with the `name` that people pick, the `model`
 * (`provider:model`, or a name that tells its provider), and perhaps `label`, `description`,
 * `anonymous`, `images` (whether it takes pictures) and a `price` in US dollars for a million tokens. Keys and addresses come from the
 * environment.
 *
 * @param file what faults are told with
 * @throws AgentChatError `InvalidConfiguration` with the line and the column, or as `modelByName`
 */
export async function modelsFromYaml(
  file: string,
  source: string,
  environment: Environment,
  options: AiSdkModelOptions = {},
): Promise<ModelRegistry> {
  const { default: defaultModel, models: entries } = requireYaml(file, source, ModelsFile);
  const models: RegisteredModel[] = [];
  for (const { name, model: named, label, description, anonymous, images, price } of entries) {
    models.push({
      name,
      ...(await loadModelByName(named, environment, options)),
      ...(label !== undefined && { label }),
      ...(description !== undefined && { description }),
      ...(anonymous !== undefined && { anonymous }),
      ...(images !== undefined && { images }),
      ...(price !== undefined && {
        price: {
          ...ratesOf(price),
          ...(price.longPrompt !== undefined && {
            longPrompt: { ...ratesOf(price.longPrompt), aboveTokens: price.longPrompt.aboveTokens },
          }),
        },
      }),
    });
  }
  return createModelRegistry({ models, ...(defaultModel !== undefined && { defaultModel }) });
}

/** Without what is not given. */
function ratesOf({ input, output, cacheRead, cacheWrite }: z.infer<z.ZodObject<typeof Rates>>): TokenRates {
  return {
    input,
    output,
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}
