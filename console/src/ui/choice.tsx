import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** One of several, in a list that opens. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: Value | undefined;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
  readonly placeholder?: string;
}) {
  return (
    <Select
      className="field"
      selectedKey={props.value ?? null}
      onSelectionChange={(key) => {
        const chosen = props.options.find((option) => option.value === key);
        if (chosen !== undefined) props.onChange(chosen.value);
      }}
      placeholder={props.placeholder ?? 'Choose'}
    >
      <Label className={props.isLabelHidden === true ? 'visually-hidden' : 'field-label'}>{props.label}</Label>
      <Button className="select-button">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox items={props.options.map((option) => ({ id: option.value, ...option }))}>
          {(option) => (
            <ListBoxItem className="option" textValue={option.label}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
