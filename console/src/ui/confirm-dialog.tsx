import { type ReactNode, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { amountInWords } from '#console/money/amount-in-words.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Notice } from '#console/ui/query-view.tsx';

export interface Intent {
  /** The same for every try of this one wish, so that a double click or a lost answer is one act. */
  readonly key: string;
}

/**
 * Asks before something is done that cannot be undone. The key of the intent is made when the dialog opens and kept until
 * it closes: pressing twice, or again after a fault, repeats one act and never makes a second.
 */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly action: string;
  readonly kind?: 'primary' | 'danger';
  readonly amounts?: readonly { readonly amount: string; readonly currency: string }[];
  readonly children?: ReactNode;
  readonly onClose: () => void;
  /** Does it; a rejection is shown and can be tried again under the same key. */
  readonly act: (intent: Intent) => Promise<unknown>;
}) {
  const [key] = useState(() => crypto.randomUUID());
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const act = async () => {
    setPending(true);
    setRefusal(undefined);
    try {
      await props.act({ key });
      props.onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      setPending(false);
    }
  };
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!isPending}
      onOpenChange={(isOpen) => isOpen || props.onClose()}
    >
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.amounts?.map(({ amount, currency }) => (
            <div className="in-words" key={currency}>
              <Amount value={amount} currency={currency} />
              <p>{amountInWords(amount, currency)}</p>
            </div>
          ))}
          {props.children}
          {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
          <div className="row row-end">
            <Button onPress={props.onClose} isDisabled={isPending}>
              Cancel
            </Button>
            <Button kind={props.kind ?? 'primary'} onPress={() => void act()} isPending={isPending}>
              {isPending ? 'Working…' : props.action}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
