// The same small program on every platform: plain JavaScript on the public interface. It is given the packages, since every
// platform finds them its own way.

const mib = 2 ** 20;
const transform = 65_536;
const order = 512;

/**
 * One round of everything.
 *
 * @param {{ init: Function, cpp: object, ml: object }} packages those of polyray
 * @param {boolean} answersOnly little work: answers count, and times mean nothing
 * @returns {Promise<{ figures: Record<string, number>, answers: Record<string, number> }>} times in milliseconds (`tasksAtOnce`:
 *   of each), and numbers that every platform should agree in
 */
export async function measure({ init, cpp, ml }, answersOnly) {
  const ray = await init({ numWorkers: 2, executors: { cpp, ml } });
  try {
    const figures = {};
    const answers = {};
    const add = ray.remote((a, b) => a + b);

    // one after the other, until it is quick, and then for the figure
    for (const calls of answersOnly ? [20] : [1500, 1000]) {
      let sum = 0;
      figures.taskRoundTrip = await timed(calls, async (i) => {
        sum += await ray.get(add.remote(i, 1));
      });
      answers.taskRoundTrip = sum / calls;
    }
    const count = answersOnly ? 500 : 5000;
    for (let round = 0; round < (answersOnly ? 1 : 3); round++) {
      const began = performance.now();
      const sums = await ray.get(Array.from({ length: count }, (_, i) => add.remote(i, 1)));
      figures.tasksAtOnce = (performance.now() - began) / count;
      answers.tasksAtOnce = sums.reduce((a, b) => a + b, 0) / count;
    }

    for (const [size, times] of answersOnly
      ? [[1, 2]]
      : [
          [1, 30],
          [64, 5],
        ]) {
      const data = Float64Array.from({ length: (size * mib) / 8 }, (_, i) => i % 1000);
      const once = async () => {
        const ref = ray.put(data);
        const back = await ray.get(ref);
        if (back.length !== data.length || back.at(-1) !== data.at(-1)) throw new Error(`${size} MiB came back as something else`);
        ref[Symbol.dispose]();
      };
      await timed(2, once);
      figures[`putGet${size}`] = await timed(times, once);
    }

    const signal = Float64Array.from({ length: 2 * transform }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) * 2);
    const fft = {
      operation: 'signal.fft',
      parameters: {},
      inputs: { signal: { type: 'complex128', dimensions: [transform], data: signal } },
    };
    const matrix = () => Float32Array.from({ length: order * order }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.5);
    const tensor = (data) => ({ type: 'fp32', dimensions: [order, order], data });
    const gemm = { operation: 'tensor.matmul', parameters: {}, inputs: { a: tensor(matrix()), b: tensor(matrix().reverse()) } };
    for (const [name, executor, request, times] of [
      ['fft', 'cpp', fft, 20],
      ['gemm', 'ml', gemm, 10],
    ]) {
      const run = async () => {
        const { outputs } = await ray.executors.get(executor).execute(request);
        answers[name] = norm(Object.values(outputs)[0].data);
      };
      if (!answersOnly) await timed(times, run);
      figures[name] = await timed(answersOnly ? 1 : times, run);
    }
    return { figures, answers };
  } finally {
    await ray.shutdown();
  }
}

/** @returns how long a call took, in milliseconds */
async function timed(times, call) {
  const began = performance.now();
  for (let i = 0; i < times; i++) await call(i);
  return (performance.now() - began) / times;
}

function norm(data) {
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
}
