import { audienceLike } from '../fold/seen-alike.js';
import type { JsonPatch } from '../values/patch-operation.js';
import { RUN_STATUSES } from '../values/run-status.js';
import { AUTOPILOT_LEVELS, METER_WINDOWS, SCOPE_KINDS } from '../values/settings.js';
import { CONVERSATION_ID, type LogWriter } from './log-writer.js';
import { audienceOf, ofRun, pick } from './log-turn-steps.js';

const PATCHES: readonly JsonPatch[] = [
  [{ op: 'add', path: '/count', value: 1 }],
  [{ op: 'add', path: '', value: { list: [] } }],
  [{ op: 'test', path: '/count', value: 7 }],
];
const REASON = { code: 'asked', message: 'As asked.' };

/** What agents may do, and the work that outlives their turns. */
export const SETTING_STEPS = {
  requestApproval(log: LogWriter, [which, how = 0, whom = 0]: readonly number[]): void {
    const { openTurn, approvals, ended } = log.control;
    const call = pick(openTurn?.toolCalls.filter((one) => one.status === 'called') ?? [], which);
    const approvalId = `a${log.events.length + 1}`;
    const asked = {
      approvalId,
      args: { level: how },
      argsHash: 'h',
      approvers: 'operators',
      expiresAt: null,
    };
    if (call === undefined || how % 3 === 0) {
      if (ended) return;
      const subject = { kind: 'setting' as const, name: 'autopilot' };
      const audience = audienceOf(whom, 'bot');
      log.write('approval_requested', 'bot', { ...asked, approvers: ['ada'], subject }, { audience });
      return;
    }
    if (approvals.some((one) => one.subject.toolCallId === call.toolCallId)) return;
    const { toolCallId, name, author, audience } = call;
    const covers = how % 2 ? ('stage' as const) : ('call' as const);
    const subject = { kind: 'tool' as const, name, toolCallId, stage: 'send' };
    const payload = { ...asked, approvers: 'operators' as const, subject, covers, reason: REASON };
    log.write('approval_requested', author, payload, { ...ofRun(log), audience });
  },

  resolveApproval(log: LogWriter, [which, how = 0]: readonly number[]): void {
    const approval = pick(
      log.control.approvals.filter((one) => one.resolution === null),
      which,
    );
    if (approval === undefined) return;
    const { approvalId, argsHash } = approval;
    const audience = audienceLike(approval);
    const readers: readonly string[] = Array.isArray(audience) ? audience : ['ada'];
    if (how % 4 === 0) {
      log.write('approval_expired', 'system', { approvalId, reason: 'expired' }, { audience });
      return;
    }
    const edited = how % 3 ? {} : { editedArgs: { level: 1 }, comment: 'Less.' };
    const decision = how % 2 ? 'approve' : 'deny';
    log.write(
      'approval_resolved',
      pick(readers, how) ?? 'ada',
      { approvalId, decision, argsHash, ...edited },
      { audience },
    );
  },

  setAutopilot(log: LogWriter, [level = 0, whose]: readonly number[]): void {
    const run = pick(log.control.runs, whose);
    const ofWhich = run === undefined || level % 2 ? {} : { runId: run.runId };
    if (!log.control.ended) {
      log.write('autopilot_set', 'ada', { level: AUTOPILOT_LEVELS[level % 6] ?? null, ...ofWhich });
    }
  },

  setBudget(log: LogWriter, [which = 0, whose, how = 0]: readonly number[]): void {
    if (log.control.ended) return;
    const kind = pick(SCOPE_KINDS, which) ?? 'run';
    const run = pick(log.control.runs, whose);
    if (kind === 'run' && run === undefined) return;
    const id = {
      run: run?.runId ?? '',
      conversation: CONVERSATION_ID,
      campaign: 'k',
      interface: 'i',
      tenant: 't',
    }[kind];
    const budget = {
      meter: how % 3 ? 'money' : 'bounces',
      scope: { kind, id },
      window: pick(METER_WINDOWS, how) ?? 'day',
      limit: how % 4 ? how : null,
      ...(how % 3 ? {} : { per: { meter: 'sends', min: 10 } }),
    };
    log.write('budget_set', 'ada', budget);
    if (how % 5 === 0) log.write('budget_exceeded', 'system', { budget, used: how, requested: 1 });
  },

  setPolicy(log: LogWriter, [who, what = 0, whom]: readonly number[]): void {
    const { ended, policies } = log.control;
    if (ended) return;
    const author = pick(['ada', 'eve'], who) ?? 'ada';
    const version = Math.max(0, ...policies.map((one) => one.version)) + 1;
    const policy = { policyId: 'default', version, source: `# ${what}`, hash: String(what) };
    const audience = pick(['operators', 'everyone'] as const, whom) ?? 'operators';
    log.write('policy_changed', author, policy, { audience });
  },

  changeRun(log: LogWriter, [which, how]: readonly number[]): void {
    const { runs, ended } = log.control;
    if (ended) return;
    const status = pick(RUN_STATUSES, how) ?? 'running';
    const run = pick([null, ...runs], which);
    if (run === null || run === undefined) {
      const runId = `r${log.events.length + 1}`;
      log.write('run_changed', 'ada', { runId, status: 'running', previousStatus: null, campaignId: 'k' });
      return;
    }
    const { runId, status: previousStatus } = run;
    log.write('run_changed', 'ada', { runId, status, previousStatus, title: 'The work', custom: { how } });
  },

  patchRunState(log: LogWriter, [which, what]: readonly number[]): void {
    const run = pick(log.control.runs, which);
    if (run === undefined || log.control.ended) return;
    log.write('state_patched', 'bot', { runId: run.runId, patch: pick(PATCHES, what) ?? [] });
  },

  pause(log: LogWriter, [which, how = 0]: readonly number[]): void {
    if (log.control.ended) return;
    const run = pick(log.control.runs, which);
    const ofWhich = run === undefined || how % 2 ? {} : { runId: run.runId };
    if (how % 4 < 2) log.write('paused', 'ada', { ...ofWhich, reason: REASON });
    else log.write('resumed', 'ada', ofWhich);
  },

  update(log: LogWriter, [what = 0]: readonly number[]): void {
    if (log.control.ended) return;
    const title = what % 3 ? `Title ${what}` : null;
    log.write('updated', 'ada', what % 2 ? { title } : { model: 'sonnet', custom: null, description: null });
  },
};
