import { explainError } from '../shared/explain-error.ts';
import type { Notice } from '../shared/notice.ts';
import type { Workshop } from './analysis.ts';
import type { Cards } from './cards.ts';
import { formatHertz, formatSeconds } from './format.ts';
import { keptSeconds, LiveAnalysis, liveSegment } from './live-analysis.ts';
import { Microphone } from './microphone.ts';
import { bandsFor } from './recordings.ts';

/**
 * Listens to the microphone, and shows what it hears, until `signal`; resolves when it is off.
 *
 * @param onEnd the microphone went away
 * @throws {MicrophoneError}
 */
export async function hearMicrophone(workshop: Workshop, cards: Cards, signal: AbortSignal, onEnd: () => void): Promise<void> {
  const { speed } = cards.source;
  const ended = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
  let live: LiveAnalysis | undefined;
  const opening = Microphone.open(
    (piece) => live?.take(piece),
    () => signal.aborted || onEnd(),
  );
  // whether it may be used is a question that nobody need answer: it holds nothing up
  const microphone = await Promise.race([opening, ended]);
  if (microphone === undefined || signal.aborted) {
    opening.then(
      (late) => late.close(),
      () => {},
    );
    return;
  }
  try {
    live = startLive(workshop, cards, microphone.rate, speed, signal);
    cards.source.showListening(true);
    followVisibility(microphone, cards.notice, signal);
    await ended;
  } finally {
    await microphone.close();
  }
}

function startLive(workshop: Workshop, cards: Cards, rate: number, speed: number, signal: AbortSignal): LiveAnalysis {
  const { picture, player, health, threads, rule, notice } = cards;
  const bands = bandsFor(rate, speed, keptSeconds);
  const columns = LiveAnalysis.columns(rate);
  const shape = { columns, bins: liveSegment / 2 + 1, highest: rate / 2, seconds: keptSeconds };
  picture.begin(`the microphone, ${formatHertz(rate)} sampling rate`, shape, columns, '');
  player.unload();
  health.begin(bands.length / 2);
  rule.begin();
  threads.forget();
  threads.followStream(signal);
  const options = { rate, unit: '', speed, bands, oneAtATime: threads.oneAtATime, signal } as const;
  return new LiveAnalysis(workshop, options, {
    onLevels: (levels) => picture.spectrogram.append(levels),
    onExtents: (extents) => picture.waveform.append(extents),
    onFeatures: (features) => health.showFeatures([features], ''),
    onJudged: (readings) => {
      for (const reading of readings) health.showBand(reading);
      health.conclude(readings);
      rule.give(readings);
    },
    onLeftOut: () => notice.tell('This device does not keep up: pieces of sound are left out of the spectrogram.'),
    onError: (error) => notice.fail(explainError(error)),
  });
}

/** Nobody looks, and browsers slow hidden pages down: what was not heard is not made up for. */
function followVisibility(microphone: Microphone, notice: Notice, signal: AbortSignal): void {
  let hiddenMs: number | undefined;
  const follow = () => {
    if (document.hidden) {
      hiddenMs = performance.now();
      microphone.pause();
    } else if (hiddenMs !== undefined) {
      const seconds = (performance.now() - hiddenMs) / 1000;
      hiddenMs = undefined;
      microphone.resume();
      notice.tell(
        `The microphone was not listened to for ${formatSeconds(seconds)} while this page was hidden: there is a gap in what you see.`,
      );
    }
  };
  document.addEventListener('visibilitychange', follow, { signal });
  follow(); // it may be hidden since before the question was answered
}
