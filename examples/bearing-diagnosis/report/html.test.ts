import { describe, expect, test } from 'vitest';
import { fixture, fixtureThresholds } from './fixture.ts';
import { htmlReport, recordingSection } from './html.ts';
import { statements } from './statements.ts';

const report = fixture();
const section = recordingSection(report, fixtureThresholds);
const page = htmlReport([report], [section], 'body { color: red; }');

describe('htmlReport()', () => {
  test('says what the figures are not', () => {
    const text = page.replaceAll('&quot;', '"');
    for (const statement of statements) expect(text).toContain(statement);
    expect(text).toContain('The baseline is simulated');
    expect(text).toContain('Evidence is not ground truth');
  });

  test('needs nothing from anywhere', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe)|url\((?!#)|src=|@import/);
    expect([...page.matchAll(/https?:\/\/[^"\s<]+/g)].map(([url]) => url).filter((url) => !url.startsWith('http://www.w3.org/'))).toEqual(
      [],
    );
  });

  test('escapes what recordings are called', () => {
    expect(page).toContain('Noise &amp; one line &lt;for tests&gt;');
    expect(page).not.toContain('<for tests>');
  });

  test('shows verdict, reason, severity, and the speed against real time', () => {
    expect(section).toContain('<b>inner</b> <span class="severity watch">watch</span>');
    expect(section).toContain('1 of 2 bands show the inner orders.');
    expect(section).toContain('80 ms for 10 s of signal: 125 times real time');
  });
});

describe('recordingSection()', () => {
  test('draws four charts in the colour of the page', () => {
    expect(section.match(/<svg role="img"/g)).toHaveLength(4);
    for (const label of ['Spectrogram of', 'Envelope spectrum of', 'Features of', 'Scores of'])
      expect(section).toContain(`aria-label="${label} made-up`);
    expect(section).toContain('fill="currentColor"');
    expect(section).not.toContain('NaN');
  });

  test('marks every family in the envelope spectrum, in its place', () => {
    for (const family of ['cage', 'ball', 'outer', 'inner']) expect(section).toMatch(new RegExp(`>${family}</text>`));
  });

  test('gives scores as decibels over their thresholds, raised ones in bold', () => {
    // 20 log10(16/4), 20 log10(2/10)
    expect(section).toContain('<span class="raised">12.0</span>');
    expect(section).toContain('<span class="below">-14.0</span>');
  });
});
