import { modelRunsOver } from '../support/cuts/model-runs.js';
import { SHARED_STREAM } from '../support/cuts/ways.js';

modelRunsOver(SHARED_STREAM);
