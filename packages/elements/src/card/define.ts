import '../table-card/define.js';
import { defineElement } from '../define-element.js';
import { AgentCard } from './card.js';

defineElement('agent-card', AgentCard);
