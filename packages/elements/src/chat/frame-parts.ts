// What a person opens: it is there before they can reach for it, and nothing waits for it.
import '../conversation-list/define.js';
import '../menu/define.js';
import '../settings/define.js';
