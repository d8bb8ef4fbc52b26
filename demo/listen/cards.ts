import type { Notice } from '../shared/notice.ts';
import type { HealthCard } from './health-card.ts';
import type { PictureCard } from './picture-card.ts';
import type { Player } from './player.ts';
import type { RuleCard } from './rule-card.ts';
import type { SourceCard } from './source-card.ts';
import type { ThreadsCard } from './threads-card.ts';

/** What the page consists of: says what is to be done, and shows what comes of it. */
export interface Cards {
  readonly source: SourceCard;
  readonly player: Player;
  readonly picture: PictureCard;
  readonly health: HealthCard;
  readonly threads: ThreadsCard;
  readonly rule: RuleCard;
  readonly notice: Notice;
}
