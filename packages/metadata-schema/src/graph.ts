/** Type and shape of a graph input or output. */
export interface GraphValue {
  readonly name: string;
  /** Element type such as `int64`, or `sequence(…)`, `optional(…)`, `map(…)`. */
  readonly type: string;
  /** Dimensions: a number where it is fixed, a string where it is named, `null` where nothing is said. Absent when the shape is unknown. */
  readonly shape?: readonly (number | string | null)[];
}

/** What a model's graph says about itself, without its weights. */
export interface GraphFacts {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Opset version by domain; `''` is the default domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly irVersion?: number;
  readonly producer?: string;
  readonly nodeCount?: number;
  /** Number of nodes by operator type. */
  readonly operators?: Readonly<Record<string, number>>;
  /** Shapes of the initializers by name. */
  readonly initializers?: Readonly<Record<string, readonly number[]>>;
  /** Files that hold external data, relative to the model. */
  readonly externalData?: readonly string[];
  readonly functions?: readonly string[];
  /** Whether nodes carry the attribute `hierarchy_tag`, which ONNX Runtime refuses. */
  readonly hierarchyTags?: boolean;
}
