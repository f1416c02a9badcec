// What a page has to load before a person can type: the first chunk, whole.
import './no-policy-notice.js';
import './chat/define.js';
import './provider/define.js';
