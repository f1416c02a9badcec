import { defineElement } from '../define-element.js';
import { AgentSteps } from './steps.js';

defineElement('agent-steps', AgentSteps);
