import '../message/define.js';
import '../reasoning/define.js';
import '../tool-call/define.js';
import { defineElement } from '../define-element.js';
import { AgentMessageList } from './message-list.js';

defineElement('agent-message-list', AgentMessageList);
