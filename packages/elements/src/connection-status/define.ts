import { defineElement } from '../define-element.js';
import { AgentConnectionStatus } from './connection-status.js';

defineElement('agent-connection-status', AgentConnectionStatus);
