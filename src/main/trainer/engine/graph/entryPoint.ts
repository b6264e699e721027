/** How a function of the graph is called, once or several times in a row. */
export interface EntryPoint {
  /** Calls that one run of the session makes. What they are fed and give back comes together, call after call. */
  readonly calls: number;
  /** Feeds of rank 0, which are handed over as one vector before the others. */
  readonly scalarFeeds: readonly string[];
  /** The other feeds in the order of `inputs`, the noise's included where the function draws any. */
  readonly feeds: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** `node:0` of what is handed over, with commas between. */
  readonly inputs: string;
  /** Outputs of rank 0, which come back as one vector. */
  readonly scalars: readonly string[];
  /** Outputs of higher rank, one tensor each, after the vector; none of several calls. */
  readonly tensors: readonly string[];
  readonly outputs: string;
}
