/** How many values an array of this shape holds; 1 for a scalar, `[]`. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
