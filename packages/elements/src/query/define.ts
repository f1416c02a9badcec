import { defineElement } from '../define-element.js';
import { AgentQuery } from './query.js';

defineElement('agent-query', AgentQuery);
