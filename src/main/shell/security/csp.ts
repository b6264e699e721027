/** The content security policy, as a table with a reason beside each entry. */
const directives: ReadonlyArray<readonly [directive: string, sources: string, reason: string]> = [
  ["default-src", "'none'", "whatever is not named below is refused"],
  ["script-src", "'self'", "only the built files; no inline script, no eval"],
  ["style-src", "'self' 'unsafe-inline'", "Mantine and the charts place and size things through style attributes"],
  ["img-src", "'self' blob: data:", "galleries and exported charts are made in the window"],
  ["font-src", "'self'", "the fonts come with the lab"],
  ["connect-src", "'self'", "the lab works offline and calls nobody"],
  ["object-src", "'none'", "no plug-ins of the browser"],
  ["base-uri", "'none'", "addresses cannot be turned elsewhere"],
  ["form-action", "'none'", "no form leaves the window"],
  ["frame-ancestors", "'none'", "nothing may frame the lab"],
];

export const contentSecurityPolicy = directives.map(([directive, sources]) => `${directive} ${sources}`).join("; ");

/** Headers of every answer on Saddle's own scheme. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};
