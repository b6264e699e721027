/**
 * The header of an `.npy` file: what lies in the array, before any of it is read. Versions 1 to 3.
 * Source: NumPy Enhancement Proposal 1, and `numpy/lib/format.py`. The dictionary is read by its
 * grammar and never evaluated, and arrays of objects, which are pickles, are refused.
 */
import { SaddleError } from "../contract/errors";
import { type Localized, say } from "../domain/text";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
const longestHeader = 65_536;
const maximumRank = 8;

export type NpyKind = "unsigned" | "signed" | "float" | "boolean";

export interface NpyHeader {
  readonly kind: NpyKind;
  /** Bytes a value. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly dataOffset: number;
  /** Bytes of the values. */
  readonly dataBytes: number;
}

const kinds: Readonly<Record<string, NpyKind>> = { u: "unsigned", i: "signed", f: "float", b: "boolean" };
const widths: Readonly<Record<NpyKind, readonly number[]>> = {
  unsigned: [1, 2, 4, 8],
  signed: [1, 2, 4, 8],
  float: [2, 4, 8],
  boolean: [1],
};

export const isNpy = (bytes: Uint8Array): boolean => magic.every((byte, index) => bytes[index] === byte);

/**
 * @param bytes at least the header, or the whole file where it is shorter
 * @param size of the whole file, bytes
 * @throws SaddleError `bad-file` naming file, byte and field
 */
export function readNpyHeader(bytes: Uint8Array, size: number, file: string): NpyHeader {
  const refuse = (offset: number, field: Localized, reason: Localized, hint?: Localized): never => {
    throw new SaddleError(
      "bad-file",
      say(
        `${file} is not a usable .npy file: at byte ${offset}, ${field.en}: ${reason.en}.`,
        `${file}: 쓸 수 없는 .npy 파일입니다. 바이트 ${offset}, ${field.ko}: ${reason.ko}.`,
      ),
      hint === undefined ? {} : { hint },
    );
  };
  const headerField = say("header", "헤더");
  if (!isNpy(bytes))
    return refuse(0, say("magic number", "매직 넘버"), say("it is not that of .npy", ".npy의 것이 아닙니다"));
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) {
    return refuse(6, say("version", "버전"), say(`${version} is not known`, `알 수 없는 버전 ${version}입니다`));
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const begin = 8 + lengthBytes;
  if (bytes.length < begin)
    return refuse(bytes.length, headerField, say("the file ends inside it", "파일이 도중에 끝납니다"));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader || begin + length > bytes.length) {
    return refuse(
      8,
      headerField,
      say(`it says that it has ${length} bytes`, `길이가 ${length}바이트라고 되어 있습니다`),
    );
  }
  let text = "";
  for (let i = begin; i < begin + length; i++) text += String.fromCharCode(bytes[i]!);
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(body ?? "")?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(body ?? "")?.[1];
  const sides = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(body ?? "")?.[1];
  if (body === undefined || order === undefined || sides === undefined) {
    return refuse(begin, headerField, say("it is not NumPy's", "NumPy의 헤더가 아닙니다"));
  }
  const typeField = say("type", "자료형");
  if (descr === undefined) {
    return refuse(
      begin,
      typeField,
      say("records of several fields cannot be read", "여러 필드의 레코드는 읽을 수 없습니다"),
    );
  }
  const [, sign, letter, digits] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  if (letter === "O" || letter === "V") {
    return refuse(
      begin,
      typeField,
      say(
        "Python objects are never unpacked, since they may run code",
        "Python 객체는 코드를 실행할 수 있어 읽지 않습니다",
      ),
      say(
        "Save an array of numbers: np.save(path, np.stack(images)).",
        "숫자 배열로 저장하세요: np.save(path, np.stack(images)).",
      ),
    );
  }
  const kind = kinds[letter ?? ""];
  const width = Number(digits);
  if (kind === undefined || !widths[kind].includes(width)) {
    const shown = JSON.stringify(descr.slice(0, 40));
    return refuse(
      begin,
      typeField,
      say(`${shown} is no number that can be read`, `${shown}: 읽을 수 있는 숫자가 아닙니다`),
    );
  }
  if (order === "True") {
    return refuse(
      begin,
      say("order", "순서"),
      say("the array is in Fortran's order", "Fortran 순서의 배열입니다"),
      say("Save np.ascontiguousarray(array).", "np.ascontiguousarray(array)를 저장하세요."),
    );
  }
  const parts = sides.split(",").map((side) => side.trim().replace(/L$/, ""));
  if (parts.at(-1) === "") parts.pop();
  const shape = parts.map((side) => (/^\d{1,15}$/.test(side) ? Number(side) : Number.NaN));
  const shapeField = say("shape", "형상");
  if (shape.length > maximumRank || !shape.every(Number.isSafeInteger)) {
    return refuse(begin, shapeField, say("it is not a list of sizes", "크기의 목록이 아닙니다"));
  }
  let dataBytes = width;
  for (const side of shape) {
    dataBytes *= side;
    if (!Number.isSafeInteger(dataBytes)) return refuse(begin, shapeField, say("it is too large", "너무 큽니다"));
  }
  const dataOffset = begin + length;
  if (dataOffset + dataBytes !== size) {
    const shown = shape.join(" × ");
    return refuse(
      Math.min(size, dataOffset + dataBytes),
      say("values", "값"),
      say(
        `${shown} of ${width} bytes need ${dataOffset + dataBytes} bytes, the file has ${size}`,
        `${shown} (${width}바이트 값)에는 ${dataOffset + dataBytes}바이트가 필요한데 파일은 ${size}바이트입니다`,
      ),
    );
  }
  return { kind, bytes: width as NpyHeader["bytes"], littleEndian: sign !== ">", shape, dataOffset, dataBytes };
}
