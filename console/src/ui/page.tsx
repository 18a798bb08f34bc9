import { type ReactNode, useEffect } from 'react';

/** A page: its name in the tab and at the top, what it is for, what one can do. */
export function Page(props: {
  readonly title: string;
  readonly eyebrow?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Pennywhistle`;
  }, [props.title]);
  return (
    <>
      <header className="page-head">
        <div>
          {props.eyebrow !== undefined && <div className="eyebrow">{props.eyebrow}</div>}
          <h1>{props.title}</h1>
          {props.lead !== undefined && <div className="page-lead">{props.lead}</div>}
        </div>
        {props.actions !== undefined && <div className="row">{props.actions}</div>}
      </header>
      <div className="stack">{props.children}</div>
    </>
  );
}

/** A framed part of a page. */
export function Panel(props: {
  readonly title?: string;
  readonly note?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel" aria-label={props.title}>
      {props.title !== undefined && (
        <div className="panel-head">
          <h2>{props.title}</h2>
          {props.note !== undefined && <div className="panel-note">{props.note}</div>}
        </div>
      )}
      <div className={props.flush === true ? 'panel-flush' : 'panel-body'}>{props.children}</div>
    </section>
  );
}

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
}

/** Named values side by side; `isWide` for amounts with every digit. */
export function Figures({ items, isWide = false }: { readonly items: readonly Figure[]; readonly isWide?: boolean }) {
  return (
    <dl className={isWide ? 'figures figures-wide' : 'figures'}>
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
