import { css } from 'lit';

/**
 * What is wider than its place scrolls aside, and many systems show no bar for it: the edge behind
 * which more lies fades, until the end is there. Where a browser has no timelines of scrolling, the
 * animation has no duration; where nothing scrolls it has no time: then nothing is drawn.
 */
export const scrollEdgeStyles = css`
  .scrolls-aside {
    --_toward: right;
    animation: more-aside linear;
    animation-timeline: scroll(self inline);
  }

  .scrolls-aside:dir(rtl) {
    --_toward: left;
  }

  @keyframes more-aside {
    0%,
    98% {
      mask-image: linear-gradient(to var(--_toward), #000 calc(100% - 32px), rgb(0 0 0 / 15%));
    }

    100% {
      mask-image: none;
    }
  }
`;
