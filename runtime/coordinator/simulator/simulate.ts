import { Coordinator } from '../coordinator.ts';
import { checkBooks } from './books.ts';
import type { Actor } from './plan.ts';
import { Random } from './random.ts';
import { type Options, resources, settingOf } from './setting.ts';
import { SimDriver } from './sim-driver.ts';
import { SimWorker } from './sim-worker.ts';
import { check } from './violation.ts';
import { type Tally, World } from './world.ts';

/**
 * Runs a machine in virtual time with random work and faults. The same seed gives the same run.
 *
 * @param Machine The class under test.
 * @throws {Violation} when it broke a rule
 */
export function simulate(
  { seed, tasks, checkEvery = 1, mostEvents = 1000 * tasks }: Options,
  Machine: typeof Coordinator = Coordinator,
): Tally {
  const random = new Random(seed);
  const setting = settingOf(seed, random);
  const { capacity, slabBytes, spillBytes, fullTimeoutMs } = setting;
  const machine = new Machine({ capacity, slabBytes, slabsPerSegment: 4, spillBytes, fullTimeoutMs, resources });
  const actors: Actor[] = [];
  const world: World = new World(random, setting, machine, tasks, (id, pool) => new SimWorker(world, id, pool, actors));
  const driver = new SimDriver(world, actors);
  world.afterEvent = () => {
    check(world.tally.events < mostEvents, () => `the run does not end: ${mostEvents} events`);
    if (checkEvery > 0 && world.tally.events % checkEvery === 0) checkBooks(machine, world.memory);
  };
  driver.start();
  run(world);
  driver.askAll();
  run(world);
  check(driver.asked.size === 0, () => `${driver.asked.size} questions were never answered`);
  driver.dropAll();
  for (const party of world.parties.values()) if (party instanceof SimWorker) party.rest();
  run(world);
  checkBooks(machine, world.memory);
  const { state, store } = machine;
  check(
    state.entries.size === 0,
    () => `objects are left: ${[...state.entries.values()].slice(0, 3).map(({ id, refs }) => `${id} with ${refs} references`)}`,
  );
  check(store.blocks.size === 0, () => `${store.blocks.size} blocks are left`);
  check(world.memory.mapped === 0, () => `${world.memory.mapped} memories are left`);
  check(world.memory.spilled === 0, () => `${world.memory.spilled} blocks are left on disk`);
  check(state.alarms.next === Infinity, () => `an alarm is left for ${state.alarms.next}`);
  for (const client of state.clients.values()) check(client.requests.size === 0, () => `client ${client.id} has questions left`);
  return world.tally;
}

function run(world: World): void {
  while (world.agenda.next());
}
