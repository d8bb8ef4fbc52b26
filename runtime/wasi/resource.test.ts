import { expect, test } from 'vitest';
import { Handles, Resource } from './resource.ts';

test('what cannot be let go of keeps nothing else from it', () => {
  const handles = new Handles();
  const released: number[] = [];
  class Numbered extends Resource {
    readonly #number: number;

    constructor(number: number) {
      super(handles);
      this.#number = number;
    }

    protected override release(): void {
      released.push(this.#number);
      if (this.#number === 1) throw new Error('no such file');
    }
  }
  for (const number of [0, 1, 2]) new Numbered(number);
  expect(() => handles.close()).toThrow('no such file');
  expect(released).toEqual([0, 1, 2]);
  expect(handles.size).toBe(0);
});
