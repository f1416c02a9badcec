export const APPROVAL = {
  approve: 'Approve',
  approveEdited: 'Approve as edited',
  deny: 'Deny',
  approvalTool: (agent: string, tool: string) => `${agent} asks to use ${tool}`,
  approvalSetting: (agent: string, setting: string) => `${agent} asks to change a setting: ${setting}`,
  approvalStage: (stage: string) => `Stage: ${stage}`,
  approvalVersion: (version: string) => `Version ${version}`,
  approvalCoversStage: (stage: string) =>
    `This also allows every later call of the stage “${stage}” in this run.`,
  approvalArguments: 'Arguments',
  approvalNoArguments: 'Without arguments',
  approvalMixed: 'Letters of different alphabets that look alike stand in one word here.',
  approvalLong: (characters: number) => `${characters} characters: read it to its end.`,
  approvalAsked: 'Asked for',
  approvalEdited: 'Approved instead',
  approvalJson: 'Arguments as JSON',
  /** `null` where it cannot be told. */
  approvalNotJson: (line: number | null, column: number | null) =>
    line === null || column === null
      ? 'This is not valid JSON.'
      : `This is not valid JSON: see line ${line}, column ${column}.`,
  approvalNotNamed: 'The arguments must stay an object with names: { … }',
  approvalComment: 'Reason, if you want to give one',
  approvalNext: (agent: string) =>
    `If you approve, it runs once, exactly as shown, and ${agent} goes on. If you deny, ${agent} is told so.`,
  approvalNextSetting: 'If you approve, it applies at once. If you deny, nothing changes.',
  approvalWaitsFor: (names: string) => `Waits for ${names} to decide`,
  approvalOperator: 'an operator',
  approvalSending: 'Sending your answer…',
  approvalExpiresIn: (duration: string) => `Can be answered for ${duration}`,
  approvalExpiresNow: 'The time to answer is ending',
  approvalRefused: 'Your answer was refused',
  approvalClosed: 'Somebody else has answered already.',
  approvalTooLate: 'Your answer came too late: this was decided already.',
  approvalApproved: (name: string) => `Approved by ${name}`,
  approvalApprovedEdited: (name: string) => `Approved with changes by ${name}`,
  approvalDenied: (name: string) => `Denied by ${name}`,
  approvalExpired: 'Nobody answered in time',
  approvalDropped: 'No longer needed',
};
