// What a page has to load before a person can type: the first chunk, whole.
import './no-policy-notice.js';
// Before what asks it for its client.
import './provider/define.js';
import './chat/define.js';
