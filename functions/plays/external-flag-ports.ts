import type { Instant } from '#kernel/time/clock';
import type { LakeObject } from '#plays/ports';
import type { ExternalFlag } from '#plays/read-external-flag';

/** One immutable version of all flags from outside: every version holds those of the versions before it. */
export interface ExternalFlagVersion {
  readonly version: number;
  /** Partition of `fraud_flags` beside the scope `external`. */
  readonly run: string;
  readonly object: LakeObject;
  readonly dropId: string;
}

export interface FlagImport {
  readonly dropId: string;
  /** The version in force after the import. */
  readonly version: number;
  readonly created: number;
  /** Flags that were known, or that stand twice in the file. */
  readonly unchanged: number;
}

export interface ExternalFlagStore {
  current(): Promise<ExternalFlagVersion | undefined>;
  findImport(dropId: string): Promise<FlagImport | undefined>;
  download(version: ExternalFlagVersion, toPath: string): Promise<void>;
  /** Puts the file as the next version's; nobody reads it before `record`. */
  store(file: {
    readonly path: string;
    readonly version: number;
    readonly dropId: string;
    readonly rows: number;
  }): Promise<ExternalFlagVersion>;
  /** Puts the version in force, if one is given, and remembers the import, unless another won the race since `from`. */
  record(record: {
    readonly from: number;
    readonly next?: ExternalFlagVersion;
    readonly flagImport: FlagImport;
  }): Promise<'recorded' | 'lost-race'>;
}

/** One file on its way into the flags, on local disk: memory does not grow with it. */
export interface FlagWorkbench {
  readonly directory: string;
  stage(flags: readonly ExternalFlag[]): Promise<void>;
  /** Writes the flags of the version before, and the staged ones that it lacks, to a file. */
  write(
    path: string,
    options: { readonly previousPath: string | undefined; readonly dropId: string; readonly flaggedAt: Instant },
  ): Promise<{ readonly rows: number; readonly created: number; readonly staged: number }>;
  close(): Promise<void>;
}

export type OpenFlagWorkbench = () => Promise<FlagWorkbench>;
