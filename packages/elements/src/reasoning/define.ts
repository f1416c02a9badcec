import '../markdown/define.js';
import { defineElement } from '../define-element.js';
import { AgentReasoning } from './reasoning.js';

defineElement('agent-reasoning', AgentReasoning);
