import { defineElement } from '../define-element.js';
import { AgentBudget } from './budget.js';

defineElement('agent-budget', AgentBudget);
