/** They come with the control that shows them, which few conversations have. */
export const AUTOPILOT = {
  autopilot: 'Autopilot',
  autopilotLocked: 'Only people who are responsible for this conversation can change the level.',
  autopilotNone: 'No level',
  autopilotNoneMeans: 'Each tool asks or does not ask, as it was set up.',
  autopilotNames: {
    0: 'Asks for everything',
    1: 'Asks once a stage',
    2: 'Works inside caps',
    3: 'Tunes within the policy',
    4: 'Works alone',
  },
  autopilotMeans: {
    0: 'Every use of a tool waits for your yes.',
    1: 'You approve each stage once. Reading needs no yes.',
    2: 'It goes on by itself inside caps and policy, and asks about exceptions.',
    3: 'Like L2, and it also adjusts pacing, variants and filters.',
    4: 'It works from the brief to the end. Caps and policy still hold.',
  },
};
