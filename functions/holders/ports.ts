import type { Destination, DestinationApproval } from '#holders/destination';
import type { Holder, Plan } from '#holders/holder';
import type { TaxForm } from '#holders/tax-form';

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

/** Where holders are paid, with how far a change of it has come. */
export interface DestinationBook {
  /** The destinations that exist among `holderIds`, by id. */
  getDestinations(holderIds: readonly string[]): Promise<ReadonlyMap<string, Destination>>;
  /** Stores a second person's word, once for each version of a destination; a further one for the same changes nothing. */
  approve(holderId: string, approval: DestinationApproval): Promise<void>;
}

/** The tax forms on file. */
export interface TaxFormBook {
  /** The forms on file of those among `holderIds` who have any. */
  getTaxForms(holderIds: readonly string[]): Promise<ReadonlyMap<string, readonly TaxForm[]>>;
}
