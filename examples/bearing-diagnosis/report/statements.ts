/** What every reader must know before a figure; shown by the terminal's report and by the page alike. */
export const statements: readonly string[] = [
  'The baseline is simulated: what "healthy" looks like, both networks and all thresholds come from simulated signals, because no recording of a healthy bearing of this kind is at hand.',
  'Evidence is not ground truth: the source of the recordings says that the bearings are faulty, but names no fault. A verdict says what the signal shows; nobody has opened these bearings to confirm it.',
  'Severity says how plain and how wide a sign is, not how long a bearing will last: that takes a trend over weeks, a load, and limits for this machine.',
];
