// @ts-check
import { toolGate } from './gate.mjs';

export const format = toolGate('format', ['node_modules/@biomejs/biome/bin/biome', 'format', '.']);
