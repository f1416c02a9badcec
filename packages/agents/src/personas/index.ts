export type { Persona } from './persona.js';
export { parsePersona } from './persona.js';
export type { PersonaAgentOptions } from './persona-agent.js';
export { createPersonaAgent } from './persona-agent.js';
export type { PersonaWatcher } from './persona-folder.js';
export { readPersonas, watchPersonas } from './persona-folder.js';
export type { PersonaLibrary, PersonaLibraryOptions } from './persona-library.js';
export { createPersonaLibrary } from './persona-library.js';
