import { defineElement } from '../define-element.js';
import { AgentComposer } from './composer.js';

defineElement('agent-composer', AgentComposer);
