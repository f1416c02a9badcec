// What the line below the header is made of; most chats have none.
import '../autopilot/define.js';
import '../budget/define.js';
import '../model-select/define.js';
import { addStyles } from '../popup/adopt-styles.js';
import { scrollEdgeStyles } from '../styles/scroll-edge.styles.js';

/** Where one line is too short for all of it, the edge fades behind which more lies. */
export function fadeEdge(root: Node): void {
  addStyles(root, scrollEdgeStyles);
}
