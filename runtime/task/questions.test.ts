import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Question, Questions } from './questions.ts';

const answered = () => {};

test('every open question is found under its own number, whatever else is asked and answered', () => {
  const step = fc.record({ count: fc.integer({ min: 1, max: 200 }), answers: fc.array(fc.nat(), { maxLength: 250 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const questions = new Questions();
      const open: { readonly question: Question; readonly index: number }[] = [];
      let last = 0;
      for (const { count, answers } of steps) {
        const question = questions.add(undefined, answered, count);
        expect(question.request).toBeGreaterThan(last);
        last = question.request + count - 1;
        for (let index = 0; index < count; index++) open.push({ question, index });
        for (const place of answers.slice(0, open.length)) {
          const [one] = open.splice(place % open.length, 1);
          questions.remove(one!.question, one!.index);
          expect(questions.find(one!.question.request + one!.index)).toBe(undefined);
        }
        expect(questions.size).toBe(open.length);
        for (const { question, index } of open) expect(questions.find(question.request + index)).toBe(question);
        expect(new Set(questions.list())).toEqual(new Set(open.map(({ question }) => question)));
        const left = open.filter(({ question: other }) => other === question).map(({ index }) => index);
        expect(questions.unanswered(question)).toEqual(left.toSorted((a, b) => a - b));
        expect(question.left).toBe(left.length);
      }
    }),
    { seed: 7, numRuns: 50 },
  );
});
