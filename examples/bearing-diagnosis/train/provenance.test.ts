import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourceHashes } from './provenance.ts';

const read = (name: string) => JSON.parse(fs.readFileSync(new URL(`../model/${name}`, import.meta.url), 'utf8'));

describe('the committed model', () => {
  test('was made by the present sources; else run train/main.ts and commit what it writes', () => {
    expect(read('card.json').sources).toEqual(sourceHashes());
  });

  test('follows from C++ too: the algorithm, its headers and the FFT', () => {
    const files = Object.keys(sourceHashes());
    for (const name of ['src/bearing_evidence.cpp', 'include/bearing_evidence.hpp', 'include/fft.hpp'])
      expect(files).toContain(`cpp_plugins/${name}`);
  });

  test('has the thresholds of its card', () => {
    const { novelty, scores } = read('card.json');
    expect(read('thresholds.json')).toEqual({ scores: scores.thresholds, novelty: novelty.threshold });
  });
});
