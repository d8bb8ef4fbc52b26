/** One kind of localized damage, or none. The order is that of the classifier's outputs. */
export type Condition = 'healthy' | 'cage' | 'ball' | 'outer' | 'inner';
export type Family = Exclude<Condition, 'healthy'>;

/** The fault families, in the order of `bearing.evidence`'s `orders` and of its scores. */
export const families: readonly Family[] = ['cage', 'ball', 'outer', 'inner'];

/** The classifier's classes. */
export const conditions: readonly Condition[] = ['healthy', ...families];

/**
 * Fault orders of the bearing NMB 1560kk (7 balls of 2.77 mm on a pitch circle of 10.514 mm, contact angle 0), times
 * the speed of its rotating inner ring. `ball` is twice the spin: a damaged ball strikes both rings each turn.
 */
export const orders: Readonly<Record<Family, number>> = { cage: 0.3683, ball: 3.5322, outer: 2.5779, inner: 4.4221 };
