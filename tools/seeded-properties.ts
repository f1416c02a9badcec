import fc from 'fast-check';

/**
 * The sample of a property is the same in every run, so that a run says something of the change
 * that it is for. The full counts are of another sample each time; a failure prints its seed.
 */
if (process.env['AGENT_CHAT_TEST'] !== 'full') fc.configureGlobal({ seed: 20_261 });
