/** What {@link batch} groups: things of one kind may share a batch, heavy ones are spread. */
export interface Weighted {
  readonly kind: string;
  readonly weight: number;
}

export interface BatchOptions {
  /** The most items in one batch. */
  readonly largest: number;
  /** Every kind is split into at least this many batches, where it has the items. */
  readonly fewest: number;
}

/** Groups of one kind each and of about equal weight within a kind; the heaviest group first. Each item is in exactly one. */
export function batch<T extends Weighted>(items: readonly T[], options: BatchOptions): T[][] {
  const groups = Map.groupBy(items, (item) => item.kind);
  const parts = [...groups.values()].flatMap((group) => {
    const count = Math.max(Math.ceil(group.length / options.largest), Math.min(options.fewest, group.length));
    const bins = Array.from({ length: count }, () => ({ items: [] as T[], weight: 0 }));
    for (const item of group.toSorted((a, b) => b.weight - a.weight)) {
      const open = bins.filter((bin) => bin.items.length < options.largest);
      const lightest = open.reduce((best, bin) => (bin.weight < best.weight ? bin : best));
      lightest.items.push(item);
      lightest.weight += item.weight;
    }
    return bins;
  });
  return parts.sort((a, b) => b.weight - a.weight).map((part) => part.items);
}
