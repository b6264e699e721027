/**
 * Whether the codes of a GIF's frame can be decoded: `omggif` trusts them, and one that names an entry which its table
 * does not have yet makes it go round in circles for ever. Source: GIF89a specification, appendix F.
 */
import { type Localized, say } from "../../../../shared/domain/text";

const mostCodes = 4096;

/**
 * @param at where the frame's data begin, at the byte that tells the size of the first codes
 * @param pixels of the frame; what would come beyond them is not looked at
 * @returns in a clause what is wrong, or null
 */
export function faultInGifCodes(bytes: Uint8Array, at: number, pixels: number): Localized | null {
  const ends = say("the file ends early", "파일이 도중에 끝납니다");
  const depth = bytes[at];
  if (depth === undefined) return ends;
  if (depth < 1 || depth > 8) return say(`its codes begin with ${depth} bits`, `코드가 ${depth}비트로 시작합니다`);
  const clear = 1 << depth;
  /** Pixels of each entry of the table. */
  const lengths = new Uint32Array(mostCodes).fill(1, 0, clear);
  let [next, width, previous, done] = [clear + 2, depth + 1, -1, 0];
  let [held, bits] = [0, 0];
  let block = at + 1;
  for (let size = bytes[block]; size !== 0; size = bytes[block]) {
    if (size === undefined || block + size >= bytes.length) return ends;
    for (let place = block + 1; place <= block + size; place++) {
      held |= bytes[place]! << bits;
      bits += 8;
      while (bits >= width) {
        const code = held & ((1 << width) - 1);
        held >>>= width;
        bits -= width;
        if (code === clear + 1 || done >= pixels) return null;
        if (code === clear) {
          [next, width, previous] = [clear + 2, depth + 1, -1];
          continue;
        }
        const known = code < clear || (code > clear + 1 && code < next);
        if (!known && (previous < 0 || code !== next || next >= mostCodes)) {
          return say(`code ${code} names nothing`, `코드 ${code}이(가) 가리키는 것이 없습니다`);
        }
        if (previous >= 0 && next < mostCodes) {
          lengths[next++] = lengths[previous]! + 1;
          if (next >= 1 << width && width < 12) width++;
        }
        done += lengths[code]!;
        previous = code;
      }
    }
    block += size + 1;
  }
  return null;
}
