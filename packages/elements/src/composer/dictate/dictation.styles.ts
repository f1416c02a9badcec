import { css } from 'lit';

export const dictationStyles = css`
  .dictate.listening {
    background: color-mix(in oklab, var(--_danger) 14%, transparent);
    color: var(--_danger);
  }

  .listening-words,
  .dictation-failure {
    display: flex;
    grid-column: 1 / -1;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 0 18px 6px;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .dictation-failure {
    color: var(--_danger);
  }

  .pulse {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_danger);
    animation: pulse 1.4s ease-in-out infinite;
  }

  @keyframes pulse {
    50% {
      opacity: 0.25;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .pulse {
      animation: none;
    }
  }
`;
