// Makes everything in model/ from a seed. With `--check` it writes nothing, and fails where a byte differs.
import fs from 'node:fs';
import { init } from 'polyray';
import { cpp } from 'polyray-cpp';
import { python } from 'polyray-python';
import { conditions, families } from '../bearing.ts';
import { type Card, cardReadme, formatJson } from './card.ts';
import { trainClassifier } from './classifier.ts';
import { type DatasetOptions, makeDataset } from './dataset.ts';
import type { DenseNetwork } from './dense-network.ts';
import { alarmRates, evaluateClassifier, measureThresholds } from './evaluate.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { hostFeatures } from './host-features.ts';
import { encodeNetwork } from './model-file.ts';
import { reconstructionError, trainNovelty } from './novelty.ts';
import { sourceHashes } from './provenance.ts';

const seed = 1560;
/** Simulations of one fault family, and of healthy bearings, per data set. */
const sizes = { training: [400, 800], calibration: [0, 500], test: [120, 240] } as const;
/** Whole recordings per condition that rule.py judges. */
const judged = 40;

const directory = new URL('../model/', import.meta.url);
const began = performance.now();
const say = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const layersOf = ({ layers }: DenseNetwork) => [
  `${layers[0]!.inputs}`,
  ...layers.map(({ outputs, activation }) => (activation === 'none' ? `${outputs}` : `${outputs} ${activation}`)),
];

await using ray = await init({ numWorkers: 1, executors: { cpp, python } });
const extract = hostFeatures(ray);
const options = (name: keyof typeof sizes, offset: number): DatasetOptions => {
  const [fault, healthy] = sizes[name];
  return { seed: seed + offset, count: (condition) => (condition === 'healthy' ? healthy : fault), bands: 2, parallel: 2 };
};
const training = await makeDataset(extract, options('training', 0));
const calibration = await makeDataset(extract, options('calibration', 1));
const test = await makeDataset(extract, options('test', 2));
say(`simulated ${training.length + calibration.length + test.length} bands`);

const classifier = trainClassifier(training, seed);
say('trained the classifier');
const novelty = trainNovelty(training, seed);
say('trained the autoencoder');

const thresholds = measureThresholds(novelty, calibration, 0.99);
const rule = await evaluateRule({ extract, ray, classifier, novelty, thresholds, seed: seed + 3, count: judged });
say(`judged ${judged * conditions.length} recordings`);

const card: Card = {
  seed,
  data: {
    training: { recordings: training.length / 2, bands: training.length },
    calibration: { recordings: calibration.length / 2, bands: calibration.length },
    test: { recordings: test.length / 2, bands: test.length },
  },
  classifier: { layers: layersOf(classifier), classes: conditions, ...evaluateClassifier(classifier, test) },
  novelty: {
    layers: layersOf(novelty),
    threshold: thresholds.novelty,
    above: alarmRates(test, ({ x }) => reconstructionError(novelty, x) > thresholds.novelty),
  },
  scores: {
    thresholds: thresholds.scores,
    above: Object.fromEntries(
      families.map((family, f) => [family, alarmRates(test, ({ scores }) => scores[f]! > thresholds.scores[family])]),
    ),
  },
  rule,
  sources: sourceHashes(),
};
const files: Readonly<Record<string, Uint8Array>> = {
  'classifier.safetensors': encodeNetwork(classifier),
  'novelty.safetensors': encodeNetwork(novelty),
  'thresholds.json': Buffer.from(`${formatJson(thresholds)}\n`),
  'card.json': Buffer.from(`${formatJson(card)}\n`),
  'README.md': Buffer.from(cardReadme(card)),
};
for (const [name, bytes] of Object.entries(files)) {
  const file = new URL(name, directory);
  const same = fs.existsSync(file) && fs.readFileSync(file).equals(bytes);
  if (same) say(`${name} is current`);
  else if (process.argv.includes('--check')) {
    say(`${name} differs from what the sources give`);
    process.exitCode = 1;
  } else {
    fs.writeFileSync(file, bytes);
    say(`wrote ${name}, ${bytes.length} bytes`);
  }
}
say(`accuracy on held-out bands ${(100 * card.classifier.accuracy).toFixed(1)} %`);
