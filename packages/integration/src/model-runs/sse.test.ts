import { modelRunsOver } from '../support/cuts/model-runs.js';

modelRunsOver('sse');
