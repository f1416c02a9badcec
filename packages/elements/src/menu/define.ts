import { defineElement } from '../define-element.js';
import { AgentMenu } from './menu.js';

defineElement('agent-menu', AgentMenu);
