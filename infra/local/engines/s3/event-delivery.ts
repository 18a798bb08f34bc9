import type { LocalCloudContext } from '#infra/local/engine';
import type { ObjectIndex } from '#infra/local/engines/s3/object-index';

const BATCH_MAX = 100;
const RETRY_MILLISECONDS = 1000;

/** Delivers the journaled events in order, at least once: an event is struck off only after the bus took it. */
export class EventDelivery {
  readonly #context: Pick<LocalCloudContext, 'putEvent' | 'activity' | 'log'>;
  readonly #index: ObjectIndex;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(context: Pick<LocalCloudContext, 'putEvent' | 'activity' | 'log'>, index: ObjectIndex) {
    this.#context = context;
    this.#index = index;
    context.activity.watch('s3 events', () => (this.#isOpen ? index.owedEventCount() : 0));
  }

  /** Begins delivery, with what an earlier process still owed. */
  start(): void {
    this.#isOpen = true;
    this.wake();
  }

  wake(): void {
    if (!this.#isOpen || this.#running !== undefined || this.#index.owedEventCount() === 0) return;
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      // An event may have been journaled in the last moment of the drain.
      if (this.#retry === undefined && this.#isOpen && this.#index.owedEventCount() > 0) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#isOpen) {
      const batch = this.#index.owedEvents(BATCH_MAX);
      if (batch.length === 0) return;
      for (const event of batch) {
        if (!this.#isOpen) return;
        try {
          await this.#context.putEvent({
            source: 'aws.s3',
            detailType: event.detailType,
            detail: event.detail,
            resources: [`arn:aws:s3:::${event.bucket}`],
          });
        } catch (error) {
          this.#context.log(
            `S3 could not deliver ${event.detailType} of ${event.bucket}, and tries again: ${String(error)}`,
          );
          this.#retry = setTimeout(() => {
            this.#retry = undefined;
            this.wake();
          }, RETRY_MILLISECONDS);
          return;
        }
        this.#index.settleEvent(event.id);
      }
    }
  }
}
