/** Everything that is wrong with a proof, in sentences; none when it holds. */
export function faultsOfProof(proof: unknown, knownRoot?: string): string[];
