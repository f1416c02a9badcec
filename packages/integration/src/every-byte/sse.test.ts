import { everyByteOver } from '../support/cuts/every-byte.js';

everyByteOver('sse');
