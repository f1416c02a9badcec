import { defineElement } from '../define-element.js';
import { AgentChoice } from './choice.js';

defineElement('agent-choice', AgentChoice);
