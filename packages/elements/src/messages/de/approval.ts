import type { APPROVAL as ENGLISH } from '../en/approval.js';

export const APPROVAL: typeof ENGLISH = {
  approve: 'Genehmigen',
  approveEdited: 'Geändert genehmigen',
  deny: 'Ablehnen',
  approvalTool: (agent, tool) => `${agent} möchte ${tool} benutzen`,
  approvalSetting: (agent, setting) => `${agent} möchte eine Einstellung ändern: ${setting}`,
  approvalStage: (stage) => `Abschnitt: ${stage}`,
  approvalVersion: (version) => `Fassung ${version}`,
  approvalCoversStage: (stage) =>
    `Das erlaubt auch jeden späteren Aufruf des Abschnitts „${stage}“ in diesem Lauf.`,
  approvalArguments: 'Argumente',
  approvalNoArguments: 'Ohne Argumente',
  approvalMixed: 'Hier stehen ähnliche Buchstaben verschiedener Alphabete in einem Wort.',
  approvalLong: (characters) => `${characters} Zeichen: Lesen Sie bis zum Ende.`,
  approvalAsked: 'Angefragt',
  approvalEdited: 'Stattdessen genehmigt',
  approvalJson: 'Argumente als JSON',
  approvalNotJson: (line, column) =>
    line === null || column === null
      ? 'Das ist kein gültiges JSON.'
      : `Das ist kein gültiges JSON: siehe Zeile ${line}, Spalte ${column}.`,
  approvalNotNamed: 'Die Argumente müssen ein Objekt mit Namen bleiben: { … }',
  approvalComment: 'Grund, wenn Sie einen nennen möchten',
  approvalNext: (agent) =>
    `Genehmigen Sie, läuft es einmal, genau wie gezeigt, und ${agent} macht weiter. Lehnen Sie ab, erfährt ${agent} das.`,
  approvalNextSetting: 'Genehmigen Sie, gilt es sofort. Lehnen Sie ab, ändert sich nichts.',
  approvalWaitsFor: (names) => `Wartet auf die Entscheidung: ${names}`,
  approvalOperator: 'ein Betreuer',
  approvalSending: 'Ihre Antwort wird gesendet …',
  approvalExpiresIn: (duration) => `Noch ${duration} zu beantworten`,
  approvalExpiresNow: 'Die Zeit zum Antworten läuft ab',
  approvalRefused: 'Ihre Antwort wurde nicht angenommen',
  approvalClosed: 'Jemand anderes hat schon geantwortet.',
  approvalTooLate: 'Ihre Antwort kam zu spät: Das war schon entschieden.',
  approvalApproved: (name) => `Genehmigt von ${name}`,
  approvalApprovedEdited: (name) => `Mit Änderungen genehmigt von ${name}`,
  approvalDenied: (name) => `Abgelehnt von ${name}`,
  approvalExpired: 'Niemand hat rechtzeitig geantwortet',
  approvalDropped: 'Nicht mehr nötig',
};
