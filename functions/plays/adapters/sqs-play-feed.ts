import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PlayFeed } from '#plays/intake-ports';
import type { Play } from '#plays/play';

export interface PlayFeedOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** Below SQS' 256 KiB, with room for the frame. */
const MESSAGE_BYTES_MAX = 250_000;
const SENDS_MAX = 8;

/** The recommender's queue: messages `{"plays":[…]}` with as many plays as fit. */
export function createPlayFeed({ sqs, queueUrl }: PlayFeedOptions): PlayFeed {
  return {
    async send(plays) {
      const bodies = bodiesOf(plays);
      for (let start = 0; start < bodies.length; start += SENDS_MAX)
        await Promise.all(
          bodies
            .slice(start, start + SENDS_MAX)
            .map((MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))),
        );
    },
  };
}

function bodiesOf(plays: readonly Play[]): readonly string[] {
  const bodies: string[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const finish = () => {
    if (texts.length > 0) bodies.push(`{"plays":[${texts.join(',')}]}`);
    [texts, bytes] = [[], 0];
  };
  for (const play of plays) {
    const text = JSON.stringify(fedPlay(play));
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > MESSAGE_BYTES_MAX) finish();
    texts.push(text);
    bytes += size;
  }
  finish();
  return bodies;
}

/** What a recommender learns from; who is paid for it is none of its business. */
function fedPlay(play: Play) {
  return {
    play_id: play.playId,
    user_id: play.userId,
    track_id: play.trackId,
    country_id: play.countryId,
    played_at_ms: play.playedAtMs,
    duration_played_s: play.durationPlayedSeconds,
    context_type: play.contextType,
    source_playlist_id: play.sourcePlaylistId,
  };
}
