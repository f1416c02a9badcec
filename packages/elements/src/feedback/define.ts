import { defineElement } from '../define-element.js';
import { AgentFeedback } from './feedback.js';

defineElement('agent-feedback', AgentFeedback);
