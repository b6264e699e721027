/** Saddle's own origin. The window's pages and everything they load come from it and from nowhere else. */
export const scheme = "saddle";
export const host = "app";
export const origin = `${scheme}://${host}`;
export const startAddress = `${origin}/index.html`;

/** Node and Chrome disagree on the `origin` of such a URL, so its parts are compared. */
export function isOwnAddress(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${scheme}:` && url.host === host && url.username === "" && url.password === "";
  } catch {
    return false;
  }
}
