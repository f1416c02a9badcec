import { defineElement } from '../define-element.js';
import { AgentTableCard } from './table-card.js';

defineElement('agent-table-card', AgentTableCard);
