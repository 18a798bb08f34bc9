import { BrokenInvariant } from '#kernel/errors';
import { type Mapping, parseMapping } from '#reports/mapping';
import adaV1 from './providers/ada.v1.json' with { type: 'json' };
import appleMusicV1 from './providers/apple-music.v1.json' with { type: 'json' };
import applePaymentsV1 from './providers/apple-payments.v1.json' with { type: 'json' };
import ascapV1 from './providers/ascap.v1.json' with { type: 'json' };
import ascapV2 from './providers/ascap.v2.json' with { type: 'json' };
import bandcampV1 from './providers/bandcamp.v1.json' with { type: 'json' };
import bandcampV2 from './providers/bandcamp.v2.json' with { type: 'json' };
import beatportV1 from './providers/beatport.v1.json' with { type: 'json' };
import believeV1 from './providers/believe.v1.json' with { type: 'json' };
import cargoV1 from './providers/cargo.v1.json' with { type: 'json' };
import cargoV2 from './providers/cargo.v2.json' with { type: 'json' };
import cdBabyV1 from './providers/cd-baby.v1.json' with { type: 'json' };
import ddexDsrV1 from './providers/ddex-dsr.v1.json' with { type: 'json' };
import distrokidV1 from './providers/distrokid.v1.json' with { type: 'json' };
import fugaV1 from './providers/fuga.v1.json' with { type: 'json' };
import itunesV1 from './providers/itunes.v1.json' with { type: 'json' };
import labelStatementV1 from './providers/label-statement.v1.json' with { type: 'json' };
import orchardV1 from './providers/orchard.v1.json' with { type: 'json' };
import orchardV2 from './providers/orchard.v2.json' with { type: 'json' };
import publishingV1 from './providers/publishing.v1.json' with { type: 'json' };
import secretlyV1 from './providers/secretly.v1.json' with { type: 'json' };
import symphonicV1 from './providers/symphonic.v1.json' with { type: 'json' };
import tunecoreV1 from './providers/tunecore.v1.json' with { type: 'json' };
import youtubeV1 from './providers/youtube.v1.json' with { type: 'json' };

const DOCUMENTS: readonly unknown[] = [
  adaV1,
  appleMusicV1,
  applePaymentsV1,
  ascapV1,
  ascapV2,
  bandcampV1,
  bandcampV2,
  beatportV1,
  believeV1,
  cargoV1,
  cargoV2,
  cdBabyV1,
  ddexDsrV1,
  distrokidV1,
  fugaV1,
  itunesV1,
  labelStatementV1,
  orchardV1,
  orchardV2,
  publishingV1,
  secretlyV1,
  symphonicV1,
  tunecoreV1,
  youtubeV1,
];

/** The mappings that come with Pennywhistle; a provider's own documents are stored beside them and win by version. */
export const SHIPPED_MAPPINGS: readonly Mapping[] = DOCUMENTS.map((document) => {
  const parsed = parseMapping(document);
  if (parsed.kind === 'valid') return parsed.mapping;
  throw new BrokenInvariant(`A shipped mapping is invalid: ${JSON.stringify(parsed.problems)}`);
});
