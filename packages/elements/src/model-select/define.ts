import '../choice/define.js';
import { defineElement } from '../define-element.js';
import { AgentModelSelect } from './model-select.js';

defineElement('agent-model-select', AgentModelSelect);
