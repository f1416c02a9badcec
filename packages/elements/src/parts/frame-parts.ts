/** The parts of what stands around a conversation, each by the name that it has outside a chat. */
export const FRAME_PARTS = {
  'agent-composer': `box: composer-box, input, send, stop, waiting, held-back, take-back, chips, chip, attach, files, file,
    remove, refused, dictate, suggestions, suggestion`,
  'agent-menu': 'menu-button, menu, menu-item',
  'agent-connection-status': 'status: connection-status, waiting: connection-waiting, try-now, start-anew',
  'agent-model-select': 'choice: model, button: model-button, panel: model-panel, option: model-option',
  'agent-autopilot':
    'choice: autopilot, button: autopilot-button, panel: autopilot-panel, option: autopilot-option',
  'agent-budget':
    'summary: budget, panel: budget-panel, meter: budget-meter, bar: budget-bar, pause: budget-pause',
  'agent-suggested-prompts': 'prompt',
  'agent-persona-select': 'persona',
  'agent-conversation-list': 'list-title, list-new, search, group, conversation, rename, older',
  'agent-chat-settings': 'settings-head, setting, choice',
};
