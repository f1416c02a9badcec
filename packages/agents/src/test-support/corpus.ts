import type { GuideDocument } from '../guide/document.js';

/** A small project's documents: a bakery with an oven that can be programmed. */
export const CORPUS: readonly GuideDocument[] = [
  {
    path: 'README.md',
    title: 'Crumb',
    url: '/docs/readme.md',
    markdown: `# Crumb

Crumb is a kit for bakeries. It controls ovens, plans shifts and prints labels.

## Packages

Each package does one thing.

| package | what it does | lines |
|---|---|---|
| \`crumb-oven\` | heats and \`cools\` | 1200 |
| \`crumb-plan\` | plans shifts | 800 |
| \`crumb-label\` | prints [labels](labels.md) | 95 |

## Install

Run this in an empty folder:

\`\`\`sh
npm install crumb-oven
\`\`\`

Then open the [oven guide](oven.md#first-heat) or <https://example.com>.
`,
  },
  {
    path: 'docs/oven.md',
    title: 'The oven',
    url: '/docs/oven.md',
    markdown: `---
layout: page
---
# The oven

This page explains how an oven is heated and watched.

## First heat

Call \`heat(degrees)\`. The oven answers when it is warm. A second call while it heats is refused with \`OvenBusy\`.

## Errors

<!-- generated -->
- \`OvenBusy\`: the oven is heating already. Wait and call again.
- \`OvenCold\`: nobody called \`heat\`. Call it first.
- \`DoorOpen\`: close the door.

### After a power cut

The oven resumes its last program by itself. What was baking is marked as interrupted, and a person decides.

![A diagram](oven.png)

## Limits

1. At most 300 degrees.
2. At most twelve hours.
`,
  },
];
