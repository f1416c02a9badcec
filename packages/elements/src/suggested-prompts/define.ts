import { defineElement } from '../define-element.js';
import { AgentSuggestedPrompts } from './suggested-prompts.js';

defineElement('agent-suggested-prompts', AgentSuggestedPrompts);
