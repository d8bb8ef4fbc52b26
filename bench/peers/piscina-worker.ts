export default ({ a, b }: { a: number; b: number }): number => a + b;
