import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';

/** A labelled text field. Amounts are typed as text too: a number field would make floats of them. */
export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  readonly inputMode?: 'decimal' | 'text';
  readonly isMultiline?: boolean;
  readonly isRequired?: boolean;
}) {
  const placeholder = props.placeholder === undefined ? {} : { placeholder: props.placeholder };
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={props.error !== undefined}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
    >
      <Label className="field-label">{props.label}</Label>
      {props.isMultiline === true ? (
        <TextArea className="input" {...placeholder} />
      ) : (
        <Input className="input" {...placeholder} inputMode={props.inputMode ?? 'text'} />
      )}
      {props.hint !== undefined && props.error === undefined && <span className="field-hint">{props.hint}</span>}
      <FieldError className="field-error">{props.error}</FieldError>
    </TextField>
  );
}
