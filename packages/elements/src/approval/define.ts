import { defineElement } from '../define-element.js';
import { AgentApproval } from './approval.js';

defineElement('agent-approval', AgentApproval);
