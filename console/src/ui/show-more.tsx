import { Button } from '#console/ui/button.tsx';

interface Props {
  /** A list that is fetched page by page. */
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** Fetches the next page of a list; nothing where there is none. */
export function MoreButton({ query }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <Button onPress={() => void query.fetchNextPage()} isPending={query.isFetchingNextPage}>
      Show more
    </Button>
  );
}

/** The same as the foot of a panel. */
export function ShowMore({ query }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <div className="panel-body">
      <MoreButton query={query} />
    </div>
  );
}
