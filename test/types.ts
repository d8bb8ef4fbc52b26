// Only has to compile: the types of calls, as generated from the components' declarations.
import { cpp } from '../components/cpp/index.js';
import { python } from '../components/python/index.js';
import { type Executor, executors, init, type ObjectRef, type Tensor } from '../runtime/index.ts';

export async function typedCalls(): Promise<void> {
  await using ray = await init({ executors: { cpp, python } });
  const signal = new Float64Array(8);
  const executor = ray.executors.get('cpp');

  const { outputs, values } = await executor.execute({
    operation: 'bearing.evidence',
    parameters: { rate: 1, speed: 1, bands: [0, 1], orders: [1] },
    inputs: { signal },
  });
  const scores: Tensor<'fp64'> = outputs.scores;
  const data: Float64Array = scores.data;
  const resolved: boolean = values.resolved;
  const features = await executor.execute({ operation: 'vibration.features', parameters: { rate: 1 }, inputs: { signal } });
  // @ts-expect-error: not always there
  const velocity: Tensor = features.outputs['velocity-rms'];
  // @ts-expect-error: no such output
  outputs.score;
  // @ts-expect-error: no such operation
  await executor.execute({ operation: 'signal.wealch', inputs: { signal } });
  // @ts-expect-error: a required parameter is missing
  await executor.execute({ operation: 'vibration.features', parameters: {}, inputs: { signal } });
  // @ts-expect-error: parameters are required
  await executor.execute({ operation: 'vibration.features', inputs: { signal } });
  // @ts-expect-error: none of the choices
  await executor.execute({ operation: 'signal.welch', parameters: { window: 'kaiser' }, inputs: { signal } });
  // @ts-expect-error: not a type the port takes
  await executor.execute({ operation: 'signal.welch', inputs: { signal: new Int8Array(8) } });
  // @ts-expect-error: not an executor of this host
  ray.executors.get('ml');

  const { values: answer } = await ray.executors.get('python').execute({ operation: 'run', parameters: { source: '' } });
  // @ts-expect-error: anything may come back
  const number: number = answer.result;

  // an executor whose operations are not known to the compiler
  const any: Executor = ray.executors.list()[0]!;
  await any.execute({ operation: 'whatever', parameters: { x: 1 }, inputs: { y: signal } });
  void [data, resolved, velocity, number];
}

/** Inside a task, where nothing is known of the call of `init`. */
export async function typedByPackage(signal: Float64Array): Promise<void> {
  const executor = executors.get<typeof cpp>('cpp');
  const { outputs } = await executor.execute({ operation: 'vibration.features', parameters: { rate: 1 }, inputs: { signal } });
  const still = executor.executeSync({ operation: 'vibration.features', parameters: { rate: 1 }, inputs: { signal } });
  const refs = executor.remoteSync({ operation: 'signal.welch', parameters: { rate: 1 }, inputs: { signal } });
  const power: ObjectRef<Tensor<'fp64'>> = refs.outputs.power;
  // @ts-expect-error: not always there
  const velocity: Tensor = outputs['velocity-rms'];
  // @ts-expect-error: nor here
  const stillVelocity: Tensor = still.outputs['velocity-rms'];
  // @ts-expect-error: no such operation
  executor.remoteSync({ operation: 'signal.wealch', inputs: { signal } });
  // @ts-expect-error: parameters are required
  executor.executeSync({ operation: 'vibration.features', inputs: { signal } });

  const any = executors.get('anything');
  await any.execute({ operation: 'whatever', parameters: { x: 1 }, inputs: { y: signal } });
  void [power, velocity, stillVelocity];
}
