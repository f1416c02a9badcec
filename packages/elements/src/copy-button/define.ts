import { defineElement } from '../define-element.js';
import { AgentCopyButton } from './copy-button.js';

defineElement('agent-copy-button', AgentCopyButton);
