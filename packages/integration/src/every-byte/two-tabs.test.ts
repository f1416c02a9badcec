import { everyByteOfTwoTabs } from '../support/cuts/every-byte.js';

everyByteOfTwoTabs();
