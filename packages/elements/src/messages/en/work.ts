export const WORK = {
  reasoning: 'Reasoning',
  reasoningLive: 'Thinking…',
  reasonedFor: (duration: string) => `Thought for ${duration}`,

  toolPreparing: 'Preparing',
  toolWaiting: 'Waiting',
  toolAsked: 'Needs approval',
  toolRunning: 'Running',
  toolDone: 'Done',
  toolFailed: 'Failed',
  toolDenied: 'Not allowed',
  toolAbandoned: 'Not finished',
  toolInput: 'Input',
  toolResult: 'Result',
  toolError: 'Error',
  toolCall: (name: string) => `Tool ${name}`,

  approvalTool: (agent: string, tool: string) => `${agent} asks to use ${tool}`,
  approvalSetting: (agent: string, setting: string) => `${agent} asks to change a setting: ${setting}`,
};
