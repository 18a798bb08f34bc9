import { useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { now } from '#console/api/session.ts';

const DAYS = 180;
const DAY_MILLISECONDS = 86_400_000;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A day of the last half year, its end included; at the right end: now. */
export function ClockSlider(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}) {
  const today = Math.trunc(now().getTime() / DAY_MILLISECONDS);
  const given = props.value === undefined ? DAYS : dayOf(props.value) - today + DAYS;
  const [position, setPosition] = useState(Math.max(0, Math.min(DAYS, given)));
  const nameOf = (at: number) => (at === DAYS ? 'Now' : day.format(new Date((today + at - DAYS) * DAY_MILLISECONDS)));
  return (
    <Slider
      className="slider"
      minValue={0}
      maxValue={DAYS}
      value={position}
      onChange={setPosition}
      onChangeEnd={(at) => props.onChange(at === DAYS ? undefined : endOfDay(today + at - DAYS))}
    >
      <Label className="field-label">{props.label}</Label>
      <SliderOutput>{() => nameOf(position)}</SliderOutput>
      <SliderTrack className="slider-track">
        <SliderThumb className="slider-thumb" aria-label={props.label} />
      </SliderTrack>
    </Slider>
  );
}

const dayOf = (instant: string): number => Math.trunc((Date.parse(instant) - 1) / DAY_MILLISECONDS);
const endOfDay = (at: number): string => new Date((at + 1) * DAY_MILLISECONDS).toISOString();
