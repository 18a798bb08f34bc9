import { z } from 'zod';
import type { LocalCloudContext } from '#infra/local/engine';
import type { Alarm } from '#infra/local/engines/cloudwatch/alarm';
import { alarmNotification } from '#infra/local/engines/cloudwatch/alarm-notification';
import { evaluateAlarm, periodsOf, type Verdict } from '#infra/local/engines/cloudwatch/evaluate-alarm';
import { type Metric, metricKey } from '#infra/local/engines/cloudwatch/metric';
import type { MetricStore } from '#infra/local/engines/cloudwatch/metric-store';

const kept = z.object({
  value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  reason: z.string(),
  changedAt: z.number(),
});
export type AlarmState = z.infer<typeof kept>;

/** Publishes to a topic; throws when there is none of that ARN. */
export type Publish = (topicArn: string, message: { readonly subject: string; readonly message: string }) => void;

const UNCHECKED: Verdict = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' };

/**
 * The alarms' states. An alarm is evaluated when its metric has news, and at the ends of the periods in which that news
 * still counts, by the virtual clock: a jump of a month costs no more than the data in it.
 */
export class AlarmStates {
  readonly alarms: readonly Alarm[];
  readonly #context: LocalCloudContext;
  readonly #store: MetricStore;
  readonly #publish: Publish;
  readonly #byMetric = new Map<string, Alarm[]>();
  readonly #states = new Map<string, AlarmState>();
  readonly #planned = new Set<string>();
  readonly #cancels = new Set<() => void>();

  constructor(context: LocalCloudContext, store: MetricStore, alarms: readonly Alarm[], publish: Publish) {
    this.#context = context;
    this.#store = store;
    this.#publish = publish;
    this.alarms = alarms;
    for (const alarm of alarms) {
      const key = metricKey(alarm.metric);
      this.#byMetric.set(key, [...(this.#byMetric.get(key) ?? []), alarm]);
      this.#begin(alarm);
    }
  }

  state(alarm: Alarm): AlarmState {
    return this.#states.get(alarm.name) ?? { ...UNCHECKED, changedAt: 0 };
  }

  /** Evaluates the alarms of a metric that has news, now and as long as the news counts. */
  onNews(metric: Metric): void {
    for (const alarm of this.#byMetric.get(metricKey(metric)) ?? []) {
      this.#evaluate(alarm);
      this.#plan(alarm);
    }
  }

  /** Sets a state by hand, as SetAlarmState does; the next evaluation may change it again. */
  set(alarm: Alarm, verdict: Verdict): void {
    this.#change(alarm, verdict);
    this.#plan(alarm);
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  // The first verdict is no change that anyone waits for, so it is not an event.
  #begin(alarm: Alarm): void {
    const before = kept.safeParse(this.#store.alarmState(alarm.name));
    if (before.success) this.#states.set(alarm.name, before.data);
    else this.#keep(alarm, { ...(this.#verdict(alarm) ?? UNCHECKED), changedAt: this.#context.clock.now() });
    this.#plan(alarm);
  }

  #keep(alarm: Alarm, state: AlarmState): void {
    this.#store.keepAlarmState(alarm.name, state);
    this.#states.set(alarm.name, state);
  }

  // Where silence would not change the state, no later look is needed: news bring their own.
  #plan(alarm: Alarm): void {
    const inSilence = evaluateAlarm(alarm, [], this.#context.clock.now())?.value;
    const isSettled = inSilence === undefined || inSilence === this.state(alarm).value;
    if (isSettled && !alarm.operator.startsWith('Less')) return;
    const period = alarm.periodSeconds * 1000;
    const current = Math.floor(this.#context.clock.now() / period);
    for (let ahead = 1; ahead <= alarm.evaluationPeriods + 1; ahead++) {
      const at = (current + ahead) * period;
      const name = `${alarm.name}@${at}`;
      if (this.#planned.has(name)) continue;
      this.#planned.add(name);
      const cancel = this.#context.clock.at(at, () => {
        this.#planned.delete(name);
        this.#cancels.delete(cancel);
        this.#evaluate(alarm);
      });
      this.#cancels.add(cancel);
    }
  }

  #verdict(alarm: Alarm): Verdict | undefined {
    const now = this.#context.clock.now();
    const periods = periodsOf(alarm, now);
    const minutes = this.#store.minutes(alarm.metric, periods[0]?.from ?? now, periods.at(-1)?.to ?? now);
    return evaluateAlarm(alarm, minutes, now);
  }

  #evaluate(alarm: Alarm): void {
    const verdict = this.#verdict(alarm);
    if (verdict !== undefined && verdict.value !== this.state(alarm).value) this.#change(alarm, verdict);
  }

  #change(alarm: Alarm, verdict: Verdict): void {
    const previous = this.state(alarm);
    const state: AlarmState = { ...verdict, changedAt: this.#context.clock.now() };
    this.#keep(alarm, state);
    // On disk before anyone hears of it and acts.
    this.#store.commit();
    const end = this.#context.activity.begin(`alarm ${alarm.name}`);
    const event = {
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarm.arn],
      detail: {
        alarmName: alarm.name,
        state: eventState(state),
        previousState: eventState(previous),
        configuration: {
          description: alarm.description,
          metrics: [
            {
              id: alarm.name,
              metricStat: {
                metric: alarm.metric,
                period: alarm.periodSeconds,
                stat: alarm.statistic,
              },
              returnData: true,
            },
          ],
        },
      },
    };
    this.#context
      .putEvent(event)
      .catch((error: unknown) => this.#context.log(`The state of alarm ${alarm.name} reached no bus: ${String(error)}`))
      .finally(end);
    for (const arn of alarm.actions[state.value]) {
      try {
        this.#publish(arn, alarmNotification(alarm, { state, previous }));
      } catch (error) {
        this.#context.log(`Alarm ${alarm.name} did not reach ${arn}: ${String(error)}`);
      }
    }
  }
}

function eventState({ value, reason, changedAt }: AlarmState): Record<string, unknown> {
  return { value, reason, timestamp: new Date(changedAt).toISOString().replace('Z', '+0000') };
}
