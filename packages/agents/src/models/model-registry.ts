import type { RunnerTurn } from '@agent-chat/core';
import { AgentChatError, type Caller } from '@agent-chat/protocol';
import { changedModel } from '../model/changed-model.js';
import { COMMON_IMAGE_TYPES } from '../model/image-types.js';
import { ModelError } from '../model/model-error.js';
import type { ModelPort } from '../model/model-port.js';
import { costOfUsage, type ModelPrice, type PriceTable, priceOf } from './price.js';
import { PRICES } from './prices.js';

/** A model that people may choose. */
export interface RegisteredModel {
  /** What it is chosen by, and what the log keeps: at most 128 characters. */
  readonly name: string;
  readonly model: ModelPort;
  /** Who runs it, for example `anthropic`. */
  readonly provider: string;
  /** Where it is asked, for operators to read: no secrets. Default: not told, as the provider's own. */
  readonly address?: string | null;
  /** What people call it. Default: its name. */
  readonly label?: string;
  /** What it is good for, in a sentence. */
  readonly description?: string;
  /** Default: as the registry's table of prices says; `null`: not known. */
  readonly price?: ModelPrice | null;
  /** Whether it takes pictures. Default: as the model says; see `ModelPort.imageTypes`. */
  readonly images?: boolean;
  /** Whether anonymous visitors may choose it. Default: only the default model is theirs. */
  readonly anonymous?: boolean;
}

export interface ModelRegistryOptions {
  /** At least one, in the order in which they are shown. */
  readonly models: readonly RegisteredModel[];
  /** The name of the one that answers where nobody has chosen. Default: the first. */
  readonly defaultModel?: string;
  /** Default: `PRICES`. */
  readonly prices?: PriceTable;
}

/** A model as a picker shows it. */
export interface ModelOption {
  readonly model: string;
  readonly label: string;
  readonly description?: string;
}

/** A model of the registry with its price, where that is known. */
export interface ListedModel extends ModelOption {
  readonly provider: string;
  /** Where it is asked; `null`: at the provider's own address. */
  readonly address: string | null;
  /** The provider's own name of it. */
  readonly modelId: string;
  readonly isDefault: boolean;
  readonly anonymous: boolean;
  readonly price: ModelPrice | null;
}

/** The models of an installation, by the names that people pick. */
export interface ModelRegistry {
  readonly defaultModel: string;
  /** In their order, the default one included. */
  readonly models: readonly ListedModel[];
  /** What a picker shows to those who may choose any. */
  readonly choices: readonly ModelOption[];
  /** For `createOrchestrator`: anonymous visitors have the default and what is marked for them. */
  modelsFor(caller: Pick<Caller, 'kind'>): readonly string[];
  /** @throws AgentChatError `InvalidRequest` for a name that there is not. Default: the default model. */
  get(name?: string): ModelPort;
  /**
   * For `createAgent({ model: registry.forTurn })`: what was chosen for the conversation, or the
   * default. One that is not offered any more ends the turn as `failed` (`provider_rejected`).
   */
  readonly forTurn: (turn: Pick<RunnerTurn, 'model'>) => ModelPort;
}

/** @throws AgentChatError `InvalidConfiguration`: no models, equal names, a default that there is not */
export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  const { models, prices = PRICES } = options;
  const [first] = models;
  if (first === undefined) throw invalid('A registry of models needs at least one.');
  const defaultModel = options.defaultModel ?? first.name;
  const ports = new Map<string, ModelPort>();
  const listed = models.map((entry): ListedModel => {
    const { name, model, provider, address = null, label = name, description, anonymous = false } = entry;
    if (name === '' || name.length > 128) throw invalid(`"${name}" cannot be the name of a model.`);
    if (ports.has(name)) throw invalid(`Two models have the name "${name}".`);
    const price = entry.price === undefined ? priceOf(model.modelId, prices) : entry.price;
    ports.set(name, priced(withImages(model, entry.images), price));
    const isDefault = name === defaultModel;
    return {
      model: name,
      label,
      ...(description !== undefined && { description }),
      provider,
      address,
      modelId: model.modelId,
      isDefault,
      anonymous: anonymous || isDefault,
      price,
    };
  });
  if (!ports.has(defaultModel)) throw invalid(`There is no model "${defaultModel}" to be the default.`);

  const find = (name = defaultModel): ModelPort | null => ports.get(name) ?? null;
  const everybodys = listed.filter(({ anonymous }) => anonymous).map(({ model }) => model);
  return {
    defaultModel,
    models: listed,
    choices: listed.map(optionOf),
    modelsFor({ kind }) {
      if (kind === 'visitor') return everybodys;
      return kind === 'member' || kind === 'operator' ? [...ports.keys()] : [];
    },
    get(name) {
      const port = find(name);
      if (port !== null) return port;
      throw new AgentChatError('InvalidRequest', `There is no model "${name}".`, {
        details: { path: 'model', models: [...ports.keys()] },
      });
    },
    forTurn: ({ model }) => find(model) ?? withdrawn(model ?? ''),
  };
}

/** What is shown of a model, and nothing of its price and its provider. */
function optionOf({ model, label, description }: ListedModel): ModelOption {
  return { model, label, ...(description !== undefined && { description }) };
}

/** The model, knowing what its steps cost. */
function priced(model: ModelPort, price: ModelPrice | null): ModelPort {
  return price === null ? model : changedModel(model, { costOf: (usage) => costOfUsage(usage, price) });
}

/** The model, as its host says of pictures. */
function withImages(model: ModelPort, images: boolean | undefined): ModelPort {
  if (images === undefined) return model;
  const known = model.imageTypes ?? [];
  const imageTypes = images ? (known.length > 0 ? known : COMMON_IMAGE_TYPES) : [];
  return changedModel(model, { imageTypes });
}

/** Another one in its place would be a choice that nobody made. */
function withdrawn(name: string): ModelPort {
  return {
    modelId: name,
    // oxlint-disable-next-line require-yield -- It has nothing to say.
    async *step() {
      throw new ModelError(
        'provider_rejected',
        `The model "${name}" is not offered any more: choose another.`,
        {
          retryable: false,
        },
      );
    },
  };
}

function invalid(message: string): AgentChatError {
  return new AgentChatError('InvalidConfiguration', message);
}
