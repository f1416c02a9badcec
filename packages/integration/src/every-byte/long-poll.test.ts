import { everyByteOver } from '../support/cuts/every-byte.js';

everyByteOver('long_poll');
