import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '#infra/local/engine';
import type { Journal } from '#infra/local/journal';

/** A queue as its template declares it. */
export interface QueueSpec {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly isFifo: boolean;
  readonly isDeduplicatedByContent: boolean;
  readonly redrive: { readonly deadLetterQueue: string; readonly receivesMax: number } | undefined;
}

/** A message as it is journaled; times are milliseconds since the epoch, virtual. */
export interface Message {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  /** Message attributes in their wire shape. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequence: number;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  readonly receipt?: string;
  /** The queue that gave it up, once it is in a dead-letter queue. */
  readonly deadLetterSource?: string;
}

export type MessageDraft = Pick<Message, 'body'> &
  Partial<Pick<Message, 'attributes' | 'groupId' | 'deduplicationId'>> & { readonly delaySeconds?: number };

/** The messages of all queues. What is sent is on disk before `send` returns. */
export interface QueueStore {
  readonly queues: ReadonlyMap<string, QueueSpec>;
  readonly send: (queue: string, draft: MessageDraft) => Message;
  /** Takes up to `limit` visible messages; they stay invisible for `visibilitySeconds` unless they are removed. */
  readonly receive: (queue: string, limit: number, visibilitySeconds?: number) => readonly Message[];
  /** `false`: no message of the queue has this receipt any more. */
  readonly remove: (queue: string, receipt: string) => boolean;
  readonly changeVisibility: (queue: string, receipt: string, seconds: number) => boolean;
  readonly purge: (queue: string) => void;
  readonly count: (queue: string) => { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** How many messages `receive` could hand out now: a FIFO group waits for its message in flight. */
  readonly countReady: (queue: string) => number;
  /** Calls `listener` whenever a message may have become visible. A consumed queue's messages are undelivered work. */
  readonly consume: (queue: string, listener: () => void) => void;
  /** Calls `listener` once when a message may have become visible. */
  readonly once: (queue: string, listener: () => void) => () => void;
}

/** SQS remembers a deduplication id for five minutes. */
const DEDUPLICATION_MILLISECONDS = 5 * 60_000;

export interface QueueStoreConfig {
  readonly specs: readonly QueueSpec[];
  readonly clock: VirtualClock;
  readonly journal: Journal<Message>;
  /** Hears how many messages of a queue are visible whenever one more is. */
  readonly onGrowth: (queue: string, visible: number) => void;
}

export function createQueueStore({ specs, clock, journal, onGrowth }: QueueStoreConfig): QueueStore {
  const queues = new Map(specs.map((spec) => [spec.name, spec]));
  const stored = new Map(specs.map(({ name }) => [name, new Map<string, Message>()]));
  for (const message of journal.recovered.values()) stored.get(message.queue)?.set(message.id, message);
  const timers = new Map<string, () => void>();
  const consumers = new Map<string, () => void>();
  const waiters = new Map<string, Set<() => void>>();
  const sentLately = new Map<string, { readonly message: Message; readonly at: number }>();
  let sequence = [...journal.recovered.values()].reduce((last, message) => Math.max(last, message.sequence), 0);

  const notify = (queue: string) => {
    consumers.get(queue)?.();
    for (const waiter of waiters.get(queue) ?? []) waiter();
  };
  const keep = (message: Message): Message => {
    stored.get(message.queue)?.set(message.id, message);
    journal.put(message.id, message);
    watchVisibility(message);
    if (isVisible(message)) onGrowth(message.queue, ofQueue(message.queue).filter(isVisible).length);
    return message;
  };
  /** A message that is hidden comes back by itself; until then somebody's work on it is unfinished. */
  const watchVisibility = (message: Message) => {
    timers.get(message.id)?.();
    timers.delete(message.id);
    if (message.visibleAt <= clock.now()) return notify(message.queue);
    const kind = consumers.has(message.queue) ? 'work' : 'wait';
    timers.set(
      message.id,
      clock.at(message.visibleAt, () => notify(message.queue), kind),
    );
  };
  const forget = (message: Message) => {
    timers.get(message.id)?.();
    timers.delete(message.id);
    stored.get(message.queue)?.delete(message.id);
    journal.remove(message.id);
  };
  const ofQueue = (queue: string): readonly Message[] => [...(stored.get(queue)?.values() ?? [])];
  const byReceipt = (queue: string, receipt: string) => ofQueue(queue).find((message) => message.receipt === receipt);
  const isVisible = (message: Message) => message.visibleAt <= clock.now();

  /** A FIFO group is handed out in order, and never while one of its messages is in flight. */
  const groupsInFlight = (queue: string, all: readonly Message[]): ReadonlySet<string | undefined> => {
    if (queues.get(queue)?.isFifo !== true) return new Set();
    return new Set(all.filter((message) => !isVisible(message)).map(({ groupId }) => groupId));
  };
  const bury = (message: Message, deadLetterQueue: string) => {
    const { receipt: _receipt, ...rest } = message;
    stored.get(message.queue)?.delete(message.id);
    keep({
      ...rest,
      queue: deadLetterQueue,
      visibleAt: clock.now(),
      receives: 0,
      deadLetterSource: queues.get(message.queue)?.arn ?? '',
    });
  };
  const expire = (spec: QueueSpec) => {
    const oldest = clock.now() - spec.retentionSeconds * 1000;
    for (const message of ofQueue(spec.name)) if (message.sentAt < oldest) forget(message);
  };

  return {
    queues,
    send(queue, { body, attributes = {}, groupId, deduplicationId, delaySeconds }) {
      const spec = queues.get(queue);
      const now = clock.now();
      const key = deduplicationId === undefined ? undefined : `${queue}/${deduplicationId}`;
      const before = key === undefined ? undefined : sentLately.get(key);
      if (before !== undefined && now - before.at < DEDUPLICATION_MILLISECONDS) return before.message;
      sequence += 1;
      const message: Message = {
        id: randomUUID(),
        queue,
        body,
        attributes,
        ...(groupId === undefined ? {} : { groupId }),
        ...(deduplicationId === undefined ? {} : { deduplicationId }),
        sequence,
        sentAt: now,
        visibleAt: now + (delaySeconds ?? spec?.delaySeconds ?? 0) * 1000,
        receives: 0,
      };
      if (key !== undefined) sentLately.set(key, { message, at: now });
      return keep(message);
    },
    receive(queue, limit, visibilitySeconds) {
      const spec = queues.get(queue);
      if (spec === undefined) return [];
      expire(spec);
      const taken: Message[] = [];
      const waitingBefore = ofQueue(queue);
      const blockedGroups = groupsInFlight(queue, waitingBefore);
      for (const message of waitingBefore) {
        if (taken.length >= limit) break;
        if (!isVisible(message) || blockedGroups.has(message.groupId)) continue;
        if (spec.redrive !== undefined && message.receives >= spec.redrive.receivesMax) {
          bury(message, spec.redrive.deadLetterQueue);
          continue;
        }
        const now = clock.now();
        const visibleAt = now + (visibilitySeconds ?? spec.visibilitySeconds) * 1000;
        const received = { ...message, visibleAt, receives: message.receives + 1, receipt: randomUUID() };
        taken.push(keep({ ...received, firstReceivedAt: message.firstReceivedAt ?? now }));
      }
      return taken;
    },
    remove(queue, receipt) {
      const message = byReceipt(queue, receipt);
      if (message === undefined) return false;
      forget(message);
      if (message.groupId !== undefined) notify(queue);
      return true;
    },
    changeVisibility(queue, receipt, seconds) {
      const message = byReceipt(queue, receipt);
      if (message !== undefined) keep({ ...message, visibleAt: clock.now() + seconds * 1000 });
      return message !== undefined;
    },
    purge(queue) {
      for (const message of ofQueue(queue)) forget(message);
    },
    count(queue) {
      const all = ofQueue(queue);
      const hidden = all.filter((message) => !isVisible(message));
      const delayed = hidden.filter((message) => message.receives === 0).length;
      return { visible: all.length - hidden.length, inFlight: hidden.length - delayed, delayed };
    },
    countReady(queue) {
      const all = ofQueue(queue);
      const blockedGroups = groupsInFlight(queue, all);
      return all.filter((message) => isVisible(message) && !blockedGroups.has(message.groupId)).length;
    },
    consume(queue, listener) {
      consumers.set(queue, listener);
      for (const message of ofQueue(queue)) watchVisibility(message);
    },
    once(queue, listener) {
      const set = waiters.get(queue) ?? new Set();
      waiters.set(queue, set);
      const cancel = () => set.delete(listener);
      set.add(listener);
      return cancel;
    },
  };
}
