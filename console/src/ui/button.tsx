import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';

export type ButtonKind = 'default' | 'primary' | 'danger' | 'plain';

export function Button(props: {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly kind?: ButtonKind;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  readonly label?: string;
}) {
  return (
    <AriaButton
      className={`button button-${props.kind ?? 'default'}`}
      type={props.type ?? 'button'}
      isDisabled={props.isDisabled ?? false}
      isPending={props.isPending ?? false}
      {...(props.onPress !== undefined && { onPress: props.onPress })}
      {...(props.label !== undefined && { 'aria-label': props.label })}
    >
      {props.children}
    </AriaButton>
  );
}
