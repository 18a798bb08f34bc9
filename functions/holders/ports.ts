import type { Holder, Plan } from '#holders/holder';

/** Rights holders and plans as other contexts read them. */
export interface HolderDirectory {
  getHolder(holderId: string): Promise<Holder | undefined>;
  /** The holders that exist among `holderIds`, by id; any number of ids, repeated ones allowed. */
  getHolders(holderIds: readonly string[]): Promise<ReadonlyMap<string, Holder>>;
  /** The plans that exist among `names`, by name. */
  getPlans(names: readonly string[]): Promise<ReadonlyMap<string, Plan>>;
  /** By holder id in byte order. */
  listHolders(query: { readonly limit: number; readonly after?: string | undefined }): Promise<HolderPage>;
}

export interface HolderPage {
  readonly holders: readonly Holder[];
  /** Holder id after which the next page starts; absent on the last page. */
  readonly nextAfter?: string;
}
