import { defineElement } from '../define-element.js';
import { AgentPersonaSelect } from './persona-select.js';

defineElement('agent-persona-select', AgentPersonaSelect);
