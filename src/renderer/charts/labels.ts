/** Where labels beside a chart go, so that none lies on another. */

/**
 * @param wished positions of the labels' middles, pixels, in any order
 * @param distance least distance between two middles, pixels
 * @returns positions in the order of `wished`: unchanged where they are far enough apart, else pushed apart
 *   evenly about the middle of those that touch
 */
export function spreadLabels(wished: readonly number[], distance: number): number[] {
  const order = wished.map((_, index) => index).sort((a, b) => wished[a]! - wished[b]!);
  // Groups of labels that touch, each about its mean; groups that come to touch are joined.
  const groups: { members: number[]; middle: number }[] = [];
  const meanOf = (members: readonly number[]): number =>
    members.reduce((sum, index) => sum + wished[index]!, 0) / members.length;
  const reach = (members: readonly number[]): number => ((members.length - 1) / 2) * distance;
  for (const index of order) {
    let group = { members: [index], middle: wished[index]! };
    for (let before = groups.at(-1); before; before = groups.at(-1)) {
      if (group.middle - reach(group.members) - (before.middle + reach(before.members)) >= distance) break;
      groups.pop();
      const members = [...before.members, ...group.members];
      group = { members, middle: meanOf(members) };
    }
    groups.push(group);
  }
  const placed = new Array<number>(wished.length);
  for (const { members, middle } of groups) {
    members.forEach((index, place) => {
      placed[index] = middle - reach(members) + place * distance;
    });
  }
  return placed;
}
