// What the line below the header is made of; most chats have none.
import '../autopilot/define.js';
import '../budget/define.js';
import '../model-select/define.js';
