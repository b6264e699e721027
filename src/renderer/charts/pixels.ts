/** Atlases of small pictures on a canvas, crisp. */
import { SaddleError } from "../../shared/contract/errors";
import type { Atlas } from "../../shared/domain/picture";
import { say } from "../../shared/domain/text";

export type AtlasLayout = Omit<Atlas, "rgba">;

/** An atlas that can be painted at once. */
export interface AtlasPicture {
  readonly step: number;
  readonly layout: AtlasLayout;
  readonly image: ImageData | ImageBitmap;
}

/** An atlas as it came from the trainer. */
export function fromAtlas(step: number, atlas: Atlas): AtlasPicture {
  const { rgba, ...layout } = atlas;
  const pixels = new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, rgba.length);
  return { step, layout, image: new ImageData(pixels, layout.width * layout.columns) };
}

/** Size of the painted grid, pixels: pictures with `gap` pixels between them. */
export function gridSize(layout: AtlasLayout, gap: number): { width: number; height: number } {
  const rows = Math.ceil(layout.count / layout.columns);
  return {
    width: layout.columns * (layout.width + gap) - gap,
    height: rows * (layout.height + gap) - gap,
  };
}

/**
 * Paints pictures of an atlas as a grid with `gap` transparent pixels between them, one canvas
 * pixel a picture's pixel; CSS scales it with `image-rendering: pixelated`.
 * @param first index of the first picture to paint
 * @param count how many; all by default
 * @param across pictures in a row; as the atlas has them by default
 */
export function paintAtlas(
  canvas: HTMLCanvasElement,
  picture: AtlasPicture,
  gap: number,
  first = 0,
  count = picture.layout.count,
  across = picture.layout.columns,
): void {
  const { layout, image } = picture;
  const shown = Math.min(count, layout.count - first);
  const columns = Math.min(across, shown);
  const { width, height } = gridSize({ ...layout, columns, count: shown }, gap);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, width, height);
  for (let place = 0; place < shown; place += 1) {
    const source = first + place;
    const sx = (source % layout.columns) * layout.width;
    const sy = Math.floor(source / layout.columns) * layout.height;
    const x = (place % columns) * (layout.width + gap);
    const y = Math.floor(place / columns) * (layout.height + gap);
    if (image instanceof ImageData) {
      context.putImageData(image, x - sx, y - sy, sx, sy, layout.width, layout.height);
    } else {
      context.drawImage(image, sx, sy, layout.width, layout.height, x, y, layout.width, layout.height);
    }
  }
}

/**
 * Paints an atlas as a grid that fills the canvas at the screen's resolution. Lines between pictures are the page's:
 * what is scaled as a whole shows some of its lines and loses others.
 * @param width of the canvas, CSS pixels
 */
export function paintFitted(canvas: HTMLCanvasElement, picture: AtlasPicture, width: number, ratio: number): void {
  const { layout, image } = picture;
  const rows = Math.ceil(layout.count / layout.columns);
  const height = (width * rows * layout.height) / (layout.columns * layout.width);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext("2d");
  if (context === null) return;
  const whole = document.createElement("canvas");
  paintAtlas(whole, picture, 0);
  const source = image instanceof ImageData ? whole : image;
  const [across, down] = [canvas.width / layout.columns, canvas.height / rows];
  // Many of a picture's pixels in one of the screen's are averaged; few are shown as they are.
  context.imageSmoothingEnabled = across < 2 * layout.width;
  context.imageSmoothingQuality = "high";
  for (let place = 0; place < layout.count; place++) {
    const [column, row] = [place % layout.columns, Math.floor(place / layout.columns)];
    const [left, top] = [Math.round(column * across), Math.round(row * down)];
    const [right, bottom] = [Math.round((column + 1) * across), Math.round((row + 1) * down)];
    context.drawImage(
      source,
      column * layout.width,
      row * layout.height,
      layout.width,
      layout.height,
      left,
      top,
      right - left,
      bottom - top,
    );
  }
}

/**
 * The scale at which a picture fills what is available: a whole number of device pixels a pixel
 * where that costs little room, so that all pixels are equal; else as large as fits.
 */
export function crispScale(available: number, natural: number, devicePixels: number): number {
  const fit = (available * devicePixels) / natural;
  const whole = Math.floor(fit);
  return (whole >= fit * 0.85 ? whole : fit) / devicePixels;
}

/** A canvas as PNG bytes, `scale` times as large. */
export async function canvasPng(source: HTMLCanvasElement, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  canvas.width = source.width * scale;
  canvas.height = source.height * scale;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the window has no 2D canvas");
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) {
    throw new SaddleError(
      "unsupported",
      say("The picture is too large for a PNG of this window.", "이미지가 너무 커서 이 창에서 PNG로 만들 수 없습니다."),
    );
  }
  return new Uint8Array(await blob.arrayBuffer());
}
